"""The table of flag rules: one line each. A new rule is a line here and a function in its app."""

from attendance.flags import REGISTER_MISSING
from placements.flags import REVIEW_OVERDUE
from placements.registration import REGISTRATION_NEAR, REGISTRATION_NEEDED

RULES = [
    REGISTER_MISSING,
    REGISTRATION_NEEDED,
    REGISTRATION_NEAR,
    REVIEW_OVERDUE,
]
