from collections import Counter

import pytest

from qa.models import Framework, Standard
from qa.standards import NATIONAL_2025, PRELOADED, load
from tests.factories.qa import national_standards


def test_national_standards_are_21_in_four_areas():
    rows = NATIONAL_2025.standards()
    assert list(Counter(row["area"] for row in rows).items()) == [
        ("Safeguarding and wellbeing", 6),
        ("Health and safety", 5),
        ("Admissions, support and guidance", 5),
        ("Quality of education", 5),
    ]
    assert len({row["number"] for row in rows}) == 21


def test_summaries_are_short_sentences_of_our_own():
    for row in NATIONAL_2025.standards():
        assert 20 < len(row["summary"]) <= 160
        assert row["summary"][0].isupper()
        assert not row["summary"].endswith(".")


@pytest.mark.django_db
def test_load_puts_the_framework_in_once():
    national_standards()
    assert load(Framework, Standard) == 0
    framework = Framework.objects.get(authority=None, name=NATIONAL_2025.name)
    assert framework.source == NATIONAL_2025.source
    assert framework.in_force_from == NATIONAL_2025.in_force_from
    assert framework.standards.count() == 21
    assert framework.standards.filter(is_confirmed=True).count() == 0
    assert [s.number for s in framework.standards.all()][:3] == ["1.1", "1.2", "1.3"]


@pytest.mark.django_db
def test_load_adds_what_is_missing_and_leaves_what_is_there():
    framework = national_standards()
    framework.standards.filter(number="2.3").delete()
    framework.standards.filter(number="1.1").update(summary="As it read then")
    assert load(Framework, Standard) == 1
    assert framework.standards.get(number="1.1").summary == "As it read then"
    assert framework.standards.count() == 21


def test_each_preloaded_framework_has_a_file_with_standards():
    assert [len(each.standards()) for each in PRELOADED] == [21, 12, 12]
