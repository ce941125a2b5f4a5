import pytest
from django.core.management import call_command

from apcommission.accounts.choices import Role
from apcommission.demo.management.commands.demo_summary import flag_lines, session_line
from tests.demo.conftest import TODAY

pytestmark = pytest.mark.usefixtures("demo")


def test_demo_summary_says_who_and_what(capsys):
    call_command("demo_summary", address="http://127.0.0.1:9999", forum_report="/paper.pdf")
    text = capsys.readouterr().out
    assert "is at http://127.0.0.1:9999" in text
    assert [role.label for role in Role if f"  {role.label}: " not in text] == []
    assert "Schools Forum paper: /paper.pdf" in text


def test_session_line_counts_registers():
    assert session_line(TODAY, "am").startswith("Morning registers: ")
    assert session_line(TODAY, "am").endswith(" not in")


def test_flag_lines_name_each_rule():
    assert "Needs to register: 2 open" in flag_lines()
