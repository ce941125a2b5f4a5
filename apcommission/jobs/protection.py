"""Row security: jobs belong to the deployment; authorities read their runs."""

from apcommission.accounts.row_security import JOB, LA, Table

TABLES = [
    Table("jobs_jobrun", rights={LA: "S", JOB: "SIUD"}, open=True, audited=False),
]
