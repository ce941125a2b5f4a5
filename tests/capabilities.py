"""Ties tests to the capabilities they prove (`@pytest.mark.capability("F012")`).

A pytest plugin: with --capabilities FILE it writes docs/capabilities.md's table after the run.
A row counts only when every clause of it has a test that would fail if a user could not do it;
that judgement is the marker's author's, and is checked by a second reader.
"""

import csv
from pathlib import Path

import pytest

LIST = Path(__file__).parent / "capabilities.csv"
HEAD = """# What works

Written by `make capabilities`: each row is a capability of which every clause has a test.
"""
# capability -> {test: outcome}, filled as reports come in (from xdist's workers too)
seen = {}


def known():
    """{id: (area, capability)} of the product's numbered capabilities."""
    with LIST.open(encoding="utf-8") as file:
        return {row["id"]: (row["area"], row["capability"]) for row in csv.DictReader(file)}


def pytest_addoption(parser):
    parser.addoption("--capabilities", metavar="FILE", help="write the table of capabilities")


def pytest_collection_modifyitems(config, items):
    names = known()
    for item in items:
        for marker in item.iter_markers("capability"):
            for name in marker.args:
                if name not in names:
                    raise pytest.UsageError(f"{item.nodeid} marks an unknown capability {name}")
                item.user_properties.append(("capability", name))


def pytest_runtest_logreport(report):
    if report.when == "call" or report.outcome != "passed":
        for name, value in report.user_properties:
            if name == "capability":
                seen.setdefault(value, {})[report.nodeid] = report.outcome


def table(results):
    """Markdown lines: id, what it is, tests, result; then how many of all are proved."""
    lines = ["| id | capability | tests | result |", "| --- | --- | --: | --- |"]
    proved = 0
    for name, (_area, text) in known().items():
        tests = results.get(name, {})
        if not tests:
            continue
        good = all(outcome == "passed" for outcome in tests.values())
        proved += good
        lines.append(f"| {name} | {text} | {len(tests)} | {'works' if good else 'FAILS'} |")
    lines += ["", f"{proved} of {len(known())} capabilities are proved by tests."]
    return lines


def pytest_terminal_summary(terminalreporter, config):
    path = config.getoption("--capabilities")
    if not path:
        return
    lines = table(seen)
    Path(path).write_text("\n".join([HEAD, *lines]) + "\n", encoding="utf-8")
    terminalreporter.write_line("\n".join(lines))
