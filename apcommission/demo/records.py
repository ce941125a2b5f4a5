"""What is held of each invented child: background, home, contacts, school, care and health; and
the same child entered twice."""

import datetime as dt

from apcommission.accounts.choices import Role
from apcommission.demo.calendar import school_days_before
from apcommission.demo.clock import london
from apcommission.demo.names import BOYS, FAMILY, GIRLS
from apcommission.terms.rules import academic_year
from placements import actions
from placements.choices import Relation, Roll, SenProvision, SenType
from placements.identifiers import make_upn, uln_is_valid, upn_check_letter
from placements.models import Pupil
from placements.rules import nc_year

NEEDS = (
    (SenType.SEMH, "Anxious in large groups"),
    (SenType.ASD, "Needs a predictable day"),
    (SenType.MLD, "Works with short written steps"),
    (SenType.SLCN, "Needs time to answer"),
)
ETHNICITIES = ("WBRI",) * 11 + ("BCRB", "BAFR", "MWBC", "AIND", "APKN", "ABAN", "WOTH", "WROM")
LANGUAGES = ("ENG",) * 9 + ("POL", "RUM", "URD")
STREETS = ("Elm Row", "Mill Lane", "Orchard Way", "Station Road", "Park Rise", "Quarry Close")
TOWNS = {"311": "Romford", "305": "Bromley"}
RELATIONS = (Relation.MOTHER, Relation.FATHER, Relation.GRANDPARENT, Relation.STEP_PARENT)
CONDITIONS = (
    {"conditions": "Asthma", "medication": "Own inhaler, in the bag"},
    {"conditions": "Epilepsy", "emergency_plan": "Time the seizure; ring 999 after five minutes"},
    {"allergies": "Nuts", "emergency_plan": "Adrenaline pen in the bag; ring 999"},
)
SEPARATED = "Parents live apart. Both get letters; only those named here collect."
MOVED = 11


def pupil_facts(child):
    """The facts of the record itself, as the school types them when the child is added."""
    planned, random = child.planned, child.random
    need, words = random.choice(NEEDS)
    asked = planned.starts_on - dt.timedelta(days=12)
    provision = SenProvision.PLAN if planned.has_plan else SenProvision.SUPPORT
    care = {}
    if planned.is_looked_after:
        care = {
            "care_la_code": random.choice((planned.la, "317")),
            "care_since": asked - dt.timedelta(days=random.randint(200, 1500)),
        }
    plan = {}
    if planned.has_plan:
        due = asked + dt.timedelta(days=random.randint(20, 340))
        plan = {"ehc_la_code": planned.la, "ehc_review_due_on": due}
    return {
        "forename": planned.forename,
        "middle_names": random.choice(["", "", *(GIRLS if planned.sex == "F" else BOYS)[:6]]),
        "surname": planned.surname,
        "sex": planned.sex,
        "date_of_birth": planned.date_of_birth,
        "upn": _upn(child),
        "roll": _roll(child),
        "since": _since(planned.date_of_birth, asked),
        "sen_provision": provision,
        "sen_primary": need,
        "sen_need": words,
        "is_looked_after": planned.is_looked_after,
        "has_free_meals": planned.has_free_meals,
        **care,
        **plan,
    }


def fill(story, child):
    """The rest of the record, by those who may write each part."""
    keeper, pupil, random = child.commissioner, child.pupil, child.random
    planned = child.planned
    _profile(story, child)
    story.do(
        keeper,
        actions.set_address,
        pupil=pupil,
        lines=f"{random.randint(1, 90)} {random.choice(STREETS)}",
        town=TOWNS[planned.la],
        postcode=child.cast.home(planned.la, random),
        since=_since(planned.date_of_birth, planned.starts_on) - dt.timedelta(days=400),
    )
    for contact in _contacts(child):
        story.do(keeper, actions.add_contact, pupil=pupil, **contact)
    if child.school is None:
        return
    if pupil.roll != Roll.SINGLE:
        story.do(
            keeper,
            actions.set_school,
            pupil=pupil,
            school=child.school,
            roll=pupil.roll,
            other_school=child.cast.rows[planned.provider].name,
            since=planned.starts_on - dt.timedelta(days=5),
        )
    _sensitive(story, child)


def _sensitive(story, child):
    """What the school's safeguarding lead writes, who is its lead in the demo."""
    planned, random = child.planned, child.random
    lead = child.cast.one(child.school, Role.SCHOOL_LEAD)
    pupil = Pupil(
        pk=child.pupil.pk,
        authority_id=child.pupil.authority_id,
        school_id=child.pupil.school_id,
    )
    in_need = child.number % 17 == 5
    if planned.is_child_protection or planned.is_looked_after or in_need:
        story.do(
            lead,
            actions.record_safeguarding,
            pupil=pupil,
            is_child_protection=planned.is_child_protection,
            is_child_in_need=in_need and not planned.is_child_protection,
            social_worker=f"{random.choice(GIRLS)} {random.choice(FAMILY)}",
            social_worker_phone=_phone(random),
            social_worker_email="social.care@demo.example",
            detail="Plan reviewed each month. Ring the social worker on any absence.",
        )
    if child.number % 8 == 1:
        story.do(
            lead,
            actions.record_medical,
            pupil=pupil,
            doctor="Elm Row Surgery",
            **random.choice(CONDITIONS),
        )


def _profile(story, child):
    planned, random = child.planned, child.random
    older = nc_year(planned.date_of_birth, planned.starts_on) >= 9
    story.do(
        child.commissioner,
        actions.edit_profile,
        pupil=child.pupil,
        uln=_uln(child.number) if older else "",
        ethnicity=random.choice(ETHNICITIES),
        first_language=random.choice(LANGUAGES),
        former_surname=random.choice(FAMILY) if child.number % 20 == 0 else "",
        home_la_code="301" if child.number % 25 == 3 else "",
    )


def _contacts(child):
    """Two or three people to ring; of a few children only one is held."""
    planned, random = child.planned, child.random
    if planned.is_looked_after:
        relations = (Relation.CARER, Relation.RELATIVE)
    else:
        relations = RELATIONS[: random.choice((2, 2, 3))]
    relations = relations[:1] if child.number % 15 == 7 else relations
    apart = child.number % 9 == 4
    for order, relation in enumerate(relations, start=1):
        names = BOYS if relation in (Relation.FATHER, Relation.STEP_PARENT) else GIRLS
        is_parent = relation in (Relation.MOTHER, Relation.FATHER)
        yield {
            "order": order,
            "name": f"{random.choice(names)} {planned.surname}",
            "relation": relation,
            "phone": _phone(random),
            "email": "family@demo.example" if order == 1 else "",
            "has_responsibility": is_parent,
            "lives_with": order == 1,
            "is_emergency": True,
            "gets_letters": apart and is_parent and order > 1,
            "note": SEPARATED if apart and order == 2 else "",
        }


def _upn(child):
    """A UPN that checks; for a few who have just come to the area, a temporary one."""
    planned = child.planned
    if child.number % 40 == 39:
        body = f"{planned.la}4{planned.school:03d}26{child.number // 40:02d}A"
        return upn_check_letter(body) + body
    # A number of three digits for each school and year of issue.
    return make_upn(planned.la, 4000 + planned.school, 18, child.number)


def _uln(number):
    """A valid ULN that no other child of the demo has."""
    first = 4000000000 + number * 40
    return next(uln for uln in map(str, range(first, first + 40)) if uln_is_valid(uln))


def _roll(child):
    if child.school is None:
        return Roll.NONE
    if child.number % MOVED == 2:
        return Roll.SUBSIDIARY if child.number % 2 else Roll.DUAL
    if child.cast.is_dual(child.planned.provider) and child.random.random() < 0.6:
        return Roll.DUAL
    return Roll.SINGLE


def _since(date_of_birth, before):
    """The September in which the child came to this phase of school, or the day before `before`
    for one who would have come later."""
    years = 11 if nc_year(date_of_birth, before) > 6 else 4
    start = dt.date(academic_year(date_of_birth) + 1 + years, 9, 2)
    return min(start, before - dt.timedelta(days=1))


def _phone(random):
    """One of the numbers that the regulator keeps for stories."""
    return f"01632 960{random.randint(100, 999)}"


def happen(story, cast, today):
    """Tyler was entered again at the school he was to move to, and merged; Kai still is twice in
    the register; and a third school gives Jayden's UPN."""
    before, last, then = school_days_before(today, 3)
    story.at(london(before, "11:00"), _enter_twice, cast, "Tyler", "Marsh")
    story.at(london(last, "10:20"), _merge, cast, "Tyler", "Marsh")
    story.at(london(then, "11:30"), _enter_twice, cast, "Kai", "Bennett")
    story.at(london(then, "14:10"), _claim, cast, "Jayden", "Cole")


def _found(cast, forename, surname):
    records = Pupil.objects.filter(authority=cast.authorities["311"])
    return list(records.filter(forename=forename, surname=surname, merged_into=None).order_by("pk"))


def _elsewhere(cast, pupil):
    return next(school for school in cast.schools["311"] if school.pk != pupil.school_id)


def _enter_twice(story, cast, forename, surname):
    pupil = _found(cast, forename, surname)[0]
    school = _elsewhere(cast, pupil)
    story.do(
        cast.lead_of(school),
        actions.add_pupil,
        authority=pupil.authority,
        school=school,
        forename=forename,
        surname=surname.upper(),
        sex=pupil.sex,
        date_of_birth=pupil.date_of_birth,
    )


def _merge(story, cast, forename, surname):
    kept = _found(cast, forename, surname)[0]
    merged = _found(cast, forename, surname.upper())[0]
    story.do(
        cast.commissioner("311"),
        actions.merge_pupils,
        kept=kept,
        merged=merged,
        from_merged=(),
        reason="Both schools asked: one family, one address. The move did not take place.",
    )


def _claim(story, cast, forename, surname):
    pupil = _found(cast, forename, surname)[0]
    story.do(
        cast.lead_of(_elsewhere(cast, pupil)),
        actions.claim_upn,
        upn=pupil.upn,
        forename=forename,
        surname=surname,
        date_of_birth=pupil.date_of_birth,
    )
