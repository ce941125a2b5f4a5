"""A register is a plain form: it can be taken whole with scripts switched off."""

from tests.journeys.steps import press, words

PLACE = "Olive Tree AP Academy"


def test_register_without_javascript(on_phone):
    """Given a phone without scripts, when a tutor marks pupils and forgets how late one was, then
    the page says so and keeps every choice, and the register can be finished."""
    page = on_phone("Provider staff", at=PLACE, java_script_enabled=False)
    with page.expect_navigation():
        page.get_by_role("button", name="Take the morning register").click()
    assert not page.get_by_role("button", name="Mark everyone not yet marked").is_visible()

    pupils = page.locator("main form fieldset").all()
    present, late, absent, *others = pupils
    name = late.locator("legend").inner_text()
    present.get_by_role("radio", name="Present").check()
    late.get_by_role("radio", name="Late").check()
    absent.get_by_role("radio", name="Not here").check()
    absent.get_by_label("Do you know why?").select_option(label="Ill")
    press(page, "Save register")
    assert page.title().startswith("Error: ")
    page.get_by_role("link", name=f"Enter how many minutes late {name} was").click()
    assert present.get_by_role("radio", name="Present").is_checked()
    assert absent.get_by_role("radio", name="Not here").is_checked()

    late.get_by_label("Minutes late").fill("15")
    press(page, "Save register")
    left = len(others)
    assert f"Saved: 3 of {left + 3} pupils marked. {left} not marked yet." in words(page)
    for pupil in others:
        pupil.get_by_role("radio", name="Present").check()
    press(page, "Save register")
    assert f"Register saved: {left + 3} of {left + 3} pupils marked." in words(page)
    assert late.get_by_label("Minutes late").input_value() == "15"
