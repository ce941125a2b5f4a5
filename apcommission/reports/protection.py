"""Row security: the Forum reads what its own authority has published, and nothing else."""

from apcommission.accounts.row_security import AUTHORITY, FINANCE, FORUM, LA, ORG, Table

TABLES = [
    Table(
        "reports_forumreport",
        see={
            "la": f"authority_id = {ORG}",
            "forum": f"authority_id = {AUTHORITY} AND status = 'published'",
        },
        rights={LA: "SIU", FINANCE: "S", FORUM: "S"},
    ),
]
