"""Row-level security, written as one declaration a table.

Each app has a module `protection` with a list TABLES (and, where needed, a list STATEMENTS of
idempotent SQL). After every `migrate` the owner applies them all again: rights are revoked and
granted anew, policies dropped and created, audit triggers put in place. So what is declared is
what holds, and a table that is not declared can be read by nobody but the owner.
"""

from dataclasses import dataclass, field
from importlib import import_module

from django.apps import apps
from django.db import connections, transaction
from django.utils.module_loading import module_has_submodule

from apcommission.audit.triggers import TRIGGER_FUNCTIONS, audit_trigger

LA = "ap_la"
FINANCE = "ap_finance"
SCHOOL = "ap_school"
ATTENDANCE = "ap_attendance"
PROVIDER = "ap_provider"
STAFF = "ap_staff"
FORUM = "ap_forum"
PLATFORM = "ap_platform"
JOB = "ap_job"
WEB = "ap_web"
WORKER = "ap_worker"

# The database roles of each kind of organisation share one policy and differ in their grants.
KINDS = {
    "la": (LA, FINANCE),
    "school": (SCHOOL, ATTENDANCE),
    "provider": (PROVIDER, STAFF),
    "forum": (FORUM,),
    "platform": (PLATFORM,),
}
DATA_ROLES = (LA, FINANCE, SCHOOL, ATTENDANCE, PROVIDER, STAFF, FORUM)
ALL_ROLES = (*DATA_ROLES, PLATFORM, JOB, WEB, WORKER)

ORG = "(nullif(current_setting('app.org', true), ''))::int"
AUTHORITY = "(nullif(current_setting('app.authority', true), ''))::int"
USER = "(nullif(current_setting('app.user', true), ''))::int"
DSL = "current_setting('app.dsl', true) = 'on'"

# The three policies that most tables about children share.
OWN = {
    "la": f"authority_id = {ORG}",
    "school": f"school_id = {ORG}",
    "provider": f"provider_id = {ORG}",
}

LETTERS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}


@dataclass(frozen=True)
class Table:
    """One table: who sees which rows, who may do what, and whether its changes are audited.

    see: policy expression for each kind of organisation (a kind left out sees no row).
    change: the same for writing, where a kind may change fewer rows than it sees.
    rights: database role -> letters of S, I, U, D, or a list of SQL privileges such as
        "UPDATE (status)". The jobs' role may do all but delete unless it is named here.
    open: no row security, because the rows are about no one (reference data, sign-in).
    """

    name: str
    see: dict = field(default_factory=dict)
    change: dict = field(default_factory=dict)
    rights: dict = field(default_factory=dict)
    audited: bool = True
    open: bool = False

    def statements(self):
        yield from self._grants()
        if self.open:
            yield f"ALTER TABLE {self.name} DISABLE ROW LEVEL SECURITY"
        else:
            yield f"ALTER TABLE {self.name} ENABLE ROW LEVEL SECURITY"
            yield from self._policies()
        yield f"DROP TRIGGER IF EXISTS audit_insert ON {self.name}"
        yield f"DROP TRIGGER IF EXISTS audit_update ON {self.name}"
        yield f"DROP TRIGGER IF EXISTS audit_delete ON {self.name}"
        if self.audited:
            yield from audit_trigger(self.name)

    def _grants(self):
        yield f"REVOKE ALL ON {self.name} FROM PUBLIC, {', '.join(ALL_ROLES)}"
        for role, rights in {JOB: "SIU", **self.rights}.items():
            words = [LETTERS[letter] for letter in rights] if isinstance(rights, str) else rights
            if words:
                yield f"GRANT {', '.join(words)} ON {self.name} TO {role}"

    def _policies(self):
        yield f"CREATE POLICY jobs ON {self.name} TO {JOB} USING (true)"
        for kind, seen in self.see.items():
            roles = ", ".join(KINDS[kind])
            changed = self.change.get(kind, seen)
            if changed == seen:
                yield f"CREATE POLICY {kind} ON {self.name} TO {roles} USING ({seen})"
                continue
            yield f"CREATE POLICY {kind} ON {self.name} FOR SELECT TO {roles} USING ({seen})"
            for command, clause in (
                ("INSERT", f"WITH CHECK ({changed})"),
                ("UPDATE", f"USING ({changed})"),
                ("DELETE", f"USING ({changed})"),
            ):
                name = f"{kind}_{command.lower()}"
                yield f"CREATE POLICY {name} ON {self.name} FOR {command} TO {roles} {clause}"


def declared():
    """(tables, further statements) of all installed apps, in the order of INSTALLED_APPS."""
    tables, statements = [], []
    for config in apps.get_app_configs():
        if module_has_submodule(config.module, "protection"):
            module = import_module(f"{config.name}.protection")
            tables += module.TABLES
            statements += getattr(module, "STATEMENTS", [])
    return tables, statements


DROP_POLICIES = """
DO $$ DECLARE p record; BEGIN
  FOR p IN SELECT policyname, tablename FROM pg_policies WHERE schemaname = 'public' LOOP
    EXECUTE format('DROP POLICY %I ON %I', p.policyname, p.tablename);
  END LOOP;
END $$
"""


def protect_all(*, using="default", **kwargs):
    """Apply every declaration; run by the owner after `migrate`."""
    tables, statements = declared()
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regclass('accounts_membership')")
        if cursor.fetchone()[0] is None:
            return
        cursor.execute("SET LOCAL lock_timeout = '30s'")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {', '.join(ALL_ROLES)}")
        cursor.execute(TRIGGER_FUNCTIONS)
        cursor.execute(DROP_POLICIES)
        for table in tables:
            cursor.execute(";\n".join(table.statements()))
        for statement in statements:
            cursor.execute(statement)
