"""The home page of each role: what needs it, and nothing that is another's."""

import pytest

from apcommission.accounts.scope import database_scope
from apcommission.audit.models import PupilView
from tests.factories.accounts import member
from tests.factories.attendance import A, mark, save
from tests.factories.flags import FlagFactory
from tests.factories.placements import PlacementFactory, PupilFactory
from tests.factories.reports import ForumReportFactory
from tests.reports.pages import main_text, queries_of

pytestmark = pytest.mark.django_db


def home(web, user):
    response = web(user).get("/")
    assert response.status_code == 200
    return main_text(response)


def test_commissioner_sees_registers_flags_and_who_has_not_answered(day, web, commissioner):
    text = home(web, commissioner)
    assert "Monday 23 November 2026" in text
    assert "1 register due today 0 in 1 missing" in text
    assert (
        "No complete morning register at Main yard, Bridge Farm for 23 Nov 2026 by 10:00: "
        "1 pupil expected"
    ) in text
    assert "Review of Kit Overdue at Bridge Farm was due on 13 Nov 2026" in text
    assert "Bridge Farm has not yet answered for Kit Asked" in text
    assert "Since 10:40 today" in text
    assert "See all 2 open flags" in text
    assert "Also Registration watch Thresholds of the flags Jobs" in text


def test_officer_sees_the_same_day(day, web, commissioner, officer):
    seen = home(web, officer)
    assert seen.endswith("Also Registration watch")
    assert home(web, commissioner).startswith(seen)


def test_school_lead_sees_its_own_pupils_who_are_not_here(day, web, school_lead, provider_lead):
    from_register(day["missing"], provider_lead)
    text = home(web, school_lead)
    assert "Not here today Ada Marsh" in text
    assert "Review of Kit Soon at Bridge Farm Due 30 Nov 2026" in text
    assert "Waiting for others Request not yet answered" in text


def from_register(placement, provider_lead):
    """The provider marks the pupil not here, through the action."""
    site = placement.timetableslots.get().site
    site.refresh_from_db()
    with database_scope(provider_lead.membership):
        save(provider_lead, site, mark(placement, A))


def test_school_attendance_sees_absence_and_flags_but_no_placements(
    day, web, school_attendance, provider_lead
):
    from_register(day["missing"], provider_lead)
    text = home(web, school_attendance)
    assert "Not here today Ada Marsh" in text
    assert "Review of Kit Overdue at Bridge Farm was due on 13 Nov 2026" in text
    assert "Kit Asked" not in text
    assert "Record the review" not in text


def test_provider_lead_sees_todays_registers_first(day, web, provider_lead):
    text = home(web, provider_lead)
    assert text.index("Take the morning register") < text.index("Now")
    assert "1 pupil expected" in text
    assert "Hillside School asks for a place for Kit Asked from 7 Dec 2026" in text
    assert "Answer" in text


def test_provider_staff_see_registers_and_no_name(day, web, provider_staff):
    text = home(web, provider_staff)
    assert "Take the morning register" in text
    assert "Kit" not in text
    assert "Ada" not in text
    assert "Waiting for others" not in text


def test_forum_member_sees_published_reports_only(clock, web, forum_member, authority):
    ForumReportFactory(authority=authority, title="Draft paper")
    ForumReportFactory(
        authority=authority,
        title="Autumn paper",
        status="published",
        published_at=clock,
    )
    text = home(web, forum_member)
    assert "Autumn paper" in text
    assert "Draft paper" not in text


def test_finance_officer_sees_how_many_and_how_much(clock, web, finance_officer, placement):
    placement.weekly_price_pence = 45050
    placement.save()
    PlacementFactory(weekly_price_pence=99900)
    text = home(web, finance_officer)
    assert "1 live placement £450.50 a week, as agreed with providers" in text
    assert "Ada Marsh" not in text


def test_empty_pages_say_why(clock, web, commissioner, school_lead, provider_lead, forum_member):
    texts = [home(web, u) for u in (commissioner, school_lead, provider_lead, forum_member)]
    nothing = "Nothing needs you at once: no register is missing and nothing is asked of you."
    assert [nothing in text for text in texts] == [True, True, True, False]
    assert "No register is in yet." in texts[1]
    assert "No pupils are expected today" in texts[2]
    assert "No report has been published yet" in texts[3]


def test_home_shows_nothing_of_another_authority(day, web, stranger, judge):
    for role in ("commissioner", "school_lead", "provider_lead", "school_attendance"):
        text = home(web, stranger(role))
        assert not any(name in text for name in ("Kit", "Ada", "Bridge Farm", "Hillside"))


def test_home_shows_nothing_of_another_school(day, web, school_lead, authority):
    other = PlacementFactory(
        pupil=PupilFactory(school__authority=authority, surname="Canary"), status="requested"
    )
    assert "Canary" not in home(web, school_lead)
    assert "Canary" in home(web, member("school_lead", other.school))


def test_home_logs_whose_names_it_showed(day, web, school_lead):
    home(web, school_lead)
    shown = set(
        PupilView.objects.filter(person_id=school_lead.pk).values_list("pupil_id", flat=True)
    )
    assert shown == {day[name].pupil_id for name in ("overdue", "soon", "request")}


def test_home_of_a_crowd_shows_three_of_a_rule_and_the_way_to_the_rest(
    clock, web, commissioner, authority
):
    for _ in range(13):
        FlagFactory(authority=authority)
    text = home(web, commissioner)
    assert text.count("See the flag") == 3
    assert "See all 13 open flags" in text


@pytest.mark.parametrize("name", ["commissioner", "school_lead", "provider_lead"])
def test_home_asks_the_database_as_often_for_three_as_for_one(
    clock, web, request, name, authority, school, provider, judge
):
    user = request.getfixturevalue(name)
    counts = []
    for number in (1, 2):
        for _ in range(number):
            for fields in (
                {"review_due_on": "2026-11-13"},
                {"review_due_on": "2026-11-30"},
                {"status": "requested"},
            ):
                PlacementFactory(pupil=PupilFactory(school=school), provider=provider, **fields)
        judge()
        counts.append(queries_of(web(user)))
    assert counts[0] == counts[1]
