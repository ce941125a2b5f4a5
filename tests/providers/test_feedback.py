import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apcommission.accounts.choices import Role
from tests.factories.accounts import SchoolFactory, member
from tests.factories.placements import FeedbackFactory, PlacementFactory, PupilFactory

pytestmark = pytest.mark.django_db


def answer(provider, school, **fields):
    placement = PlacementFactory(pupil=PupilFactory(school=school), provider=provider)
    return FeedbackFactory(placement=placement, **fields)


@pytest.fixture
def vale(authority):
    return SchoolFactory(name="Vale School", authority=authority)


def shown(web, user, provider):
    return web(user).get(provider.get_absolute_url()).text


@pytest.mark.capability("F092")
def test_feedback_is_read_whole_by_the_authority_and_as_averages_by_schools(
    web, provider, school, vale, commissioner, officer, school_lead, provider_lead, stranger
):
    elm = SchoolFactory(name="Elm School", authority=school.authority)
    answer(provider, elm, comment="Rings back.", would_use_again=False)
    answer(provider, vale, comment="Kind staff.", moment="exit", review=None, communication=4)
    # What the school itself said does not count: it could take it from the averages.
    answer(provider, school, comment="Our own.")
    waiting = shown(web, school_lead, provider)
    assert "There are not enough answers yet." in waiting
    answer(provider, vale, comment="Late twice.", communication=1)

    for reader in (commissioner, officer):
        page = shown(web, reader, provider)
        assert "4 answers about pupils of 3 schools" in page
        assert "75% would use the provider again." in page
        for words in ("Rings back.", "Kind staff.", "Late twice.", "Vale School"):
            assert words in page
        assert "At the end of the placement" in page
    page = shown(web, school_lead, provider)
    assert "4 answers about pupils of 3 schools" in page
    assert "2.8 out of 4" in page
    for words in ("Rings back.", "Kind staff.", "Late twice.", "Vale School"):
        assert words not in page
    for reader in (provider_lead, stranger(Role.COMMISSIONER)):
        page = shown(web, reader, provider)
        assert "4 answers" not in page
        assert "Kind staff." not in page


def test_nothing_given_is_said(web, provider, commissioner):
    assert "No feedback is given yet." in shown(web, commissioner, provider)


def test_who_may_not_see_feedback_sees_no_heading(web, provider, authority):
    page = shown(web, member(Role.FINANCE_OFFICER, authority), provider)
    assert "What schools say" not in page


def test_the_page_costs_the_same_queries_with_more_answers(web, provider, school, officer):
    answer(provider, school)
    client = web(officer)
    client.get(provider.get_absolute_url())
    with CaptureQueriesContext(connection) as one:
        client.get(provider.get_absolute_url())
    answer(provider, school)
    answer(provider, school)
    with CaptureQueriesContext(connection) as three:
        client.get(provider.get_absolute_url())
    assert len(three) == len(one)
