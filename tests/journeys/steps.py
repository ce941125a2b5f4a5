"""Steps that several journeys take."""

from providers.choices import Section


def enter_date(page, legend, date):
    """Fill the three boxes of a date."""
    boxes = page.get_by_role("group", name=legend)
    for label, value in (("Day", date.day), ("Month", date.month), ("Year", date.year)):
        boxes.get_by_label(label, exact=True).fill(str(value))


def press(page, name):
    """Press a button and wait for the page that it leads to."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).last.click()


def go(page, *links):
    """Follow links by their words, one page after the other; some look like buttons."""
    for name in links:
        link = page.get_by_role("link", name=name, exact=True)
        with page.expect_navigation():
            link.or_(page.get_by_role("button", name=name, exact=True)).first.click()


def menu(page, name):
    """Choose in the main menu."""
    if page.get_by_role("button", name="Menu").is_visible():
        page.get_by_role("button", name="Menu").click()
    with page.expect_navigation():
        page.get_by_role("navigation", name="Menu").get_by_role("link", name=name).click()


def words(page):
    """What the page says, without its header and footer."""
    return " ".join(page.locator("main").inner_text().split())


def row_of(page, text):
    """The row of a table or list in which the words stand."""
    return page.locator("main tr, main li").filter(has_text=text).last


def score_every_section(page):
    """Give each section of an application the same score."""
    for section in Section:
        page.get_by_role("group", name=section.label, exact=True).get_by_label("2: met").check()
