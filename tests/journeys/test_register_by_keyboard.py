"""A register can be taken with one key a pupil."""

from tests.journeys.steps import words

MOST_TABS = 60


def focused(page):
    """(type, name) of what has focus."""
    return page.evaluate("() => [document.activeElement.type, document.activeElement.name]")


def test_register_by_keyboard(person):
    """Given the register of this morning, when a tutor presses Tab to the first pupil and then
    P, L with minutes, N and P for the rest, then Enter saves it: no mouse is touched."""
    page = person("Provider staff", at="Hornchurch Skills Centre")
    with page.expect_navigation():
        page.get_by_role("button", name="Take the morning register").press("Enter")
    pupils = page.locator("main form fieldset").all()
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if focused(page)[0] == "radio":
            break

    page.keyboard.press("p")
    page.keyboard.press("l")
    assert focused(page)[1].startswith("minutes-")
    page.keyboard.type("12")
    page.keyboard.press("Enter")
    page.keyboard.press("n")
    for _ in pupils[3:]:
        page.keyboard.press("p")
    assert pupils[0].get_by_role("radio", name="Present").is_checked()
    assert pupils[1].get_by_role("radio", name="Late").is_checked()
    assert pupils[1].get_by_label("Minutes late").input_value() == "12"
    assert pupils[2].get_by_role("radio", name="Not here").is_checked()

    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert f"Register saved: {len(pupils)} of {len(pupils)} pupils marked." in words(page)
