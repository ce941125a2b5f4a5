"""The flag board, one flag with its working, and acknowledging it."""

import pytest

from apcommission.audit.models import PupilView
from apcommission.flags.models import Flag
from tests.factories.accounts import SchoolFactory
from tests.factories.flags import FlagFactory, ThresholdFactory
from tests.factories.placements import PlacementFactory, PupilFactory
from tests.placements.week import full_time
from tests.reports.pages import main_text, queries_of

pytestmark = pytest.mark.django_db
LIST = "/flags/"


def flag_of(rule, **fields):
    return Flag.objects.open().filter(rule=rule, **fields).order_by("pk").first()


def detail(web, user, flag):
    response = web(user).get(f"/flags/{flag.pk}/")
    assert response.status_code == 200
    return main_text(response)


@pytest.fixture
def crossing(clock, judge, provider, authority, other_authority):
    """Bridge Farm with two of our pupils and three of another authority's, all full-time."""
    for surname in ("Ours", "Alsoours"):
        full_time(provider, authority=authority, forename="Kit", surname=surname)
    for _ in range(3):
        full_time(provider, authority=other_authority, forename="Canary", surname="Canary")
    judge()
    return provider


# flag_list


@pytest.mark.capability("F058")
def test_flag_list_says_what_since_when_and_what_to_do(day, web, commissioner):
    text = main_text(web(commissioner).get(LIST))
    assert "2 open flags, most urgent first" in text
    assert text.index("No complete morning register") < text.index("Review of Kit Overdue")
    assert "23 Nov 2026, 10:40" in text
    assert "Record the review" in text


def test_flag_list_of_a_school_has_its_own_only(day, web, school_lead, stranger):
    assert "2 open flags" in main_text(web(school_lead).get(LIST))
    assert "Nothing is flagged" in main_text(web(stranger("school_lead")).get(LIST))


def test_flag_list_sends_each_role_where_it_may_go(day, web, provider_lead, school_attendance):
    assert "Take the register" in main_text(web(provider_lead).get(LIST))
    text = main_text(web(school_attendance).get(LIST))
    assert "Take the register" not in text
    assert "Record the review" not in text
    assert text.count("See the flag") == 2


def test_flag_list_filters_by_rule_body_and_acknowledgement(day, web, commissioner, provider):
    client = web(commissioner)
    reviews = main_text(client.get(LIST, {"rule": "review_overdue"}))
    assert "1 open flag, most" in reviews
    assert "No complete" not in reviews
    assert "2 open flags" in main_text(client.get(LIST, {"body": provider.pk}))
    assert "No open flag matches" in main_text(client.get(LIST, {"seen": "yes"}))
    assert "2 open flags" in main_text(client.get(LIST, {"seen": "no"}))
    assert "2 open flags" in main_text(client.get(LIST, {"rule": "'; DROP TABLE"}))


def test_flag_list_leaves_out_what_has_cleared(clock, web, commissioner, authority):
    FlagFactory(authority=authority, cleared_at=clock)
    assert "Nothing is flagged" in main_text(web(commissioner).get(LIST))


def test_flag_list_has_pages(clock, web, commissioner, authority):
    for _ in range(26):
        FlagFactory(authority=authority)
    assert main_text(web(commissioner).get(LIST, {"page": 2})).count("See the flag") == 1


def test_flag_list_costs_the_same_with_one_and_three_of_each(
    clock, web, commissioner, school, provider, judge
):
    counts = []
    for number in (1, 2):
        for _ in range(number):
            PlacementFactory(
                pupil=PupilFactory(school=school), provider=provider, review_due_on="2026-11-01"
            )
            full_time(provider, school=school, sen_provision="E")
        judge()
        counts.append(queries_of(web(commissioner), LIST))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("role", ["forum_member", "provider_staff", "finance_officer"])
def test_flags_are_forbidden_to(web, request, role, authority):
    client = web(request.getfixturevalue(role))
    flag = FlagFactory(authority=authority)
    pages = (LIST, f"/flags/{flag.pk}/", f"/flags/{flag.pk}/acknowledge/")
    assert [client.get(page).status_code for page in pages] == [403] * 3


# flag_detail


@pytest.mark.capability("F058")
def test_flag_detail_says_rule_numbers_date_who_and_where_to_clear_it(day, web, school_lead):
    flag = flag_of("review_overdue")
    response = web(school_lead).get(f"/flags/{flag.pk}/")
    text = main_text(response)
    assert "Review of Kit Overdue at Bridge Farm was due on 13 Nov 2026." in text
    assert "Since 23 Nov 2026, 10:40" in text
    assert "Due Friday 13 November 2026" in text
    assert "Bridge Farm (the provider), Hillside School (the school)" in text
    assert "The school and the provider, then the LA" in text
    assert "It is overdue the day after it was due; the LA is told 7 days later." in text
    assert "Arranging alternative provision" in text
    assert "5 February 2025" in text
    assert f'href="/placements/{flag.subject_id}/review/"' in response.content.decode()


@pytest.mark.capability("F002")
def test_registration_flag_shows_its_arithmetic(crossing, web, commissioner, authority):
    text = detail(web, commissioner, flag_of("registration_needed", authority=authority))
    assert "Bridge Farm needs to register as a school: 5 full-time (limit 5)" in text
    assert "All, whoever placed them 5 5" in text
    assert "Kit Ours 25 Yes" in text
    assert "Kit Alsoours 25 Yes" in text
    assert "Elmshire 2" in text
    assert "Oakborough 3" in text
    assert "Full-time is more than 18 planned hours a week" in text
    assert "Education Act 1996 section 463" in text


@pytest.mark.capability("F002")
def test_registration_flag_follows_a_threshold_of_15_hours(
    clock, judge, web, provider, commissioner, authority
):
    full_time(provider, authority=authority, hours=16, sen_provision="E", surname="Ours")
    judge()
    near = flag_of("registration_near")
    assert "16 No EHC plan" in detail(web, commissioner, near)
    ThresholdFactory(authority=authority, rule="registration_needed", name="hours", value="15")
    judge()
    text = detail(web, commissioner, flag_of("registration_needed"))
    assert "16 Yes EHC plan" in text
    assert "Full-time is more than 15 planned hours a week" in text


@pytest.mark.capability("F072")
def test_registration_flag_shows_the_provider_numbers_and_nobody(crossing, web, provider_lead):
    text = detail(web, provider_lead, flag_of("registration_needed", for_provider=True))
    assert "All, whoever placed them 5 5" in text
    assert "Kit" not in text
    assert "Canary" not in text
    assert "Oakborough" not in text


def test_registration_flag_never_names_another_authoritys_pupils(
    crossing, web, commissioner, authority
):
    assert "Canary" not in detail(
        web, commissioner, flag_of("registration_needed", authority=authority)
    )


def test_flag_detail_ignores_ids_of_pupils_out_of_scope(
    crossing, web, commissioner, authority, other_authority
):
    """Even had another authority's ids got into the numbers, no name would come out."""
    flag = flag_of("registration_needed", authority=authority)
    theirs = flag_of("registration_needed", authority=other_authority)
    flag.numbers["pupils"] += theirs.numbers["pupils"]
    flag.save()
    text = detail(web, commissioner, flag)
    assert "Kit Ours" in text
    assert "Canary" not in text


def test_flag_detail_logs_whose_names_it_showed(crossing, web, commissioner, authority):
    flag = flag_of("registration_needed", authority=authority)
    detail(web, commissioner, flag)
    seen = PupilView.objects.filter(person_id=commissioner.pk).values_list("pupil_id", flat=True)
    assert set(seen) == {each["id"] for each in flag.numbers["pupils"]}


@pytest.mark.parametrize("role", ["commissioner", "school_lead", "provider_lead"])
def test_flag_detail_of_others_is_not_found(day, web, stranger, role):
    client = web(stranger(role))
    assert [client.get(f"/flags/{f.pk}/").status_code for f in Flag.objects.all()] == [404] * 3


def test_flag_detail_for_the_provider_only_is_not_found_by_the_school(
    web, school_lead, school, authority, provider
):
    flag = FlagFactory(
        authority=authority,
        school=school,
        provider=provider.organisation,
        for_authority=False,
        for_provider=True,
    )
    assert web(school_lead).get(f"/flags/{flag.pk}/").status_code == 404


def test_flag_detail_shows_earlier_ones_and_that_it_cleared(clock, web, commissioner, authority):
    first = FlagFactory(authority=authority, cleared_at=clock)
    again = FlagFactory(authority=authority, subject_id=first.subject_id, reopened=1)
    assert "Raised 20 Nov 2026, 02:00, cleared 23 Nov 2026, 10:40" in detail(
        web, commissioner, again
    )
    text = detail(web, commissioner, first)
    assert "Cleared 23 Nov 2026, 10:40" in text
    assert "Acknowledge" not in text


def test_flag_of_a_rule_that_is_no_more_can_still_be_read(clock, web, commissioner, authority):
    flag = FlagFactory(authority=authority, rule="of_old")
    assert "a record that is no longer here" in detail(web, commissioner, flag)


# flag_acknowledge


def test_flag_acknowledge_keeps_the_note_and_the_flag_open(day, web, officer, commissioner):
    flag = flag_of("review_overdue")
    client = web(officer)
    assert "What are you doing about it?" in main_text(client.get(f"/flags/{flag.pk}/acknowledge/"))
    response = client.post(f"/flags/{flag.pk}/acknowledge/", {"note": "Booked for Thursday"})
    assert response.url == f"/flags/{flag.pk}/"
    flag.refresh_from_db()
    assert (flag.acknowledged_by.name, flag.cleared_at) == ("Owen Price", None)
    text = detail(web, commissioner, flag)
    assert "Acknowledged Booked for Thursday Owen Price, 23 Nov 2026, 10:40" in text


def test_flag_acknowledge_needs_a_note_and_an_open_flag(clock, web, officer, authority):
    flag = FlagFactory(authority=authority)
    client = web(officer)
    text = main_text(client.post(f"/flags/{flag.pk}/acknowledge/", {"note": " "}))
    assert "There is a problem" in text
    Flag.objects.update(cleared_at=clock)
    text = main_text(client.post(f"/flags/{flag.pk}/acknowledge/", {"note": "Done"}))
    assert "This flag has cleared" in text
    flag.refresh_from_db()
    assert flag.acknowledged_at is None


def test_flag_acknowledge_is_not_a_strangers_nor_a_providers(day, web, stranger, provider_lead):
    flag = flag_of("review_overdue")
    page = f"/flags/{flag.pk}/acknowledge/"
    answers = [
        web(user).post(page, {"note": "x"}).status_code
        for user in (stranger("school_lead"), stranger("officer"), provider_lead)
    ]
    assert answers == [404, 404, 403]


def test_school_sees_no_flag_of_another_school(day, web, school_lead, authority, judge):
    other = SchoolFactory(authority=authority)
    PlacementFactory(pupil=PupilFactory(school=other, surname="Canary"), review_due_on="2026-11-01")
    judge()
    assert "Canary" not in main_text(web(school_lead).get(LIST))
