"""What the database itself promises about the parts of a pupil's record, and who reads them."""

import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from apcommission.accounts.choices import Role
from apcommission.accounts.scope import database_scope
from placements.choices import Status
from placements.models import (
    KeptApart,
    Pupil,
    PupilAddress,
    PupilContact,
    PupilImport,
    PupilMedical,
    PupilMerge,
    PupilProfile,
    PupilSafeguarding,
    PupilSchool,
    UpnClaim,
    of_pupil,
)
from tests.factories.accounts import SchoolFactory, member
from tests.factories.placements import (
    ContactFactory,
    PlacementFactory,
    PupilFactory,
    PupilSchoolFactory,
    UpnClaimFactory,
)

DAY = dt.date(2026, 9, 2)
HELD = [PupilProfile, PupilAddress, PupilSchool, PupilContact]


def refused(constraint, change, **kwargs):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        change(**kwargs)
    return True


def fill(pupil, by):
    """Something in every table under the pupil, and beside it."""
    columns = of_pupil(pupil)
    PupilProfile.objects.create(**columns)
    PupilMedical.objects.create(**columns)
    PupilSafeguarding.objects.create(**columns, school=pupil.school)
    PupilAddress.objects.create(**columns, postcode="RM1 3BB", valid_from=DAY)
    PupilSchoolFactory(pupil=pupil)
    ContactFactory(pupil=pupil)
    other = PupilFactory(school=pupil.school, merged_into=pupil)
    KeptApart.objects.create(**columns, other=other, reason="x", said_by_id=by.pk)
    PupilMerge.objects.create(**columns, merged=other, reason="x", merged_by_id=by.pk)
    UpnClaimFactory(school=pupil.school)
    PupilImport.objects.create(organisation=pupil.school, made_by_id=by.pk)


@pytest.fixture
def filled(placement, school_lead, authority):
    """Ours, and two that nobody of ours may read: next door, and of another authority."""
    fill(placement.pupil, school_lead)
    for school in (SchoolFactory(authority=authority), SchoolFactory()):
        fill(PlacementFactory(pupil__school=school).pupil, school_lead)
    return placement.pupil


def test_a_year_out_of_age_has_a_reason(pupil):
    pupil.nc_year_offset = -1
    assert refused("pupil_year_out_of_age_has_a_reason", pupil.save)


def test_a_merged_record_has_no_upn_and_is_not_merged_into_itself(pupil):
    pupil.merged_into = pupil
    assert refused("pupil_merged_into_another", pupil.save)
    other = PupilFactory(school=pupil.school)
    pupil.merged_into, pupil.upn = other, "A1"
    assert refused("pupil_merged_has_no_upn", pupil.save)


def test_a_pupil_is_at_one_school_at_a_time(pupil):
    PupilSchoolFactory(pupil=pupil)
    assert refused("pupil_school_open_once", PupilSchoolFactory, pupil=pupil)
    before = DAY - dt.timedelta(days=1)
    assert refused(
        "school_ends_after_start", PupilSchoolFactory, pupil=pupil, valid_from=DAY, valid_to=before
    )


def test_a_contact_can_be_reached(pupil):
    assert refused("contact_can_be_reached", ContactFactory, pupil=pupil, phone="")


def test_an_upn_is_claimed_once_until_it_is_settled(school):
    claim = UpnClaimFactory(school=school)
    assert refused("upn_claim_open_once", UpnClaimFactory, school=school, upn=claim.upn)


def test_a_row_under_a_pupil_is_of_the_pupils_authority(pupil, other_authority):
    with pytest.raises(IntegrityError, match="is_its_pupils"), transaction.atomic():
        PupilProfile.objects.create(pupil=pupil, authority=other_authority)


def seen(user, models):
    """{model: rows in scope} by the QuerySet and by the database, which must agree."""
    asked = {model.__name__: model.objects.visible_to(user).count() for model in models}
    with database_scope(user.membership):
        held = {}
        for model in models:
            try:
                with transaction.atomic():
                    held[model.__name__] = model.objects.count()
            except DatabaseError:
                held[model.__name__] = 0
    assert asked == held
    return asked


def counts(numbers, models):
    return dict(zip([model.__name__ for model in models], numbers, strict=True))


@pytest.mark.parametrize(
    ("who", "numbers"),
    [
        ("commissioner", [2, 2, 2, 2]),
        ("officer", [2, 2, 2, 2]),
        ("school_lead", [1, 1, 1, 1]),
        ("school_attendance", [1, 1, 1, 1]),
        ("provider_lead", [0, 0, 0, 1]),
    ],
)
def test_who_reads_what_is_held_of_a_pupil(request, filled, who, numbers):
    assert seen(request.getfixturevalue(who), HELD) == counts(numbers, HELD)


@pytest.mark.parametrize("who", ["finance_officer", "provider_staff", "forum_member"])
def test_others_have_no_right_to_it_at_all(request, filled, who):
    user = request.getfixturevalue(who)
    for model in [*HELD, PupilMedical, PupilSafeguarding, PupilMerge, UpnClaim, PupilImport]:
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            database_scope(user.membership),
        ):
            model.objects.count()


def test_safeguarding_and_medical_detail_is_for_leads_in_scope(filled, school, provider, authority):
    models = [PupilSafeguarding, PupilMedical]
    people = [
        (member(Role.COMMISSIONER, authority, is_dsl=True), [2, 2]),
        (member(Role.COMMISSIONER, authority), [0, 0]),
        (member(Role.SCHOOL_LEAD, school, is_dsl=True), [1, 1]),
        (member(Role.SCHOOL_LEAD, school), [0, 0]),
        (member(Role.PROVIDER_LEAD, provider.organisation, is_dsl=True), [1, 1]),
        (member(Role.PROVIDER_LEAD, provider.organisation), [0, 0]),
    ]
    assert [seen(user, models) for user, _ in people] == [
        counts(numbers, models) for _, numbers in people
    ]


@pytest.mark.parametrize(
    ("who", "numbers"), [("commissioner", [2, 2, 0]), ("school_lead", [0, 1, 1])]
)
def test_who_reads_merges_claims_and_imports(request, filled, who, numbers):
    user = request.getfixturevalue(who)
    with database_scope(user.membership):
        if who == "commissioner":
            assert PupilMerge.objects.count() == numbers[0]
        assert UpnClaim.objects.count() == UpnClaim.objects.visible_to(user).count() == numbers[1]
        assert PupilImport.objects.count() == numbers[2]
    assert PupilImport.objects.visible_to(user).count() == numbers[2]


@pytest.mark.parametrize(
    ("status", "told"), [(Status.REQUESTED, 0), (Status.AGREED, 1), (Status.PAUSED, 1)]
)
def test_contacts_are_told_to_a_provider_that_teaches(placement, provider_lead, status, told):
    ContactFactory(pupil=placement.pupil)
    placement.status = status
    placement.save()
    assert seen(provider_lead, [PupilContact]) == {"PupilContact": told}


def test_a_school_changes_nothing_of_a_pupil_it_only_placed(placement, school_lead, authority):
    Pupil.objects.filter(pk=placement.pupil_id).update(school=SchoolFactory(authority=authority))
    with database_scope(school_lead.membership):
        assert Pupil.objects.filter(pk=placement.pupil_id).exists()
        assert Pupil.objects.filter(pk=placement.pupil_id).update(surname="Reed") == 0
        assert not PupilContact.objects.exists()


def test_two_names_are_shown_as_they_are_used(pupil):
    pupil.middle_names, pupil.preferred_surname = "Rose", "Reed"
    assert (pupil.name, pupil.register_name) == ("Ada Reed", "Ada Rose Marsh")
