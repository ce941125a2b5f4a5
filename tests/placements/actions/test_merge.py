"""Two records of one child: nothing is lost, nothing is counted twice, nobody sees more."""

import datetime as dt

import pytest

from apcommission.accounts.scope import database_scope
from apcommission.audit.models import Event
from apcommission.audit.refusal import NotAllowed
from attendance.models import Mark, Tally
from attendance.rules import Counts
from placements import actions
from placements.choices import Roll
from placements.identifiers import make_upn
from placements.models import (
    KeptApart,
    Placement,
    PlacementDraft,
    Pupil,
    PupilAddress,
    PupilContact,
    PupilMedical,
    PupilMerge,
    PupilProfile,
    PupilSafeguarding,
    PupilSchool,
    SupportPlan,
    TimetableSlot,
    UpnClaim,
)
from tests.factories.accounts import SchoolFactory, member
from tests.factories.attendance import expected_pupils, mark, save
from tests.factories.placements import (
    ContactFactory,
    PlacementFactory,
    PupilFactory,
    PupilSchoolFactory,
    SlotFactory,
    UpnClaimFactory,
    plan_facts,
)
from tests.factories.terms import half_terms_of

UPN, OTHER_UPN = make_upn("311", 4000, 2016, 1), make_upn("311", 4000, 2016, 2)

AFTERNOON = dt.datetime(2026, 11, 23, 15, 30, tzinfo=dt.UTC)


@pytest.fixture
def other_school(authority):
    return SchoolFactory(name="Vale School", authority=authority)


@pytest.fixture
def twin(other_school):
    """The same child, entered again at another school."""
    return PupilFactory(school=other_school, forename="Ada", surname="Marsh", sex="F")


@pytest.fixture
def merge(commissioner, pupil, twin):
    def merge_now(*from_merged, kept=pupil, merged=twin):
        with database_scope(commissioner.membership):
            return actions.merge_pupils(
                by=commissioner,
                kept=kept,
                merged=merged,
                from_merged=from_merged,
                reason="One family, one address.",
            )

    return merge_now


def test_merge_leaves_a_tombstone(merge, pupil, twin, commissioner):
    merge()
    twin.refresh_from_db()
    assert twin.merged_into == pupil
    assert list(Pupil.objects.visible_to(commissioner)) == [pupil]
    assert list(Pupil.objects.tombstones(commissioner)) == [twin]


def test_merge_takes_the_facts_that_were_chosen(merge, pupil, twin, other_school):
    Pupil.objects.filter(pk=pupil.pk).update(upn=UPN)
    Pupil.objects.filter(pk=twin.pk).update(upn=OTHER_UPN, sen_provision="E", ehc_la_code="305")
    PupilProfile.objects.create(pupil=twin, authority=twin.authority, ethnicity="WBRI")
    merge("upn", "school", "sen_provision", "ethnicity")
    pupil.refresh_from_db()
    assert (pupil.upn, pupil.school, pupil.roll) == (OTHER_UPN, other_school, Roll.SINGLE)
    assert (pupil.sen_provision, pupil.ehc_la_code) == ("E", "305")
    profile = PupilProfile.objects.of(pupil).get()
    assert (profile.ethnicity, profile.former_upn) == ("WBRI", UPN)


def test_merge_keeps_what_was_not_chosen(merge, pupil, twin):
    Pupil.objects.filter(pk=pupil.pk).update(upn=UPN, has_free_meals=True)
    merge()
    pupil.refresh_from_db()
    assert (pupil.upn, pupil.has_free_meals) == (UPN, True)


def test_merge_is_audited_with_both_as_they_were(merge, pupil, twin, commissioner):
    placement = PlacementFactory(pupil=twin)
    Pupil.objects.filter(pk=twin.pk).update(upn=UPN)
    merge()
    done = PupilMerge.objects.get()
    assert (done.pupil, done.merged, done.merged_by_id) == (pupil, twin, commissioner.pk)
    assert done.before["merged"]["upn"] == UPN
    assert done.placements == [placement.pk]
    actions_of = Event.objects.filter(table_name="placements_pupil", action="pupils_merged")
    assert {event.reason for event in actions_of} == {"One family, one address."}


def totals(pupils):
    """Attendance of all these pupils together: tallies, and the marks themselves."""
    marks = Mark.objects.filter(placement__pupil__in=pupils)
    seen = sorted(marks.values_list("placement_id", "date", "session", "observation"))
    return Tally.objects.filter(pupil__in=pupils).summed(), seen


def taught(provider_lead, site, pupil, session):
    """One placement with a register taken through the actions."""
    [placement] = expected_pupils(1, school=pupil.school, site=site, pupil=pupil, session=session)
    save(provider_lead, site, mark(placement), session=session, now=AFTERNOON)
    return placement


@pytest.mark.capability("F040")
def test_merge_moves_placements_with_all_that_hangs_from_them(
    merge, pupil, twin, authority, school_lead, provider_lead, site
):
    half_terms_of(authority)
    mine = taught(provider_lead, site, pupil, "am")
    theirs = taught(provider_lead, site, twin, "pm")
    plan = actions.write_plan(by=school_lead, placement=theirs, **plan_facts())
    before = totals([pupil, twin])
    assert before[0].attended == 2
    merge()
    assert totals([pupil]) == before
    assert totals([twin]) == (Counts(), [])
    assert set(Placement.objects.of_pupil(pupil)) == {mine, theirs}
    assert TimetableSlot.objects.of_pupil(pupil).count() == 2
    assert SupportPlan.objects.get(pk=plan.pk).pupil == pupil


def test_merge_refuses_a_child_in_two_places_at_once(merge, pupil, twin):
    SlotFactory(placement=PlacementFactory(pupil=pupil))
    SlotFactory(placement=PlacementFactory(pupil=twin))
    with pytest.raises(NotAllowed, match="agreed timetable in the same half-day"):
        merge()
    assert not PupilMerge.objects.exists()
    assert Pupil.objects.filter(merged_into=None).count() == 2


def test_merge_brings_contacts_addresses_and_schools_together(merge, pupil, twin, authority):
    of_twin = {"pupil": twin, "authority": authority}
    ContactFactory(pupil=pupil, name="Jo Marsh")
    ContactFactory(pupil=twin, name="JO MARSH")
    ContactFactory(pupil=twin, name="Al Marsh")
    for each in (pupil, twin):
        PupilSchoolFactory(pupil=each)
    PupilAddress.objects.create(**of_twin, postcode="RM1 3BB", valid_from=dt.date(2024, 1, 8))
    merge()
    names = PupilContact.objects.of(pupil).order_by("name").values_list("name", flat=True)
    assert list(names) == ["Al Marsh", "Jo Marsh"]
    assert PupilAddress.objects.of(pupil).still_open().get().postcode == "RM1 3BB"
    assert PupilSchool.objects.of(pupil).still_open().get().school == pupil.school
    assert PupilSchool.objects.of(pupil).count() == 2


def test_merge_takes_the_school_with_its_dates(merge, pupil, twin):
    for each in (pupil, twin):
        PupilSchoolFactory(pupil=each)
    merge("school")
    assert PupilSchool.objects.of(pupil).still_open().get().school == twin.school


def test_merge_by_somebody_who_is_no_safeguarding_lead_loses_nothing(
    merge, pupil, twin, school, authority, school_dsl
):
    for each, detail in ((pupil, "Since May."), (twin, "Ring the social worker.")):
        PupilSafeguarding.objects.create(
            pupil=each, authority=authority, school=each.school, detail=detail
        )
    PupilSafeguarding.objects.filter(pupil=twin).update(is_child_protection=True)
    PupilMedical.objects.create(pupil=twin, authority=authority, allergies="Nuts")
    merge()
    with database_scope(school_dsl.membership):
        held = PupilSafeguarding.objects.get(pupil=pupil)
        assert held.is_child_protection
        assert held.detail == "Since May.\n\nRing the social worker."
        assert PupilMedical.objects.get(pupil=pupil).allergies == "Nuts"


def test_merge_keeps_the_row_of_the_merged_record_as_it_was(merge, pupil, twin, authority):
    PupilSafeguarding.objects.create(
        pupil=twin, authority=authority, school=twin.school, detail="Ring."
    )
    merge()
    assert PupilSafeguarding.objects.get(pupil=twin).detail == "Ring."
    assert PupilSafeguarding.objects.get(pupil=pupil).detail == "Ring."


def test_merge_takes_a_draft_along(merge, pupil, twin, other_school, authority):
    draft = PlacementDraft.objects.create(
        person=member("school_lead", other_school),
        organisation=other_school,
        authority=authority,
        pupil=twin,
    )
    merge()
    draft.refresh_from_db()
    assert draft.pupil == pupil


def test_after_a_merge_the_other_school_still_reads_its_own_placements(
    merge, pupil, twin, other_school
):
    placement = PlacementFactory(pupil=twin)
    other = PlacementFactory(pupil=pupil)
    lead = member("school_lead", other_school)
    merge()
    with database_scope(lead.membership):
        assert list(Placement.objects.with_names()) == [placement]
        assert Placement.objects.with_names().get().pupil == pupil
        assert not Placement.objects.filter(pk=other.pk).exists()
    assert list(Pupil.objects.visible_to(lead)) == []


def test_merge_is_once(merge):
    merge()
    with pytest.raises(NotAllowed, match="merged already"):
        merge()


def test_merge_is_of_one_authority(merge):
    with pytest.raises(NotAllowed, match="not of your authority"):
        merge(merged=PupilFactory())


def test_differing_names_each_choice_once(pupil, twin, school, other_school):
    twin.roll, twin.has_free_meals = Roll.DUAL, True
    assert actions.differing(pupil, twin) == [
        ("has_free_meals", False, True),
        ("school", school, other_school),
    ]


def test_keep_apart(commissioner, pupil, twin, authority):
    actions.keep_apart(by=commissioner, pupil=twin, other=pupil, reason="Cousins.")
    assert KeptApart.objects.pairs(authority) == {(pupil.pk, twin.pk)}
    with pytest.raises(NotAllowed, match="not two records of one authority"):
        actions.keep_apart(by=commissioner, pupil=twin, other=twin, reason="")


CLAIM = {"upn": UPN, "forename": "Ada", "surname": "Marsh", "date_of_birth": dt.date(2012, 3, 1)}


def test_claim_upn_once(school_lead, authority):
    with database_scope(school_lead.membership):
        first = actions.claim_upn(by=school_lead, **CLAIM)
        assert actions.claim_upn(by=school_lead, **CLAIM) == first
    assert (first.authority, first.school) == (authority, school_lead.organisation)


def test_settle_claim_moves_the_pupil(school_lead, officer, twin, school):
    Pupil.objects.filter(pk=twin.pk).update(upn=UPN)
    claim = actions.claim_upn(by=school_lead, **CLAIM)
    facts = {"by": officer, "claim": claim, "answer": "Moved.", "on": dt.date(2026, 11, 23)}
    with database_scope(officer.membership):
        actions.settle_claim(**facts, moves=True)
        with pytest.raises(NotAllowed, match="Somebody has settled this already"):
            actions.settle_claim(**facts, moves=True)
    twin.refresh_from_db()
    assert twin.school == school
    assert UpnClaim.objects.get().answer == "Moved."


def test_settle_claim_without_a_move(officer, authority, school, twin):
    claim = UpnClaimFactory(school=school)
    facts = {"by": officer, "claim": claim, "answer": "No.", "on": dt.date(2026, 11, 23)}
    with pytest.raises(NotAllowed, match="No pupil has this UPN any more"):
        actions.settle_claim(**facts, moves=True)
    actions.settle_claim(**facts, moves=False)
    assert not UpnClaim.objects.waiting().exists()
