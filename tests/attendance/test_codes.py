"""The statutory codes: which are in force when, and which a placement's mark means."""

import datetime as dt

import pytest

from attendance.choices import AbsenceReason, Observation
from attendance.codes import (
    choices_on,
    code_on,
    codes_on,
    counted,
    is_arranged_by_authority,
    needs_nature,
    proposed_code,
    table,
)
from attendance.rules import Counts
from placements.choices import Basis, CommissionerKind, Roll
from providers.choices import ProviderType

NOW = dt.date(2026, 11, 23)
OLD = dt.date(2024, 8, 16)
O = Observation  # noqa: E741


def propose(observation=O.PRESENT, **changes):
    fields = {
        "observation": observation,
        "basis": Basis.OFF_SITE_DIRECTION,
        "roll": Roll.SINGLE,
        "commissioner_kind": CommissionerKind.SCHOOL,
        "provider_type": ProviderType.NON_SCHOOL,
        "date": NOW,
    }
    return proposed_code(**(fields | changes))


def test_table_holds_both_sets_of_regulations_with_their_sources():
    assert len(table()) == 61
    assert {row.source[:11] for row in table()} == {"SI 2006/175", "SI 2024/208"}


def test_codes_on_the_first_day_of_the_2024_regulations():
    codes = codes_on(dt.date(2024, 8, 19))
    assert len(codes) == 34
    by_category = {}
    for code in codes.values():
        by_category[code.category] = by_category.get(code.category, 0) + 1
    assert by_category == {
        "attending": 3,
        "attending_other_place": 5,
        "authorised_absence": 10,
        "unauthorised_absence": 4,
        "not_possible": 10,
        "administrative": 2,
    }


@pytest.mark.parametrize("code", ["K", "C1", "C2", "J1", "Q", "Y1"])
def test_new_codes_begin_with_the_2024_regulations(code):
    assert code_on(code, dt.date(2024, 8, 18)) is None
    assert code_on(code, dt.date(2024, 8, 19)).code == code


@pytest.mark.parametrize("code", ["J", "H", "Y"])
def test_old_codes_end_with_the_2006_regulations(code):
    assert code_on(code, dt.date(2024, 8, 18)).code == code
    assert code_on(code, dt.date(2024, 8, 19)) is None


def test_code_d_counted_as_attended_until_2011():
    assert code_on("D", dt.date(2011, 8, 31)).counts_as_attending
    assert not code_on("D", dt.date(2011, 9, 1)).counts_as_possible


def test_code_says_what_it_is():
    assert str(code_on("N", NOW)) == "N Reason for absence not yet established"
    assert code_on("N", NOW).is_absence
    assert not code_on("B", NOW).is_absence
    assert not code_on("Y1", NOW).is_absence
    assert code_on("#", NOW).is_administrative


PRESENT = [O.PRESENT, O.LATE, O.LEFT_EARLY]
SCHOOLS_OWN = [Basis.OFF_SITE_DIRECTION, Basis.SCHOOL_ARRANGED, Basis.SUSPENSION]
AUTHORITYS = [
    Basis.PERMANENT_EXCLUSION,
    Basis.MEDICAL,
    Basis.NO_SCHOOL_PLACE,
    Basis.EHC_PLAN,
    Basis.EOTAS,
]


@pytest.mark.parametrize("observation", PRESENT)
@pytest.mark.parametrize("basis", SCHOOLS_OWN)
def test_present_at_what_the_school_arranged_is_b(basis, observation):
    assert propose(observation, basis=basis) == "B"


@pytest.mark.parametrize("observation", PRESENT)
@pytest.mark.parametrize("basis", AUTHORITYS)
def test_present_at_what_the_authority_arranged_is_k(basis, observation):
    authority = CommissionerKind.AUTHORITY
    assert propose(observation, basis=basis, commissioner_kind=authority) == "K"


def test_every_basis_is_the_schools_or_the_authoritys():
    assert set(SCHOOLS_OWN) | set(AUTHORITYS) == set(Basis)


def test_what_a_school_arranged_itself_is_never_k():
    assert propose(basis=Basis.MEDICAL, commissioner_kind=CommissionerKind.SCHOOL) == "B"
    assert not is_arranged_by_authority(Basis.MEDICAL, CommissionerKind.SCHOOL)


def test_a_parents_personal_budget_is_the_authoritys_arrangement():
    parent = CommissionerKind.PARENT
    assert propose(basis=Basis.EOTAS, commissioner_kind=parent) == "K"


def test_before_the_2024_regulations_all_of_it_was_b():
    authority = CommissionerKind.AUTHORITY
    assert propose(basis=Basis.MEDICAL, commissioner_kind=authority, date=OLD) == "B"


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (ProviderType.PUPIL_REFERRAL_UNIT, "D"),
        (ProviderType.AP_ACADEMY, "D"),
        (ProviderType.HOSPITAL_SCHOOL, "D"),
        (ProviderType.NON_SCHOOL, "B"),
        (ProviderType.INDEPENDENT_SCHOOL, "B"),
        (ProviderType.FURTHER_EDUCATION, "B"),
    ],
)
@pytest.mark.parametrize("roll", [Roll.DUAL, Roll.SUBSIDIARY])
def test_dual_registered_pupil_is_d_where_a_school_keeps_its_own_register(roll, kind, code):
    assert propose(roll=roll, provider_type=kind) == code


@pytest.mark.parametrize("observation", [*PRESENT, O.ABSENT])
def test_main_school_stays_d_whether_the_dual_registered_pupil_came_or_not(observation):
    unit = ProviderType.PUPIL_REFERRAL_UNIT
    assert propose(observation, roll=Roll.DUAL, provider_type=unit) == "D"


def test_pupil_on_one_roll_at_a_unit_is_not_d():
    assert propose(provider_type=ProviderType.PUPIL_REFERRAL_UNIT) == "B"


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        (AbsenceReason.ILL, "I"),
        (AbsenceReason.MEDICAL, "M"),
        (AbsenceReason.UNKNOWN, "N"),
        (AbsenceReason.REFUSED, "N"),
        (AbsenceReason.TRANSPORT, "N"),
        (AbsenceReason.OTHER, "N"),
        (AbsenceReason.AT_SCHOOL, ""),
        ("", "N"),
    ],
)
def test_absence_is_coded_by_what_is_known_of_it(reason, code):
    assert propose(O.ABSENT, absence_reason=reason) == code


@pytest.mark.parametrize("observation", O.values)
def test_pupil_on_no_roll_has_no_statutory_code(observation):
    assert propose(observation, roll=Roll.NONE) == ""


def test_session_not_delivered_is_left_to_the_school():
    assert propose(O.NOT_DELIVERED) == ""


def test_every_proposed_code_is_in_force_on_its_date():
    for date in (OLD, NOW):
        for observation in O.values:
            for basis in Basis:
                for roll in Roll:
                    for kind in ProviderType:
                        for reason in AbsenceReason:
                            code = propose(
                                observation,
                                basis=basis,
                                roll=roll,
                                provider_type=kind,
                                commissioner_kind=CommissionerKind.AUTHORITY,
                                absence_reason=reason,
                                date=date,
                            )
                            assert code == "" or code_on(code, date) is not None


def test_needs_nature_for_other_places():
    assert [needs_nature(code) for code in ("B", "K", "D", "N")] == [True, True, False, False]


def choose(session="am", **changes):
    fields = {
        "basis": Basis.OFF_SITE_DIRECTION,
        "commissioner_kind": CommissionerKind.SCHOOL,
        "is_compulsory_age": True,
    }
    return {code.code for code in choices_on(NOW, session, **(fields | changes))}


def test_choices_on_leave_out_what_cannot_be():
    everything = set(codes_on(NOW))
    assert everything - choose() == {"\\", "K", "X", "Z", "#"}
    assert everything - choose("pm") == {"/", "K", "X", "Z", "#"}
    older = choose(is_compulsory_age=False)
    assert everything - older == {"\\", "K", "Z", "#"}
    theirs = choose(basis=Basis.EHC_PLAN, commissioner_kind=CommissionerKind.AUTHORITY)
    assert everything - theirs == {"\\", "X", "Z", "#"}


@pytest.mark.parametrize(
    ("observation", "decided", "counts"),
    [
        (O.PRESENT, "", Counts(attended=1)),
        (O.LATE, "", Counts(attended=1, late=1)),
        (O.LEFT_EARLY, "", Counts(attended=1)),
        (O.ABSENT, "", Counts(absent=1)),
        (O.NOT_DELIVERED, "", Counts(undelivered=1)),
        (O.ABSENT, "O", Counts(absent=1)),
        (O.ABSENT, "/", Counts(attended=1)),
        (O.ABSENT, "Y1", Counts()),
        (O.PRESENT, "D", Counts(attended=1)),
        (O.ABSENT, "D", Counts(absent=1)),
        (O.LATE, "U", Counts(absent=1)),
        (O.NOT_DELIVERED, "Y7", Counts(undelivered=1)),
    ],
)
def test_counted_by_the_schools_decision_else_by_what_was_seen(observation, decided, counts):
    assert counted(observation, NOW, decided) == counts
