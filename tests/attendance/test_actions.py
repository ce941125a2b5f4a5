"""A save is all or nothing, and the same save twice is one."""


import pytest

from attendance.models import Mark, MarkEvent, Register, Tally
from attendance.tallies import differences
from tests.factories.attendance import NOW, L, mark, save

pytestmark = pytest.mark.django_db


def test_save_register_keeps_marks_header_tally_and_event(due, site, provider_staff):
    saved = save(provider_staff, site, mark(due, L, minutes=20))
    stored = Mark.objects.get()
    assert (stored.observation, stored.minutes, stored.code, stored.version) == (L, 20, "B", 1)
    assert (stored.authority_id, stored.school_id) == (due.authority_id, due.school_id)
    register = Register.objects.get()
    assert (register.expected, register.marked, register.saved_by_id) == (1, 1, provider_staff.pk)
    assert register.completed_at == register.first_saved_at == NOW
    tally = Tally.objects.get()
    assert (tally.academic_year, tally.half_term) == (2026, 2)
    assert (tally.possible, tally.attended, tally.late, tally.absent) == (1, 1, 1, 0)
    event = MarkEvent.objects.get()
    assert (event.was, event.became) == ("Not yet marked", "Late, 20 minutes")
    assert (event.person_name, event.person_role) == ("Stef Nowak", "Provider staff")
    assert [result.outcome for result in saved.results] == ["saved"]
    assert differences() == []
