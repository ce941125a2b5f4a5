import pytest

from apcommission.accounts.scope import database_scope
from apcommission.audit.models import Event
from apcommission.audit.refusal import NotAllowed
from providers import actions
from providers.models import EvidenceRequirement
from tests.factories.evidence import default_requirements

pytestmark = pytest.mark.django_db


def adopt(commissioner):
    default_requirements()
    with database_scope(commissioner.membership):
        return actions.adopt_requirements(by=commissioner, authority=commissioner.organisation)


def test_adopt_requirements_copies_the_list_with_its_keys(commissioner, authority):
    adopt(commissioner)
    own = EvidenceRequirement.objects.for_authority(authority.pk).in_order()
    assert {line.authority_id for line in own} == {authority.pk}
    defaults = EvidenceRequirement.objects.for_authority(None).in_order()
    columns = ("key", "name", "guidance", "lasts_months", "on_expiry", "needs_file", "position")
    assert list(own.values_list(*columns)) == list(defaults.values_list(*columns))


def test_adopt_requirements_once_only(commissioner):
    adopt(commissioner)
    with pytest.raises(NotAllowed, match="You have a checklist of your own already"):
        adopt(commissioner)


def test_add_requirement_puts_a_line_at_the_end(commissioner, authority):
    adopt(commissioner)
    with database_scope(commissioner.membership):
        line = actions.add_requirement(
            by=commissioner, authority=authority, name="Lone working policy", guidance="Who knows."
        )
    assert (line.key, line.position) == ("lone_working_policy", 15)
    assert Event.objects.filter(action="requirement_added").count() == 1


@pytest.mark.parametrize("name", ["Fire risk", "Fire-Risk!", "???"])
def test_add_requirement_refuses_a_name_that_is_taken_or_none(commissioner, authority, name):
    adopt(commissioner)
    with pytest.raises(NotAllowed, match="Give this one another name"):
        actions.add_requirement(by=commissioner, authority=authority, name=name)


def test_add_requirement_needs_a_list_of_ones_own(commissioner, authority):
    with pytest.raises(NotAllowed, match="Make the checklist your own first"):
        actions.add_requirement(by=commissioner, authority=authority, name="Lone working")


def test_edit_requirement_changes_our_line_only_and_is_audited(commissioner):
    line = adopt(commissioner)[0]
    with database_scope(commissioner.membership):
        actions.edit_requirement(by=commissioner, requirement=line, lasts_months=6)
    default = default_requirements().get(key=line.key)
    assert (line.lasts_months, default.lasts_months) == (6, 12)
    event = Event.objects.filter(action="requirement_edited").get()
    assert (event.before, event.after) == ({"lasts_months": 12}, {"lasts_months": 6})


def test_retire_requirement_and_restore_requirement(commissioner, authority):
    line = adopt(commissioner)[0]
    active = EvidenceRequirement.objects.for_authority(authority.pk).active()
    actions.retire_requirement(by=commissioner, requirement=line)
    assert active.count() == 13
    actions.restore_requirement(by=commissioner, requirement=line)
    assert active.count() == 14
