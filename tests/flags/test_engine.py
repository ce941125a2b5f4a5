"""Raise, update, clear, return; twice is once; nothing new is nothing written."""

import datetime as dt
import json
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apcommission.accounts.scope import system_scope
from apcommission.audit.models import Event
from apcommission.flags.engine import Outcome, moment_of, run
from apcommission.flags.models import Flag
from apcommission.flags.rules import Query, Rule, Setting
from tests.factories.accounts import AuthorityFactory, ProviderOrganisationFactory, SchoolFactory
from tests.factories.flags import ThresholdFactory

pytestmark = pytest.mark.django_db
NIGHT = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)
COLUMNS = (
    "subject_kind text, subject_id int, part text, authority_id int, school_id int,"
    " provider_id int, numbers jsonb, due_on date, for_authority bool, for_school bool,"
    " for_provider bool"
)


def rule_over(breaches, name="too_cold", **fields):
    """A rule that finds what the list holds at the time it is run."""
    query = f"SELECT * FROM jsonb_to_recordset(%(rows)s::jsonb) AS r({COLUMNS})"
    return Rule(
        name=name,
        title="Too cold",
        query=fields.pop("query", lambda moment: Query(query, {"rows": json.dumps(breaches)})),
        sentence=lambda flag, subject: subject,
        told="the LA",
        source="",
        url=lambda flag: "/",
        action="Warm it",
        permission=None,
        **fields,
    )


def breach(authority, subject=1, **fields):
    return {
        "subject_kind": "site",
        "subject_id": subject,
        "part": "",
        "authority_id": authority.pk,
        "school_id": None,
        "provider_id": None,
        "numbers": {"degrees": 9},
        "due_on": None,
        "for_authority": True,
        "for_school": False,
        "for_provider": False,
        **fields,
    }


def check(rule, *, now=NIGHT):
    with system_scope("nightly"):
        return run(rule, now=now, by="nightly")


def test_run_raises_what_is_new(authority):
    found = [breach(authority), breach(authority, 2)]
    assert check(rule_over(found)) == Outcome(looked_at=2, raised=2)
    assert list(
        Flag.objects.order_by("subject_id").values_list("subject_id", "numbers", "raised_at")
    ) == [(1, {"degrees": 9}, NIGHT), (2, {"degrees": 9}, NIGHT)]


def test_run_again_writes_nothing(authority):
    rule = rule_over([breach(authority)])
    check(rule)
    written = (Event.objects.count(), Flag.objects.get().updated_at)
    later = NIGHT + dt.timedelta(days=1)
    assert check(rule, now=later) == Outcome(looked_at=1)
    assert (Event.objects.count(), Flag.objects.get().updated_at) == written


def test_run_updates_numbers_of_an_open_flag_and_keeps_since_when(authority):
    found = [breach(authority)]
    rule = rule_over(found)
    check(rule)
    found[0] |= {"numbers": {"degrees": 4}, "for_school": True, "due_on": "2026-11-30"}
    later = NIGHT + dt.timedelta(days=1)
    assert check(rule, now=later) == Outcome(looked_at=1, updated=1)
    flag = Flag.objects.get()
    assert flag.numbers == {"degrees": 4}
    assert (flag.for_school, flag.due_on) == (True, dt.date(2026, 11, 30))
    assert (flag.raised_at, flag.updated_at) == (NIGHT, later)


def test_run_clears_what_is_gone(authority):
    found = [breach(authority), breach(authority, 2)]
    rule = rule_over(found)
    check(rule)
    del found[0]
    assert check(rule) == Outcome(looked_at=1, cleared=1)
    assert set(Flag.objects.values_list("subject_id", "cleared_at")) == {(1, NIGHT), (2, None)}


def test_run_raises_again_what_returns_and_counts_it(authority):
    found = [breach(authority)]
    rule = rule_over(found)
    check(rule)
    back = found.pop()
    check(rule)
    found.append(back)
    later = NIGHT + dt.timedelta(days=2)
    assert check(rule, now=later) == Outcome(looked_at=1, raised=1, reopened=1)
    assert list(Flag.objects.order_by("pk").values_list("raised_at", "cleared_at", "reopened")) == [
        (NIGHT, NIGHT, 0),
        (later, None, 1),
    ]


def test_run_leaves_acknowledgement_alone_when_numbers_change(authority, commissioner):
    found = [breach(authority)]
    rule = rule_over(found)
    check(rule)
    Flag.objects.update(acknowledged_at=NIGHT, acknowledged_by=commissioner)
    found[0]["numbers"] = {"degrees": 4}
    check(rule)
    assert Flag.objects.get().acknowledged_by_id == commissioner.pk


def test_run_leaves_flags_of_other_rules_alone(authority):
    check(rule_over([breach(authority)], name="too_hot"))
    assert check(rule_over([])) == Outcome()
    assert Flag.objects.open().count() == 1


def test_one_subject_has_a_flag_for_each_part_authority_and_school(authority, other_authority):
    school = SchoolFactory(authority=authority)
    found = [
        breach(authority, part="2026-11-23 am"),
        breach(authority, part="2026-11-23 pm"),
        breach(other_authority, part="2026-11-23 am"),
        breach(authority, part="2026-11-23 am", school_id=school.pk),
    ]
    assert check(rule_over(found)).raised == 4
    assert check(rule_over(found)) == Outcome(looked_at=4)


def test_breach_found_twice_is_one_flag(authority):
    assert check(rule_over([breach(authority), breach(authority)])) == Outcome(
        looked_at=1, raised=1
    )


def test_query_reads_each_authoritys_own_threshold(authority, other_authority):
    query = """
        SELECT 'site' AS subject_kind, 1 AS subject_id, '' AS part, authority_id,
          NULL::int AS school_id, NULL::int AS provider_id,
          jsonb_build_object('coldest', coldest, 'at', at) AS numbers, NULL::date AS due_on,
          true AS for_authority, false AS for_school, false AS for_provider
        FROM settings WHERE coldest > 10"""
    rule = rule_over(
        [],
        query=lambda moment: Query(query),
        settings=(Setting("coldest", "Coldest", "18"), Setting("at", "At", "10:00", "time")),
    )
    ThresholdFactory(authority=other_authority, rule=rule.name, name="coldest", value="5")
    assert check(rule).raised == 1
    flag = Flag.objects.get()
    assert (flag.authority, flag.numbers) == (authority, {"coldest": 18, "at": "10:00:00"})


def test_run_is_audited_as_the_job(authority):
    check(rule_over([breach(authority)]))
    event = Event.objects.get(table_name="flags_flag")
    assert (event.action, event.person_name, event.person_role, event.authority_id) == (
        "flags_checked",
        "nightly",
        "Scheduled job",
        authority.pk,
    )


def test_run_that_fails_changes_nothing(authority):
    check(rule_over([breach(authority)]))
    with pytest.raises(IntegrityError), transaction.atomic():
        check(rule_over([breach(authority, 2), breach(authority, 3, numbers=None)]))
    assert list(Flag.objects.open().values_list("subject_id", flat=True)) == [1]


@pytest.mark.parametrize(
    ("instant", "on", "time"),
    [
        # British Summer Time: an hour ahead of UTC until 25 October 2026.
        ("2026-06-30T23:30:00+00:00", dt.date(2026, 7, 1), dt.time(0, 30)),
        ("2026-11-30T23:30:00+00:00", dt.date(2026, 11, 30), dt.time(23, 30)),
        ("2026-10-25T00:30:00+00:00", dt.date(2026, 10, 25), dt.time(1, 30)),
        ("2026-10-25T01:30:00+00:00", dt.date(2026, 10, 25), dt.time(1, 30)),
    ],
)
def test_moment_of_is_london_time(instant, on, time):
    moment = moment_of(dt.datetime.fromisoformat(instant))
    assert (moment.on, moment.time) == (on, time)


SUBJECTS = st.dictionaries(st.integers(1, 6), st.integers(0, 2), max_size=6)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(worlds=st.lists(SUBJECTS, min_size=1, max_size=5))
def test_engine_equals_an_obvious_oracle(db, worlds):
    """Whatever appears, changes, goes and returns: the open flags are the breaches."""
    authority = AuthorityFactory()
    found = []
    rule = rule_over(found, name=f"oracle{authority.pk}")
    before, ever = {}, set()
    for world in worlds:
        found[:] = [breach(authority, s, numbers={"n": n}) for s, n in world.items()]
        outcome = check(rule)
        opened = world.keys() - before.keys()
        assert outcome == Outcome(
            looked_at=len(world),
            raised=len(opened),
            reopened=len(opened & ever),
            updated=sum(before[s] != world[s] for s in world.keys() & before.keys()),
            cleared=len(before.keys() - world.keys()),
        )
        flags = Flag.objects.of_rule(rule.name).open()
        assert {f.subject_id: f.numbers["n"] for f in flags} == world
        before, ever = world, ever | world.keys()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_raise_each_flag_once():
    authority = AuthorityFactory()
    provider = ProviderOrganisationFactory()
    found = [breach(authority, n, provider_id=provider.pk) for n in range(1, 201)]
    rule = rule_over(found)
    outcomes, start = [], threading.Barrier(3)

    def worker():
        try:
            start.wait()
            outcomes.append(check(rule))
        finally:
            connection.close()

    workers = [threading.Thread(target=worker) for _ in range(3)]
    for thread in workers:
        thread.start()
    for thread in workers:
        thread.join()
    assert sorted(outcome.raised for outcome in outcomes) == [0, 0, 200]
    assert Flag.objects.open().count() == 200
