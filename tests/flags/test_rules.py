import pytest

from apcommission.flags import rules
from apcommission.flags.rules import Rule, Setting
from apcommission.jobs.rules import RULES

TIME = Setting("cut_off", "Cut-off", "10:00", "time")
DAYS = Setting("days", "Days", "5")
HOURS = Setting("hours", "Hours", "18", "hours")


@pytest.mark.parametrize(
    ("setting", "value"),
    [(TIME, "09:45"), (DAYS, "0"), (DAYS, "365"), (HOURS, "17.5"), (HOURS, "40")],
)
def test_problem_with_a_value_that_can_be(setting, value):
    assert setting.problem_with(value) == ""


@pytest.mark.parametrize(
    ("setting", "value", "problem"),
    [
        (TIME, "25:00", "Cut-off must be a time of day."),
        (TIME, "", "Cut-off must be a time of day."),
        (TIME, None, "Cut-off must be a time of day."),
        (DAYS, "2.5", "Days must be a whole number."),
        (DAYS, "-1", "Days must be between 0 and 365."),
        (DAYS, "366", "Days must be between 0 and 365."),
        (HOURS, "many", "Hours must be a number of hours."),
        (HOURS, "41", "Hours must be between 0 and 40."),
        (HOURS, "nan", "Hours must be between 0 and 40."),
    ],
)
def test_problem_with_a_value_that_cannot_be(setting, value, problem):
    assert setting.problem_with(value) == problem


def test_installed_rules_are_the_table_of_the_jobs():
    assert rules.installed_rules() == RULES
    assert [rules.rule_named(rule.name) for rule in RULES] == RULES
    assert rules.rule_named("no_such_rule") is None


def test_install_refuses_one_name_twice():
    double = Rule(**{**vars(RULES[0])})
    object.__setattr__(double, "title", "Another")
    with pytest.raises(ValueError, match="Two rules are called"):
        rules.install([double])


def test_describe_fills_in_the_thresholds():
    rule = Rule(
        name="x",
        title="X",
        query=None,
        sentence=None,
        told="",
        source="",
        url=None,
        action="",
        permission=None,
        settings=(HOURS,),
        text="More than {hours} hours.",
    )
    assert rule.describe(rule.defaults()) == "More than 18 hours."
    assert rule.setting("hours") is HOURS
    assert HOURS.sql_type == "numeric"
