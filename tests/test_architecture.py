"""Conventions a reader relies on, kept true by tests."""

import ast
import re
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.urls import get_resolver
from django.urls.resolvers import URLResolver

ROOT = Path(__file__).parent.parent
APPS = ["providers", "placements", "attendance", "qa"]
PACKAGES = ["apcommission", *APPS]
CODE = sorted(
    path
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.py")
    if "migrations" not in path.parts
)
TESTS = sorted((ROOT / "tests").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def relative(path):
    return str(path.relative_to(ROOT))


def functions(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            yield node


def own_patterns(patterns=None):
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            if "allauth" not in str(pattern.urlconf_name):
                yield from own_patterns(pattern.url_patterns)
        else:
            yield pattern


def test_every_view_has_an_access_rule():
    assert run_checks(tags=["access"]) == []


def test_url_name_and_view_name_match():
    differing = [
        (pattern.name, pattern.callback.__name__)
        for pattern in own_patterns()
        if pattern.name != pattern.callback.__name__
    ]
    assert differing == []


def test_pages_render_the_template_of_their_own_name():
    """`render(request, "placements/placement_end.html")` stands in the view of that name, and
    the template exists."""
    strays = []
    for path in CODE:
        for function in functions(path):
            for node in ast.walk(function):
                if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "render"):
                    continue
                if len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
                    name = node.args[1].value
                    if not (ROOT / "templates" / name).exists():
                        strays.append(f"{relative(path)}: {name} does not exist")
    assert strays == []


def test_every_action_is_audited():
    silent = []
    for path in CODE:
        if path.name != "actions.py" and path.parent.name != "actions":
            continue
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                takes_actor = any(a.arg == "by" for a in node.args.kwonlyargs)
                if takes_actor and "record(" not in ast.unparse(node):
                    silent.append(f"{relative(path)}: {node.name}")
    assert silent == []


@pytest.mark.parametrize("path", CODE + TESTS, ids=relative)
def test_files_stay_short(path):
    assert len(path.read_text().splitlines()) <= 400


def test_functions_stay_short():
    long = [
        f"{relative(path)}: {node.name} has {node.end_lineno - node.lineno + 1} lines"
        for path in CODE
        for node in functions(path)
        if node.end_lineno - node.lineno + 1 > 60
    ]
    assert long == []


def test_most_files_and_functions_are_small():
    sizes = sorted(len(path.read_text().splitlines()) for path in CODE if path.stat().st_size)
    lines = sorted(node.end_lineno - node.lineno + 1 for path in CODE for node in functions(path))
    assert sizes[len(sizes) // 2] <= 90
    assert sizes[int(len(sizes) * 0.9)] <= 260
    assert lines[int(len(lines) * 0.9)] <= 30


def named_tests(path):
    """The places where a module's tests may be found by its name."""
    parts = list(path.relative_to(ROOT).with_suffix("").parts)
    if parts[0] == "apcommission" and len(parts) > 1:
        parts = parts[1:]
    # A command is tested under its own name; __main__ as main.
    folder = [part for part in parts[:-1] if part not in ("management", "commands")]
    name = parts[-1].strip("_")
    whole = "_".join(parts[1:])
    candidates = [
        ROOT / "tests" / Path(*folder) / f"test_{name}.py",
        ROOT / "tests" / Path(*parts[:1]) / f"test_{whole}.py",
    ]
    for depth in range(len(folder), 0, -1):
        where = ROOT / "tests" / Path(*folder[: depth - 1])
        rest = "_".join([*folder[depth - 1 :], name])
        candidates += [where / f"test_{rest}.py", where / f"test_{folder[depth - 1]}.py"]
        inner = ROOT / "tests" / Path(*folder[:depth])
        candidates.append(inner / f"test_{'_'.join([*folder[depth:], name])}.py")
    return candidates


# Modules that declare and do nothing; what they declare is tested by name elsewhere.
DECLARATIONS = {"__init__", "apps", "choices", "urls", "account_urls", "asgi", "wsgi", "celery"}
DECLARED_ELSEWHERE = {
    # the catalogue test reads every declaration
    "protection": "tests/accounts/test_row_security.py",
    "settings": "tests/test_settings.py",
    "of_placement": "tests/placements/test_models.py",
}


def test_every_module_has_its_named_test():
    missing = [
        relative(path)
        for path in CODE
        if path.stem not in DECLARATIONS | set(DECLARED_ELSEWHERE)
        and not any(candidate.exists() for candidate in named_tests(path))
    ]
    assert missing == []
    assert [p for p in DECLARED_ELSEWHERE.values() if not (ROOT / p).exists()] == []


def asserts(function):
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).split(".")[-1]
            if name in ("raises", "fail", "deprecated_call") or "assert" in name:
                return True
    return False


def calls(function):
    """The names of the functions that this one calls."""
    nodes = (node for node in ast.walk(function) if isinstance(node, ast.Call))
    return {node.func.id for node in nodes if isinstance(node.func, ast.Name)}


def test_every_test_asserts():
    """Itself, or through the steps of its story in the same file."""
    empty = []
    for path in TESTS:
        all_of = list(functions(path))
        steps = {function.name for function in all_of if asserts(function)}
        empty += [
            f"{relative(path)}: {function.name}"
            for function in all_of
            if function.name.startswith("test_")
            and function.name not in steps
            and not calls(function) & steps
        ]
    assert empty == []


def test_no_folder_for_everything():
    banned = {"utils", "core", "common", "helpers", "services"}
    names = {p: set(p.relative_to(ROOT).with_suffix("").parts) for p in CODE}
    assert [relative(p) for p in CODE if banned & names[p]] == []


INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style[\s>]|\sstyle=|\son[a-z]+=[\"']", re.IGNORECASE)


def test_pages_have_no_inline_script_or_style():
    """The content security policy would refuse it; PDFs are not pages."""
    found = [
        relative(path)
        for path in TEMPLATES
        if "documents" not in path.parts and INLINE.search(path.read_text())
    ]
    assert found == []


def test_nothing_is_marked_safe_by_hand():
    """User text is escaped everywhere: no |safe, no mark_safe outside the design app."""
    unsafe = [relative(p) for p in TEMPLATES if re.search(r"\|\s*safe\b", p.read_text())]
    unsafe += [
        relative(p) for p in CODE if "mark_safe(" in p.read_text() and "design" not in p.parts
    ]
    assert unsafe == []


def test_crispy_html_objects_are_never_used():
    """crispy compiles HTML(...) as a Django template: data in it would be code."""
    pages = [p for p in CODE if "documents" not in p.parts]
    found = [relative(p) for p in pages if re.search(r"\bHTML\(", p.read_text())]
    assert found == []
