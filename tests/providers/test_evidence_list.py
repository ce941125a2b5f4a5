import pytest

from providers.choices import OnExpiry, ProviderType
from providers.evidence_list import lines, load
from providers.models import EvidenceRequirement

pytestmark = pytest.mark.django_db


def test_the_list_covers_what_blackburn_and_the_applications_ask_for():
    assert [line["key"] for line in lines()] == [
        "employers_liability",
        "public_liability",
        "safeguarding_policy",
        "single_central_record",
        "recruitment_vetting",
        "staff_qualifications",
        "behaviour_attendance",
        "curriculum_assessment",
        "anti_bullying",
        "health_safety",
        "fire_risk",
        "first_aid",
        "complaints",
        "data_protection",
    ]


def test_every_line_says_what_to_send_and_uses_known_words():
    for line in lines():
        assert line["guidance"]
        assert line["on_expiry"] in OnExpiry.values
        assert set(line["provider_types"]) <= set(ProviderType.values)


def test_the_single_central_record_is_a_statement_not_a_file():
    assert [line["key"] for line in lines() if not line["needs_file"]] == ["single_central_record"]


def test_load_adds_what_is_missing_and_changes_nothing():
    EvidenceRequirement.objects.all().delete()
    assert load(EvidenceRequirement) == 14
    EvidenceRequirement.objects.named("fire_risk").update(name="Fire")
    EvidenceRequirement.objects.named("first_aid").delete()
    assert load(EvidenceRequirement) == 1
    assert EvidenceRequirement.objects.get(key="fire_risk").name == "Fire"
