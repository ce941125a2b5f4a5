import pytest
from django.urls import reverse

from apcommission.accounts.choices import Role
from providers.models import EvidenceRequirement
from tests.factories.evidence import EvidenceRequirementFactory, default_requirements

pytestmark = pytest.mark.django_db
ANSWERS = {
    "name": "Lone working policy",
    "guidance": "Who knows where staff are.",
    "provider_types": ["non_school"],
    "needs_file": "yes",
    "is_needed": "no",
    "lasts_months": "24",
    "on_expiry": "nothing",
}


@pytest.fixture
def own(authority):
    return EvidenceRequirementFactory(authority=authority, name="Boat safety", key="boats")


def page(name, *args):
    return reverse(f"providers:{name}", args=args)


def text(response):
    return " ".join(response.content.decode().split())


def test_requirement_list_shows_the_list_that_came_until_it_is_ones_own(web, commissioner):
    default_requirements()
    client = web(commissioner)
    first = client.get(page("requirement_list"))
    assert (first.context["is_own"], len(first.context["active"])) == (False, 14)
    assert client.post(page("requirement_adopt")).url == page("requirement_list")
    second = client.get(page("requirement_list"))
    assert (second.context["is_own"], len(second.context["active"])) == (True, 14)
    again = client.post(page("requirement_adopt"), follow=True)
    assert "You have a checklist of your own already." in text(again)


def test_requirement_add_writes_every_answer(web, commissioner, authority, own):
    response = web(commissioner).post(page("requirement_add"), ANSWERS)
    assert response.url == page("requirement_list")
    line = EvidenceRequirement.objects.get(key="lone_working_policy")
    assert (line.authority, line.provider_types, line.needs_file, line.is_needed) == (
        authority,
        ["non_school"],
        True,
        False,
    )
    assert (line.lasts_months, line.on_expiry, line.guidance) == (
        24,
        "nothing",
        "Who knows where staff are.",
    )


def test_requirement_add_says_when_the_name_is_taken(web, commissioner, own):
    response = web(commissioner).post(page("requirement_add"), {**ANSWERS, "name": "Boats"})
    assert response.context["form"].errors == {
        "name": ["There is a line of that name, or was. Give this one another name."]
    }


def test_requirement_edit_shows_and_changes_our_line(web, commissioner, own):
    client = web(commissioner)
    form = client.get(page("requirement_edit", own.pk)).context["form"]
    assert (form.initial["needs_file"], form.initial["is_needed"]) == ("no", "yes")
    client.post(page("requirement_edit", own.pk), {**ANSWERS, "name": "Water safety"})
    own.refresh_from_db()
    assert (own.name, own.key, own.needs_file, own.lasts_months) == (
        "Water safety",
        "boats",
        True,
        24,
    )


def test_requirement_retire_and_ask_again(web, commissioner, own):
    client = web(commissioner)
    client.post(page("requirement_retire", own.pk))
    shown = client.get(page("requirement_list"))
    assert [line.name for line in shown.context["retired"]] == ["Boat safety"]
    client.post(page("requirement_retire", own.pk))
    own.refresh_from_db()
    assert own.is_active


def test_requirement_of_another_authority_or_of_the_register_is_not_ours(
    web, commissioner, stranger, own
):
    theirs = EvidenceRequirementFactory()
    default = default_requirements().first()
    for line in (theirs, default):
        assert web(commissioner).get(page("requirement_edit", line.pk)).status_code == 404
        assert web(commissioner).post(page("requirement_retire", line.pk)).status_code == 404
    assert web(stranger(Role.COMMISSIONER)).get(page("requirement_edit", own.pk)).status_code == 404


def test_requirement_pages_are_the_commissioners_alone(web, officer, provider_lead, school_lead):
    for person in (officer, provider_lead, school_lead):
        assert web(person).get(page("requirement_list")).status_code == 403
