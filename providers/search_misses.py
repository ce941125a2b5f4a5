"""A search of the catalogue that found nothing: what is kept of it, and what would find more."""

import re
import time

from django.utils.http import urlencode

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.geography import OUTCODE, normalise_postcode
from providers.actions.catalogue import keep_search
from providers.choices import HalfDay

NOTED = "searches_noted"
NOT_TWICE_WITHIN = 60 * 60
LONGEST_QUESTION = 500


def area_of(postcode):
    """The outward half of a postcode, all that is kept of it: a whole one may be a home."""
    whole = normalise_postcode(postcode)
    outward = whole.partition(" ")[0] or re.sub(r"\s", "", postcode.upper())
    return outward if OUTCODE.fullmatch(outward) else ""


def question_of(asked):
    """The filters in force as an address says them, in a fixed order and without a whole
    postcode."""
    pairs = []
    for name, value in sorted(asked.items()):
        if not value:
            continue
        if name == "near":
            value = area_of(value)
        values = sorted(value) if isinstance(value, list) else [value]
        pairs += [(name, each) for each in values]
    return urlencode(pairs)[:LONGEST_QUESTION]


def facts_of(form):
    """The fields of a SearchMiss from a valid CatalogueForm."""
    asked = form.cleaned_data
    half_days = set(asked["half_day"])
    half_days |= {f"{day}{session}" for day in asked["weekday"] for session in ("am", "pm")}
    return {
        "age": asked["age"],
        "key_stage": asked["key_stage"] or "",
        "needs": asked["need"],
        "subjects": asked["subject"],
        "half_days": [each.value for each in HalfDay if each in half_days],
        "area": area_of(form.origin_name),
        "within_km": asked["within"] or None,
        "words": " ".join(filter(None, [asked["text"], asked["qualification"]]))[:100],
        "question": question_of(asked),
    }


def note_search(request, form):
    """Keep the search unless the same person asked the same within the hour."""
    now = int(time.time())
    noted = {
        question: at
        for question, at in request.session.get(NOTED, {}).items()
        if now - at < NOT_TWICE_WITHIN
    }
    facts = facts_of(form)
    if facts["question"] in noted:
        return
    organisation = request.user.organisation
    is_school = organisation.kind == OrganisationKind.SCHOOL
    keep_search(
        by=request.user,
        authority=organisation.area_id,
        school=organisation if is_school else None,
        **facts,
    )
    request.session[NOTED] = {**noted, facts["question"]: now}


def nearest_misses(query, form, count):
    """[(label of a filter, address without it, how many that finds)], the most first.

    `query` is the page's QueryDict; `count` says how many a QueryDict finds.
    """
    found = []
    for field in form.visible_fields():
        if not form.cleaned_data.get(field.name):
            continue
        rest = query.copy()
        rest.pop(field.name)
        rest.pop("page", None)
        if number := count(rest):
            found.append((field.label, f"?{rest.urlencode()}", number))
    return sorted(found, key=lambda each: -each[2])
