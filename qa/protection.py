"""Row security: drafts are the authority's own; published visits are the shared record."""

from apcommission.accounts.row_security import LA, ORG, PROVIDER, SCHOOL, Table

_PUBLISHED = (
    "EXISTS (SELECT 1 FROM qa_visit v WHERE v.id = visit_id AND v.status = 'published'{and_own})"
)
_SHARED = {
    "la": f"authority_id = {ORG} OR status = 'published'",
    "school": "status = 'published'",
    "provider": f"status = 'published' AND provider_id = {ORG}",
}
_OF_VISIT = {
    "la": f"authority_id = {ORG} OR " + _PUBLISHED.format(and_own=""),
    "school": _PUBLISHED.format(and_own=""),
    "provider": _PUBLISHED.format(and_own=f" AND v.provider_id = {ORG}"),
}
_OWN = {"la": f"authority_id = {ORG}"}
_NATIONAL_OR_OWN = {
    "la": f"authority_id IS NULL OR authority_id = {ORG}",
    "school": "true",
    "provider": "true",
}
_ANY = dict.fromkeys(("la", "school", "provider"), "true")
_OF_OWN_FRAMEWORK = {
    "la": "EXISTS (SELECT 1 FROM qa_framework f WHERE f.id = framework_id"
    f" AND f.authority_id = {ORG})"
}
_READS = {LA: "SI", SCHOOL: "S", PROVIDER: "S"}

TABLES = [
    Table("qa_framework", see=_NATIONAL_OR_OWN, change=_OWN, rights=_READS),
    Table("qa_standard", see=_ANY, change=_OF_OWN_FRAMEWORK, rights=_READS),
    Table("qa_visit", see=_SHARED, change=_OWN, rights={**_READS, LA: "SIU"}),
    Table("qa_judgement", see=_OF_VISIT, change=_OWN, rights={**_READS, LA: "SIU"}),
    Table("qa_action", see=_OF_VISIT, change=_OWN, rights={**_READS, LA: "SIU"}),
]
