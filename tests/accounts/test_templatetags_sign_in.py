"""What the sign-in page shows beside the form."""

import pytest

from apcommission.accounts.choices import Role
from apcommission.accounts.templatetags.sign_in import MOST, demo_people, device
from tests.factories.accounts import SchoolFactory, member

pytestmark = pytest.mark.django_db


def invent(role, count=1, organisation=None):
    for number in range(count):
        member(role, organisation, email=f"{role}-{number}@demo.example", name=f"{role} {number}")


def test_demo_people_are_nobody_outside_the_demo(settings):
    invent(Role.SCHOOL_LEAD)
    settings.DEMO = False
    assert demo_people() == []


def test_demo_people_are_one_of_each_role_in_the_order_of_the_roles(settings):
    settings.DEMO = True
    invent(Role.PROVIDER_STAFF)
    invent(Role.COMMISSIONER)
    invent(Role.SCHOOL_LEAD, 3)
    shown = demo_people()
    assert [(each["label"], each["first"].name, len(each["others"])) for each in shown] == [
        ("AP commissioner", "commissioner 0", 0),
        ("School lead", "school_lead 0", 2),
        ("Provider staff", "provider_staff 0", 0),
    ]


def test_demo_people_are_not_without_end(settings):
    settings.DEMO = True
    invent(Role.SCHOOL_LEAD, MOST + 5, SchoolFactory())
    assert len(demo_people()[0]["others"]) == MOST


WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (WINDOWS + "Chrome/150.0 Safari/537.36", "Chrome on Windows"),
        (WINDOWS + "Chrome/150.0 Safari/537.36 Edg/150.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0", "Firefox on Linux"),
        ("curl/8", "Unknown device"),
        ("", "Unknown device"),
    ],
)
def test_device(user_agent, words):
    assert device(user_agent) == words
