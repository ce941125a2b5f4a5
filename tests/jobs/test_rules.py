"""What every rule in the table must have, whoever writes the next one."""

import re
import string

import pytest

from apcommission.jobs.rules import RULES

EACH = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)


def test_names_and_titles_are_each_ones_own():
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert len({rule.title for rule in RULES}) == len(RULES)


@EACH
def test_rule_cites_its_source_with_a_date(rule):
    assert re.search(r"\b20\d\d\b", rule.source)


@EACH
def test_text_names_only_thresholds_that_there_are(rule):
    asked = {name for _, name, _, _ in string.Formatter().parse(rule.text) if name}
    assert asked <= set(rule.defaults())
    assert "{" not in rule.describe(rule.defaults())


@EACH
def test_defaults_are_values_that_can_be(rule):
    assert [s.problem_with(s.default) for s in rule.settings] == [""] * len(rule.settings)


@EACH
def test_thresholds_shared_are_another_rules_own(rule):
    owner = next(each for each in RULES if each.name == rule.thresholds_name)
    assert owner.settings == rule.settings
