import datetime as dt

import pytest
from django.urls import reverse

from apcommission.accounts.choices import Role
from apcommission.audit.models import PupilView
from placements import actions
from placements.choices import CommissionerKind, Status
from tests.factories.accounts import SchoolFactory, member
from tests.factories.placements import PlacementFactory, PupilFactory, SlotFactory, plan_facts
from tests.factories.providers import ProviderFactory

LIST = reverse("placements:placement_list")


def names(response):
    return [placement.pupil.name for placement in response.context["page"]]


def buttons(response):
    return [button["text"] for button in response.context["buttons"]]


@pytest.fixture
def others(authority, other_authority):
    """Placements outside the scope of the school and the provider of the cast."""
    near = SchoolFactory(authority=authority)
    PlacementFactory(pupil=PupilFactory(school=SchoolFactory(authority=other_authority)))
    return PlacementFactory(pupil=PupilFactory(school=near, forename="Ned", surname="Door"))


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("commissioner", ["Ned Door", "Ada Marsh"]),
        ("officer", ["Ned Door", "Ada Marsh"]),
        ("finance_officer", ["Ned Door", "Ada Marsh"]),
        ("school_lead", ["Ada Marsh"]),
        ("provider_lead", ["Ada Marsh"]),
    ],
)
def test_placement_list_shows_those_in_scope(request, web, placement, others, who, seen):
    assert names(web(request.getfixturevalue(who)).get(LIST)) == seen


@pytest.mark.parametrize("who", ["school_attendance", "provider_staff", "forum_member"])
def test_placement_list_is_not_for_everybody(request, web, placement, who):
    assert web(request.getfixturevalue(who)).get(LIST).status_code == 403


def test_placement_list_notes_whom_it_showed(web, provider_lead, placement, others):
    web(provider_lead).get(LIST)
    assert list(PupilView.objects.values_list("pupil_id", "route")) == [
        (placement.pupil_id, "placements:placement_list")
    ]


def test_placement_list_shows_the_open_ones_unless_asked(web, school_lead, placement):
    placement.status, placement.ended_on = Status.ENDED, dt.date(2026, 11, 20)
    placement.save()
    assert names(web(school_lead).get(LIST)) == []
    assert names(web(school_lead).get(LIST, {"status": "ended"})) == ["Ada Marsh"]


def test_placement_list_filters(web, commissioner, placement, others):
    client = web(commissioner)
    assert names(client.get(LIST, {"provider": placement.provider_id})) == ["Ada Marsh"]
    assert names(client.get(LIST, {"school": others.school_id})) == ["Ned Door"]
    assert names(client.get(LIST, {"name": "ned"})) == ["Ned Door"]
    assert names(client.get(LIST, {"status": ["agreed", "requested"]})) == []


def test_placement_list_of_overdue_reviews(web, commissioner, placement, others):
    placement.review_due_on = dt.date(2026, 11, 22)
    placement.save()
    others.review_due_on = dt.date(2026, 11, 23)
    others.save()
    response = web(commissioner).get(LIST, {"overdue": "on"})
    assert names(response) == ["Ada Marsh"]
    assert "Overdue" in response.content.decode()


def test_placement_list_is_sorted_as_asked(web, commissioner, placement, others):
    others.review_due_on = dt.date(2026, 12, 1)
    others.save()
    client = web(commissioner)
    assert names(client.get(LIST, {"sort": "-pupil"})) == ["Ada Marsh", "Ned Door"]
    assert names(client.get(LIST, {"sort": "provider"})) == ["Ada Marsh", "Ned Door"]
    assert names(client.get(LIST, {"sort": "review"})) == ["Ned Door", "Ada Marsh"]
    assert names(client.get(LIST, {"sort": "nonsense"})) == ["Ned Door", "Ada Marsh"]


@pytest.mark.parametrize("who", ["commissioner", "school_lead", "provider_lead", "finance_officer"])
def test_placement_list_asks_the_same_however_many(
    request, web, school, provider, django_assert_max_num_queries, who
):
    client = web(request.getfixturevalue(who))

    def count():
        with django_assert_max_num_queries(50) as asked:
            client.get(LIST)
        return len(asked)

    PlacementFactory(pupil=PupilFactory(school=school), provider=provider)
    count()  # the first request also writes the session
    one = count()
    for _ in range(2):
        PlacementFactory(pupil=PupilFactory(school=school), provider=provider)
    assert count() == one


def test_placement_list_shows_drafts_to_those_who_request(
    web, school_lead, provider_lead, placement
):
    actions.start_draft(by=school_lead, pupil=placement.pupil)
    drafted = PupilFactory(school=placement.school)
    actions.start_draft(by=school_lead, pupil=drafted)
    assert len(web(school_lead).get(LIST).context["drafts"]) == 2
    seen = PupilView.objects.values_list("pupil_id", flat=True)
    assert set(seen) == {placement.pupil_id, drafted.pk}
    assert web(provider_lead).get(LIST).context["drafts"] == []


@pytest.mark.parametrize(
    ("who", "reads_plan"),
    [
        ("commissioner", True),
        ("officer", True),
        ("school_lead", True),
        ("provider_lead", True),
        ("finance_officer", False),
    ],
)
def test_placement_detail_shows_the_plan_to_those_who_run_it(
    request, web, placement, slot, plan, who, reads_plan
):
    page = web(request.getfixturevalue(who)).get(placement.get_absolute_url())
    assert page.status_code == 200
    assert ("Finds large classes hard." in page.content.decode()) is reads_plan
    assert PupilView.objects.get().pupil_id == placement.pupil_id


@pytest.mark.parametrize(
    "role", [Role.COMMISSIONER, Role.FINANCE_OFFICER, Role.SCHOOL_LEAD, Role.PROVIDER_LEAD]
)
def test_placement_detail_is_not_found_by_a_stranger(web, stranger, placement, role):
    assert web(stranger(role)).get(placement.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("status", "who", "offered"),
    [
        (Status.REQUESTED, "provider_lead", ["Answer the request"]),
        (Status.REQUESTED, "school_lead", ["Withdraw"]),
        (Status.AGREED, "school_lead", ["Record the start", "Change the timetable", "Withdraw"]),
        (Status.AGREED, "provider_lead", []),
        (
            Status.ACTIVE,
            "school_lead",
            ["Record a review", "Change the timetable", "Pause", "End the placement"],
        ),
        (Status.ACTIVE, "provider_lead", ["Record a review"]),
        (Status.ACTIVE, "finance_officer", []),
        (
            Status.PAUSED,
            "officer",
            ["Resume", "Record a review", "Change the timetable", "End the placement"],
        ),
        (Status.DECLINED, "commissioner", []),
    ],
)
def test_placement_detail_offers_what_this_role_may_do(
    request, web, placement, status, who, offered
):
    placement.status = status
    placement.save()
    response = web(request.getfixturevalue(who)).get(placement.get_absolute_url())
    assert buttons(response) == offered


def test_placement_detail_of_the_las_placement_offers_the_school_nothing_but_reviews(
    web, school_lead, placement
):
    placement.commissioner_kind = CommissionerKind.AUTHORITY
    placement.save()
    response = web(school_lead).get(placement.get_absolute_url())
    assert buttons(response) == ["Record a review"]


def test_placement_detail_shows_this_week_and_the_change_to_come(web, school_lead, placement, site):
    SlotFactory(placement=placement, site=site, valid_to=dt.date(2026, 11, 29))
    SlotFactory(placement=placement, site=site, weekday=4, valid_from=dt.date(2026, 11, 30))
    response = web(school_lead).get(placement.get_absolute_url())
    week, following = response.context["week"], response.context["following"]
    assert [slot.weekday for slot in week.slots] == [1]
    assert (following.starts_on, [slot.weekday for slot in following.slots]) == (
        dt.date(2026, 11, 30),
        [4],
    )


def test_placement_detail_tells_what_happened(web, school_lead, provider_lead, placement, plan):
    actions.write_plan(by=school_lead, placement=placement, **plan_facts(needs="New need."))
    actions.hold_review(
        by=provider_lead,
        placement=placement,
        held_on=dt.date(2026, 11, 20),
        attendees="Ada",
        notes="Settled.",
        outcome="continue",
        next_due_on=dt.date(2027, 2, 5),
    )
    response = web(school_lead).get(placement.get_absolute_url())
    assert [event["title"] for event in response.context["events"]] == [
        "Support plan, version 2",
        "Review held",
        "Started",
        "Requested",
    ]
    assert "Settled." in response.content.decode()


def test_placement_detail_escapes_what_people_write(web, school_lead, placement):
    placement.activity = "<script>alert(1)</script>"
    placement.save()
    page = web(school_lead).get(placement.get_absolute_url()).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_placement_detail_is_not_for_another_provider(web, placement):
    lead = member(Role.PROVIDER_LEAD, ProviderFactory().organisation)
    assert web(lead).get(placement.get_absolute_url()).status_code == 404
