"""Pictures for people to look at: `APR_SHOTS=folder pytest tests/journeys/test_pictures.py`."""

import os
from pathlib import Path

import pytest

from apcommission.accounts.choices import Role
from tests.browser import DESK, PHONE
from tests.journeys.test_every_page import BEGUN, EVERYBODYS, walk

FOLDER = os.environ.get("APR_SHOTS")
LEAST_BYTES = 5_000
pytestmark = pytest.mark.skipif(
    not FOLDER, reason="pictures are taken when APR_SHOTS names a folder"
)


@pytest.fixture
def folder():
    path = Path(FOLDER)
    path.mkdir(parents=True, exist_ok=True)
    return path


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_pictures_of(person, folder, role):
    page = person(role.label)
    if role in BEGUN:
        BEGUN[role](page)

    def take(name):
        if name.startswith((*EVERYBODYS, "accounts:second_factor")):
            return
        for word, size in (("desk", DESK), ("phone", PHONE)):
            page.set_viewport_size(size)
            file = f"{role.value}-{name.replace(':', '-')}-{word}.png"
            page.screenshot(path=folder / file, full_page=True)

    walk(page, take)
    assert (folder / f"{role.value}-reports-home-phone.png").stat().st_size > LEAST_BYTES


def test_pictures_of_the_readme(person, folder):
    """The commissioner's first page, and a register half taken on a long phone."""
    person("AP commissioner").screenshot(path=folder / "home.png", full_page=True)
    page = person("Provider staff", {"width": 390, "height": 1320}, device_scale_factor=2)
    with page.expect_navigation():
        page.get_by_role("button", name="Take the morning register").click()
    first, second, third = page.locator("main form fieldset").all()[:3]
    first.get_by_role("radio", name="Present").check()
    second.get_by_role("radio", name="Late").check()
    second.get_by_label("Minutes late").fill("10")
    third.get_by_role("radio", name="Not here").check()
    page.mouse.move(0, 0)
    page.evaluate("() => window.scrollTo(0, 0)")
    page.screenshot(path=folder / "register.png")
    assert (folder / "register.png").stat().st_size > LEAST_BYTES
