import pytest
from django.http import QueryDict

from providers.filters import CatalogueFilter
from providers.models import Provider
from providers.search_misses import area_of, facts_of, nearest_misses, question_of


@pytest.mark.parametrize(
    ("postcode", "area"),
    [("rm1 3bb", "RM1"), ("RM13BB", "RM1"), ("rm1", "RM1"), ("SW1A 1AA", "SW1A"), ("", "")],
)
def test_only_the_first_half_of_a_postcode_is_kept(postcode, area):
    assert area_of(postcode) == area


def test_question_is_the_same_whatever_the_order_and_has_no_whole_postcode():
    one = {"need": ["semh", "autism"], "near": "RM1 3BB", "age": 9, "text": "", "within": None}
    other = {"age": 9, "within": None, "near": "rm13bb", "need": ["autism", "semh"]}
    assert question_of(one) == "age=9&near=RM1&need=autism&need=semh"
    assert question_of(other) == question_of(one)


def form_of(user, query):
    listed = Provider.objects.listed_by(user.organisation.area_id)
    return CatalogueFilter(QueryDict(query), queryset=listed, user=user).form


def test_facts_are_those_of_the_market_and_no_others(school_lead):
    query = "age=9&key_stage=ks2&need=semh&subject=maths&half_day=5pm&weekday=1&near=BN1+1AA"
    form = form_of(school_lead, f"{query}&within=10&text=farm&qualification=BTEC&price=50")
    assert facts_of(form) == {
        "age": 9,
        "key_stage": "ks2",
        "needs": ["semh"],
        "subjects": ["maths"],
        "half_days": ["1am", "1pm", "5pm"],
        "area": "BN1",
        "within_km": "10",
        "words": "farm BTEC",
        "question": (
            "age=9&half_day=5pm&key_stage=ks2&near=BN1&need=semh&price=50&qualification=BTEC"
            "&subject=maths&text=farm&weekday=1&within=10"
        ),
    }


def test_nearest_misses_take_one_filter_away_each_and_say_the_most_first(school_lead):
    query = QueryDict("need=semh&need=autism&age=9&kind=online&page=2&sort=price")
    form = form_of(school_lead, query.urlencode())
    asked = []

    def count(rest):
        asked.append(rest.urlencode())
        return {"age=9&kind=online&sort=price": 2, "need=semh&need=autism&age=9&sort=price": 5}.get(
            rest.urlencode(), 0
        )

    assert nearest_misses(query, form, count) == [
        ("Kind of provision", "?need=semh&need=autism&age=9&sort=price", 5),
        ("Need (any of)", "?age=9&kind=online&sort=price", 2),
    ]
    assert len(asked) == 3
