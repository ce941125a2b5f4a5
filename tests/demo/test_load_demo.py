import pytest
from django.core.management import CommandError, call_command

from apcommission.accounts.models import Organisation
from apcommission.demo.management.commands.load_demo import Command
from apcommission.demo.plan import SIZES
from tests.factories.accounts import AuthorityFactory

pytestmark = pytest.mark.django_db


def test_load_demo_refuses_a_database_that_is_not_empty():
    AuthorityFactory()
    with pytest.raises(CommandError, match="needs an empty one"):
        call_command("load_demo", size="small")
    assert Organisation.objects.count() == 1


def test_load_demo_offers_its_sizes():
    with pytest.raises(CommandError) as refusal:
        Command().create_parser("manage.py", "load_demo").parse_args(["--size", "nation"])
    assert [size for size in SIZES if size not in str(refusal.value)] == []
