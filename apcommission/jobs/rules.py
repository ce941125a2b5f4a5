"""The table of flag rules: one line each. A new rule is a line here and a function in its app."""

from attendance.absence_flags import ABSENCE_RULES
from attendance.flags import REGISTER_MISSING
from placements.flags import REVIEW_OVERDUE
from placements.provider_flags import OFF_LIST_IN_USE, SUSPENDED_IN_USE
from placements.registration import REGISTRATION_NEAR, REGISTRATION_NEEDED
from providers.approval_flags import APPROVAL_REVIEW_DUE
from providers.flags import DOCUMENT_EXPIRED, DOCUMENT_EXPIRING
from qa.flags import ACTION_OVERDUE, VISIT_DUE, VISIT_OVERDUE

RULES = [
    REGISTER_MISSING,
    *ABSENCE_RULES,
    REGISTRATION_NEEDED,
    REGISTRATION_NEAR,
    REVIEW_OVERDUE,
    SUSPENDED_IN_USE,
    OFF_LIST_IN_USE,
    APPROVAL_REVIEW_DUE,
    DOCUMENT_EXPIRING,
    DOCUMENT_EXPIRED,
    VISIT_OVERDUE,
    VISIT_DUE,
    ACTION_OVERDUE,
]
