"""Row security: everybody may read when sessions are held; each body sets its own dates."""

from apcommission.accounts.row_security import DATA_ROLES, LA, ORG, PROVIDER, SCHOOL, Table

_READS = dict.fromkeys(DATA_ROLES, "S")
_ALL = dict.fromkeys(("la", "school", "provider", "forum"), "true")
_OWN = dict.fromkeys(("la", "school", "provider", "forum"), f"organisation_id = {ORG}")
_WRITERS = {LA: "SIUD", SCHOOL: "SIUD", PROVIDER: "SIUD"}

TABLES = [
    Table("terms_halfterm", see=_ALL, change=_OWN, rights={**_READS, **_WRITERS}),
    Table("terms_closure", see=_ALL, change=_OWN, rights={**_READS, **_WRITERS}),
]
