"""Row security: a flag is read by whoever it is for."""

from apcommission.accounts.row_security import (
    ATTENDANCE,
    AUTHORITY,
    LA,
    ORG,
    PROVIDER,
    SCHOOL,
    STAFF,
    Table,
)

TABLES = [
    Table(
        "flags_flag",
        see={
            "la": f"authority_id = {ORG}",
            "school": f"school_id = {ORG} AND for_school",
            "provider": f"provider_id = {ORG} AND for_provider",
        },
        rights={
            LA: "SIU",
            SCHOOL: ["SELECT", "UPDATE (acknowledged_at, acknowledged_by_id, acknowledged_note)"],
            ATTENDANCE: [
                "SELECT",
                "UPDATE (acknowledged_at, acknowledged_by_id, acknowledged_note)",
            ],
            PROVIDER: "S",
            STAFF: "S",
        },
    ),
    Table(
        "flags_threshold",
        see={
            "la": f"authority_id = {ORG}",
            "school": f"authority_id = {AUTHORITY}",
            "provider": "true",
        },
        rights={LA: "SI", SCHOOL: "S", ATTENDANCE: "S", PROVIDER: "S", STAFF: "S"},
    ),
]
