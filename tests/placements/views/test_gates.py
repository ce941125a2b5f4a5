import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import RequestFactory

from apcommission.accounts.choices import Role
from apcommission.audit.refusal import NotAllowed
from apcommission.design.forms import ServiceForm
from placements.choices import CommissionerKind
from placements.views import gates


@pytest.fixture
def asking():
    def request(user):
        request = RequestFactory().get("/")
        request.user = user
        return request

    return request


def test_placement_in_scope_notes_the_pupil(asking, school_lead, placement):
    request = asking(school_lead)
    assert gates.placement_in_scope(request, placement.pk) == placement
    assert request.viewed_pupils == {placement.pupil_id: placement.authority_id}


def test_placement_in_scope_is_not_found_by_a_stranger(asking, stranger, placement):
    with pytest.raises(Http404):
        gates.placement_in_scope(asking(stranger(Role.SCHOOL_LEAD)), placement.pk)


def test_placement_to_run_is_refused_to_the_school_of_an_la_placement(
    asking, school_lead, officer, placement
):
    assert gates.placement_to_run(asking(school_lead), placement.pk) == placement
    placement.commissioner_kind = CommissionerKind.AUTHORITY
    placement.save()
    with pytest.raises(PermissionDenied):
        gates.placement_to_run(asking(school_lead), placement.pk)
    assert gates.placement_to_run(asking(officer), placement.pk) == placement


def test_carried_out_says_on_the_form_why_not():
    done = []
    form = ServiceForm({})

    def refuse(**arguments):
        raise NotAllowed("Not on a Sunday.")

    assert gates.carried_out(form, lambda **given: done.append(given), day=1)
    assert done == [{"day": 1}]
    assert not gates.carried_out(form, refuse, day=1)
    assert form.non_field_errors() == ["Not on a Sunday."]
