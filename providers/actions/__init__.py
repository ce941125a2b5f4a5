"""What is done to providers. Each verb is one transaction that the audit knows by name."""

from providers.actions.approval import apply_for_approval, decide_approval, follow_visit
from providers.actions.entry import (
    add_offer,
    add_provider,
    add_site,
    assign_staff,
    edit_offer,
    edit_provider,
    edit_site,
)

__all__ = [
    "add_offer",
    "add_provider",
    "add_site",
    "apply_for_approval",
    "assign_staff",
    "decide_approval",
    "edit_offer",
    "edit_provider",
    "edit_site",
    "follow_visit",
]
