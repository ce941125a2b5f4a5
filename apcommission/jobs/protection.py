"""Row security: jobs belong to the deployment; authorities read their runs."""

from apcommission.accounts.row_security import LA, Table

TABLES = [
    Table("jobs_jobrun", rights={LA: "S"}, open=True, audited=False),
]
