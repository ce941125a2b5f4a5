"""Whatever people do in whatever order, the stored history explains the current marks."""

import uuid

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from apcommission.accounts.choices import Role
from apcommission.audit.refusal import NotAllowed
from attendance import actions
from attendance.choices import Observation
from attendance.models import Mark, MarkEvent, Register, Submission, Tally
from attendance.planning import Conflict, KeyReused, ReasonNeeded
from attendance.rules import ATTENDED
from attendance.tallies import differences
from tests.factories.accounts import member
from tests.factories.attendance import MONDAY, NOW, expected_pupils, mark, save

pytestmark = pytest.mark.django_db

marks_of_three = st.dictionaries(
    st.integers(0, 2), st.sampled_from(["P", "L", "A", "E"]), min_size=1
)


def machine(site, placements, people):
    """A machine over one register; the model is what each person last saw and what stands."""

    class RegisterMachine(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            for model in (Submission, Mark, MarkEvent, Tally, Register):
                model.objects.all().delete()
            self.stored = {}
            self.changes = 0
            self.seen = [dict.fromkeys(range(3), 0) for _ in people]
            self.sent = None

        def as_marks(self, person, chosen):
            return [
                mark(
                    placements[n],
                    observation,
                    minutes=7 if observation in "LE" else None,
                    base_version=self.seen[person][n],
                )
                for n, observation in chosen.items()
            ]

        @rule(person=st.integers(0, 1))
        def open_the_page(self, person):
            for n in range(3):
                self.seen[person][n] = self.stored.get(n, (None, 0))[1]

        @rule(
            person=st.integers(0, 1),
            chosen=marks_of_three,
            reason=st.sampled_from(["", "I pressed the wrong one"]),
        )
        def save_marks(self, person, chosen, reason):
            key, marks = uuid.uuid4(), self.as_marks(person, chosen)
            differing = {n: o for n, o in chosen.items() if self.stored.get(n, ("",))[0] != o}
            stale = [n for n in differing if self.seen[person][n] != self.version(n)]
            changed = [n for n in differing if n in self.stored]
            try:
                save(people[person], site, *marks, key=key, change_reason=reason)
            except Conflict as conflict:
                self.names_the_stale(conflict, stale)
                return
            except ReasonNeeded:
                assert changed
                assert not stale
                assert not reason
                return
            assert not stale
            assert reason or not changed
            for n, observation in differing.items():
                self.stored[n] = (observation, self.version(n) + 1)
                self.seen[person][n] = self.version(n)
            self.changes += len(differing)
            self.sent = (person, key, marks, reason)

        def names_the_stale(self, conflict, stale):
            named = {row.placement_id for row in conflict.rows}
            assert named == {placements[n].pk for n in stale}

        def version(self, n):
            return self.stored.get(n, (None, 0))[1]

        @rule()
        def send_it_again(self):
            if self.sent:
                person, key, marks, reason = self.sent
                saved = save(people[person], site, *marks, key=key, change_reason=reason)
                assert saved.replayed

        @rule()
        def borrow_the_key(self):
            if self.sent:
                person, key, marks, _ = self.sent
                with pytest.raises(KeyReused):
                    save(people[person], site, *marks, key=key, change_reason="Something else")

        @rule(person=st.integers(0, 1), n=st.integers(0, 2), observation=st.sampled_from("PA"))
        def correct(self, person, n, observation):
            differs = self.stored.get(n, ("",))[0] != observation
            try:
                actions.correct_mark(
                    by=people[person],
                    site=site,
                    placement=placements[n],
                    date=MONDAY,
                    session="am",
                    observation=observation,
                    minutes=None,
                    reason="Seen by a colleague",
                    base_version=self.seen[person][n],
                    now=NOW,
                )
            except Conflict:
                assert self.seen[person][n] != self.version(n)
                return
            except NotAllowed:
                assert n not in self.stored
                return
            if differs:
                self.stored[n] = (observation, self.version(n) + 1)
                self.seen[person][n] = self.version(n)
                self.changes += 1

        @invariant()
        def what_stands_is_what_was_accepted(self):
            stored = {m.placement_id: (m.observation, m.version) for m in Mark.objects.all()}
            assert stored == {placements[n].pk: value for n, value in self.stored.items()}

        @invariant()
        def history_explains_every_mark(self):
            assert MarkEvent.objects.count() == self.changes
            chains = {}
            for event in MarkEvent.objects.order_by("pk"):
                before = chains.get(event.placement_id, ("", 0))
                assert (event.old_observation, event.version) == (before[0], before[1] + 1)
                chains[event.placement_id] = (event.observation, event.version)
            assert chains == {placements[n].pk: value for n, value in self.stored.items()}

        @invariant()
        def the_tally_is_the_recount(self):
            assert differences() == []
            present = [o for o, _ in self.stored.values() if Observation(o) in ATTENDED]
            assert sum(Tally.objects.values_list("attended", flat=True)) == len(present)

    return RegisterMachine


def test_history_explains_the_marks(term, school, site, provider):
    placements = expected_pupils(3, school=school, site=site)
    people = [member(Role.PROVIDER_STAFF, provider.organisation) for _ in range(2)]
    run_state_machine_as_test(
        lambda: machine(site, placements, people)(),
        settings=settings(
            max_examples=15,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert MarkEvent.objects.values("placement_id").distinct().count() <= 3
