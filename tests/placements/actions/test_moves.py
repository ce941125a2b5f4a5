import pytest

from apcommission.audit.refusal import NotAllowed
from placements.actions import moves
from placements.choices import Status
from placements.models import Placement


def test_move_sets_a_status_that_the_table_allows(placement):
    moves.move(placement, Status.PAUSED, done="paused")
    assert placement.status == Status.PAUSED


def test_move_refuses_in_words(placement):
    with pytest.raises(NotAllowed) as refusal:
        moves.move(placement, Status.AGREED, done="accepted")
    assert str(refusal.value) == "This placement is active. It cannot be accepted."


def test_lock_reads_the_state_as_it_is_now(placement):
    Placement.objects.filter(pk=placement.pk).update(status=Status.PAUSED)
    assert moves.lock(placement).status == Status.PAUSED


def test_require_status_refuses_in_words(placement):
    moves.require_status(placement, [Status.ACTIVE], done="No review can be recorded.")
    with pytest.raises(NotAllowed) as refusal:
        moves.require_status(placement, [Status.ENDED], done="No exit record can be made.")
    assert str(refusal.value) == "This placement is active. No exit record can be made."
