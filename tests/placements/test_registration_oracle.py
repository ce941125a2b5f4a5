"""Any world of children: the rules find what a slow and obvious count finds."""

import datetime as dt
from collections import defaultdict

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apcommission.flags.models import Flag
from placements.models import Placement, TimetableSlot
from placements.rules import compulsory_school_age
from tests.factories.accounts import AuthorityFactory, SchoolFactory
from tests.factories.providers import ProviderFactory, SiteFactory
from tests.placements.watch import judge
from tests.placements.week import TODAY, full_time

pytestmark = pytest.mark.django_db
RUNNING = ("agreed", "active", "paused", "ended")

CHILD = st.fixed_dictionaries(
    {
        "provider": st.integers(0, 1),
        "authority": st.integers(0, 1),
        "hours": st.sampled_from([0, 6, 15, 15.5, 18, 18.5, 25]),
        "born": st.sampled_from(["2010-08-31", "2010-09-01", "2014-05-05", "2021-09-01"]),
        "sen_provision": st.sampled_from("NNNE"),
        "is_looked_after": st.sampled_from([False, False, False, True]),
        "on_roll": st.sampled_from([True, True, False]),
        "status": st.sampled_from(["active", "active", "active", "agreed", "requested", "ended"]),
    }
)


def build(children):
    providers = [ProviderFactory(), ProviderFactory()]
    for provider in providers:
        SiteFactory(provider=provider)
    schools = [SchoolFactory(), SchoolFactory()]
    for child in children:
        ended = {"ended_on": TODAY - dt.timedelta(days=1)} if child["status"] == "ended" else {}
        where = (
            {"school": schools[child["authority"]]}
            if child["on_roll"]
            else {"authority": schools[child["authority"]].authority, "roll": "none"}
        )
        full_time(
            providers[child["provider"]],
            hours=child["hours"],
            date_of_birth=dt.date.fromisoformat(child["born"]),
            sen_provision=child["sen_provision"],
            is_looked_after=child["is_looked_after"],
            placement={"status": child["status"], **ended},
            **where,
        )


def runs(placement):
    ended = placement.ended_on
    return (
        placement.status in RUNNING
        and placement.starts_on <= TODAY
        and (ended is None or ended >= TODAY)
    )


def weekly_hours(placement):
    days = defaultdict(list)
    for slot in TimetableSlot.objects.filter(placement=placement, is_agreed=True):
        days[slot.weekday].append(slot)
    minutes = 0
    for slots in days.values():
        first, last = min(s.starts_at for s in slots), max(s.finishes_at for s in slots)
        minutes += (last.hour - first.hour) * 60 + last.minute - first.minute
    return minutes / 60


def oracle():
    """{(rule, authority, provider)} by walking over every placement."""
    found = set()
    running = [p for p in Placement.objects.select_related("pupil") if runs(p)]
    for provider in {p.provider_id for p in running}:
        full = plans = looked_after = nearly = 0
        here = [p for p in running if p.provider_id == provider]
        for placement in here:
            pupil, hours = placement.pupil, weekly_hours(placement)
            if not compulsory_school_age(pupil.date_of_birth, TODAY) or not hours:
                continue
            protected = pupil.has_ehc_plan or pupil.is_looked_after
            if hours > 18 or pupil.roll == "none":
                full += 1
                plans += pupil.has_ehc_plan
                looked_after += pupil.is_looked_after
            elif hours > 15 and protected:
                nearly += 1
        if full >= 5 or plans or looked_after:
            rule = "registration_needed"
        elif full == 4 or nearly:
            rule = "registration_near"
        else:
            continue
        found |= {(rule, p.authority_id, provider) for p in here}
    return found


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(children=st.lists(CHILD, max_size=9))
def test_rules_equal_an_obvious_count(db, children):
    with transaction.atomic():
        build(children)
        judge()
        flags = Flag.objects.open().values_list("rule", "authority_id", "provider_id")
        assert set(flags) == oracle()
        transaction.set_rollback(True)


def test_oracle_sees_something():
    """The oracle is awake: it finds what it should in a world that has it."""
    child = {
        "provider": 0,
        "authority": 0,
        "hours": 25,
        "born": "2014-05-05",
        "sen_provision": "E",
        "is_looked_after": False,
        "on_roll": True,
        "status": "active",
    }
    build([child])
    assert [rule for rule, _, _ in oracle()] == ["registration_needed"]
    assert AuthorityFactory().pk not in {authority for _, authority, _ in oracle()}
