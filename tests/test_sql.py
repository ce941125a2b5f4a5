"""SQL is put together from the code's own constants only; what users type is always a parameter."""

import ast
import re

import pytest

from tests.test_architecture import CODE, relative

SQL = re.compile(
    r"\b(SELECT\s|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|WITH\s+\w+\s+AS\s*\(|GRANT\s|"
    r"REVOKE\s|CREATE\s+(POLICY|TRIGGER|TABLE|FUNCTION|OR)|ALTER\s+TABLE)"
)
# Where SQL is put together at all, and from what.
BUILDERS = {
    "apcommission/accounts/protection.py": "policies: the names of settings and columns",
    "apcommission/accounts/row_security.py": "grants and policies: names in declarations",
    "apcommission/accounts/scope.py": "the names of settings",
    "apcommission/audit/record.py": "the names of settings",
    "apcommission/audit/triggers.py": "trigger functions: the names of columns",
    "apcommission/database_roles.py": "the names of roles",
    "apcommission/demo/story.py": "the names of the two tables of history",
    "apcommission/flags/engine.py": "the names of a flag's columns",
    "apcommission/reports/search.py": "the names of tables and columns that are searched",
    "attendance/absence_flags.py": "the decision on a mark, shared by three questions",
    "attendance/expected.py": "the slots in force, shared by two questions",
    "attendance/protection.py": "trigger functions: the names of columns",
    "attendance/sheet.py": "the slots in force, shared by two questions",
    "attendance/tallies.py": "the recount, shared by rebuild and comparison",
    "placements/doors.py": "the count of children, shared with the registration watch",
    "placements/feedback_door.py": "the least number of answers, a constant",
    "placements/places_door.py": "a grant: the names of roles",
    "placements/protection.py": "policies and keys: the names of columns",
    "placements/registration.py": "the count of children, shared with the door",
    "providers/flags.py": "the evidence in force, shared by two rules and the jobs",
    "providers/protection.py": "policies",
    "providers/in_force.py": "the days an authority has to look at a document",
    "providers/public_door.py": "a grant: the names of roles",
    "qa/protection.py": "policies",
}


def built_sql(path):
    """Lines on which a text that reads like SQL is put together from parts."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.JoinedStr):
            text = "".join(p.value for p in node.values if isinstance(p, ast.Constant))
            has_parts = any(isinstance(p, ast.FormattedValue) for p in node.values)
            if has_parts and SQL.search(text):
                yield (
                    node.lineno,
                    [
                        ast.unparse(p.value)
                        for p in node.values
                        if isinstance(p, ast.FormattedValue)
                    ],
                )


def test_sql_is_put_together_only_where_it_is_declared():
    found = {relative(path) for path in CODE if any(built_sql(path))}
    assert found - set(BUILDERS) == set()


@pytest.mark.parametrize("path", [p for p in CODE if relative(p) in BUILDERS], ids=relative)
def test_sql_is_never_put_together_from_a_request(path):
    tainted = ("request", "GET", "POST", "cleaned_data", "data[")
    found = [
        (line, part)
        for line, parts in built_sql(path)
        for part in parts
        if any(word in part for word in tainted)
    ]
    assert found == []
