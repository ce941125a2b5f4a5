"""What is done in quality assurance. Each verb is one transaction that the audit knows by name."""

from qa.actions.acceptance import accept_visit
from qa.actions.action import add_action, answer_action, close_action, reopen_action
from qa.actions.feed import make_calendar_address, note_calendar_read, stop_calendar
from qa.actions.framework import (
    add_standard,
    copy_framework,
    edit_standard,
    put_in_force,
    remove_standard,
    rename_framework,
    retire_framework,
)
from qa.actions.photo import add_photo, remove_photo
from qa.actions.recording import save_block, save_judgements
from qa.actions.self_assessment import (
    save_self_assessment,
    send_self_assessment,
    start_self_assessment,
)
from qa.actions.visit import (
    begin_visit,
    publish_school_visit,
    reply_to_visit,
    return_visit,
    sign_off_visit,
    submit_visit,
)
from qa.actions.voice import add_voice

__all__ = [
    "accept_visit",
    "add_action",
    "add_photo",
    "add_standard",
    "add_voice",
    "answer_action",
    "begin_visit",
    "close_action",
    "copy_framework",
    "edit_standard",
    "make_calendar_address",
    "note_calendar_read",
    "publish_school_visit",
    "put_in_force",
    "remove_photo",
    "remove_standard",
    "rename_framework",
    "reopen_action",
    "reply_to_visit",
    "retire_framework",
    "return_visit",
    "save_block",
    "save_judgements",
    "save_self_assessment",
    "send_self_assessment",
    "sign_off_visit",
    "start_self_assessment",
    "stop_calendar",
    "submit_visit",
]
