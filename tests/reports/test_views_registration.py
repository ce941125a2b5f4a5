"""Registration watch pages: every provider's counts, one provider's working."""

import pytest

from apcommission.audit.models import PupilView
from tests.factories.providers import ProviderFactory
from tests.placements.week import full_time
from tests.reports.pages import main_text, queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LIST = "/registration/"


def page(web, user, provider=None):
    response = web(user).get(f"{LIST}{provider.pk}/" if provider else LIST)
    assert response.status_code == 200
    return main_text(response)


@pytest.fixture
def shared(provider, authority, other_authority):
    full_time(provider, authority=authority, forename="Kit", surname="Ours", hours=20.5)
    full_time(provider, authority=other_authority, surname="Canary", is_looked_after=True)
    return provider


def test_registration_list_counts_every_commissioners_pupils_worst_first(
    shared, web, commissioner, other_authority
):
    ProviderFactory(organisation__name="Aspen Works")
    registered = ProviderFactory(organisation__name="Cedar School", urn=140005)
    full_time(registered)
    near = ProviderFactory(organisation__name="Dell Studio")
    for _ in range(4):
        full_time(near, authority=other_authority)
    text = page(web, commissioner)
    assert "4 providers on Monday 23 November 2026, over all commissioners" in text
    rows = [
        "Bridge Farm Needs to register 2 0 1 –",
        "Dell Studio Close 4 0 0 0 pupils",
        "Aspen Works Below 0 0 0 4 pupils",
        "Cedar School Registered school 1 0 0 –",
    ]
    assert [row in text for row in rows] == [True] * 4
    assert [text.index(row) for row in rows] == sorted(text.index(row) for row in rows)
    assert "Education Act 1996 section 463" in text
    assert "Canary" not in text


def test_registration_list_costs_the_same_with_one_provider_and_three(web, commissioner):
    counts = []
    for number in (1, 2):
        for _ in range(number):
            full_time(ProviderFactory())
        counts.append(queries_of(web(commissioner), LIST))
    assert counts[0] == counts[1]


def test_registration_detail_names_own_pupils_and_counts_the_rest(shared, web, commissioner, judge):
    judge()
    text = page(web, commissioner, shared)
    assert "Needs to register" in text
    assert "Bridge Farm needs to register as a school: 2 full-time (limit 5)" in text
    assert "All, whoever placed them 2 5" in text
    assert "Looked after by a local authority 1 1" in text
    assert "Kit Ours 20.50 Yes" in text
    assert "Elmshire 1 Oakborough 1" in text
    assert "Canary" not in text
    seen = PupilView.objects.filter(person_id=commissioner.pk).values_list("pupil_id", flat=True)
    assert len(seen) == 1


def test_registration_detail_marks_only_education(web, provider, commissioner, authority):
    full_time(provider, authority=authority, roll="none", hours=6, surname="Ours")
    text = page(web, commissioner, provider)
    assert "6 Yes, only education" in text
    assert (
        "Only education 1 pupil of them has 18 hours or fewer and counts because no other "
        "education is recorded. An officer should confirm it."
    ) in text
    assert "It can take 3 more full-time pupils" in text


@pytest.mark.capability("F072")
def test_registration_detail_gives_a_provider_its_numbers_and_no_name(
    shared, web, provider_lead, judge
):
    judge()
    text = page(web, provider_lead, shared)
    assert "All, whoever placed them 2 5" in text
    assert "Bridge Farm needs to register as a school" in text
    assert not any(word in text for word in ("Kit", "Canary", "Elmshire", "Oakborough"))
    assert "1 provider on" in page(web, provider_lead)


def test_registration_detail_of_another_provider_is_not_found(shared, web, stranger):
    assert web(stranger("provider_lead")).get(f"{LIST}{shared.pk}/").status_code == 404


def test_registration_detail_of_a_registered_school_says_so(web, commissioner):
    registered = ProviderFactory(organisation__name="Cedar School", urn=140005)
    text = page(web, commissioner, registered)
    assert "unique reference number 140005" in text
    assert "Must register from" not in text


def test_officer_may_look_too(shared, web, officer):
    assert "Kit Ours" in page(web, officer, shared)


@pytest.mark.parametrize(
    "role",
    ["school_lead", "school_attendance", "provider_staff", "forum_member", "finance_officer"],
)
def test_registration_is_forbidden_to(shared, web, request, role):
    client = web(request.getfixturevalue(role))
    assert [client.get(p).status_code for p in (LIST, f"{LIST}{shared.pk}/")] == [403, 403]
