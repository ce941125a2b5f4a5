"""What is done to providers. Each verb is one transaction that the audit knows by name."""

from providers.actions.agreement import accept_agreement, publish_agreement
from providers.actions.application import (
    may_apply,
    save_answer,
    send_application,
    start_application,
    withdraw_application,
)
from providers.actions.approval import (
    apply_for_approval,
    ask_for_information,
    decide_approval,
    follow_visit,
)
from providers.actions.contact import add_contact, edit_contact, remove_contact
from providers.actions.entry import (
    add_offer,
    add_provider,
    add_site,
    assign_staff,
    edit_offer,
    edit_provider,
    edit_site,
)
from providers.actions.entry_change import (
    accept_change,
    propose_change,
    return_change,
    withdraw_change,
)
from providers.actions.evidence import check_document, give_document, scan_document
from providers.actions.expiry import follow_expired_evidence, send_reminders
from providers.actions.off_list import (
    add_declared_provider,
    declare_off_list,
    link_declaration,
    settle_declaration,
)
from providers.actions.price import agree_price, end_price
from providers.actions.requirement import (
    add_requirement,
    adopt_requirements,
    edit_requirement,
    restore_requirement,
    retire_requirement,
)

__all__ = [
    "accept_agreement",
    "accept_change",
    "add_contact",
    "add_declared_provider",
    "add_offer",
    "add_provider",
    "add_requirement",
    "add_site",
    "adopt_requirements",
    "agree_price",
    "apply_for_approval",
    "ask_for_information",
    "assign_staff",
    "check_document",
    "decide_approval",
    "declare_off_list",
    "edit_contact",
    "edit_offer",
    "edit_provider",
    "edit_requirement",
    "edit_site",
    "end_price",
    "follow_expired_evidence",
    "follow_visit",
    "give_document",
    "link_declaration",
    "may_apply",
    "propose_change",
    "publish_agreement",
    "remove_contact",
    "restore_requirement",
    "retire_requirement",
    "return_change",
    "save_answer",
    "scan_document",
    "send_application",
    "send_reminders",
    "settle_declaration",
    "start_application",
    "withdraw_application",
    "withdraw_change",
]
