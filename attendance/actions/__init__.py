"""The verbs of this app: one verb, one transaction, one name in the audit."""

from attendance.actions.conflicts import keep_conflicts, settle_conflict
from attendance.actions.deciding import code_choices, decide_code, rebuild_tally
from attendance.actions.following import record_follow_up
from attendance.actions.part_time import agree_part_time, stop_part_time
from attendance.actions.planned import plan_absence, withdraw_planned_absence
from attendance.actions.reopening import reopen_register
from attendance.actions.taking import (
    Saved,
    correct_mark,
    mark_not_delivered,
    receive_marks,
    save_register,
)

__all__ = [
    "Saved",
    "agree_part_time",
    "code_choices",
    "correct_mark",
    "decide_code",
    "keep_conflicts",
    "mark_not_delivered",
    "plan_absence",
    "rebuild_tally",
    "receive_marks",
    "record_follow_up",
    "reopen_register",
    "save_register",
    "settle_conflict",
    "stop_part_time",
    "withdraw_planned_absence",
]
