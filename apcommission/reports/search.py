"""Find a pupil, school or provider by name, number or postcode, within what the user may see.

Names are folded and compared while they are read, so that there is no index to keep up: 30,000
pupils of one authority take about a tenth of a second, under row security.
"""

import re
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import F, Func, TextField, Value

from apcommission.accounts.geography import OUTCODE, normalise_postcode
from apcommission.accounts.models import Organisation
from apcommission.accounts.roles import Permission
from apcommission.reports.search_words import (
    FOLD,
    difference,
    errors_allowed,
    pairs,
    pairs_needed,
    words_of,
)
from placements.models import Pupil
from providers.models import Provider

SHOWN = 20
CANDIDATES = 300
UPN = re.compile(r"[A-Z]\d{11}[A-Z\d]")
URN = re.compile(r"\d{6}")


class Joined(Func):
    """Columns joined with ||. Django's Concat guards each against null, at twice the time."""

    template = "(%(expressions)s)"
    arg_joiner = " || "
    output_field = TextField()


FULL_NAME = Joined(
    *("forename", Value(" "), "preferred_forename", Value(" ")),
    *("surname", Value(" "), "preferred_surname"),
)


@dataclass
class Found:
    """One kind of thing: the closest of what was found, and how many there are."""

    kind: str
    results: list = field(default_factory=list)
    count: int = 0
    # There are more than were counted.
    is_more: bool = False


def search(user, text):
    """[Found] for each kind that the user may see; their order is that of the page."""
    text = text.strip()
    kinds = [
        (Permission.PUPIL_VIEW, _pupils),
        (Permission.PROVIDER_VIEW, _providers),
        (Permission.SEARCH, _schools),
    ]
    return [find(user, text) for permission, find in kinds if user.may(permission)]


def _pupils(user, text):
    pupils = Pupil.objects.visible_to(user)
    shown = pupils.select_related("school")
    upn = text.upper().replace(" ", "")
    if UPN.fullmatch(upn):
        return _listed("pupil", shown.filter(upn=upn))
    if _is_code(text):
        return Found("pupil")
    return _named("pupil", pupils, FULL_NAME, shown, text)


def _schools(user, text):
    schools = Organisation.objects.visible_to(user).schools()
    shown = schools.select_related("school")
    if URN.fullmatch(text):
        return _listed("school", shown.filter(school__urn=int(text)))
    if place := _postcode(text):
        return _listed("school", shown.filter(school__postcode__startswith=place).by_name())
    return _named("school", schools, F("name"), shown, text)


def _providers(user, text):
    providers = Provider.objects.visible_to(user)
    shown = providers.select_related("organisation")
    if URN.fullmatch(text):
        return _listed("provider", shown.filter(urn=int(text)))
    if place := _postcode(text):
        near = shown.filter(sites__postcode__startswith=place).distinct().by_name()
        return _listed("provider", near)
    return _named("provider", providers, F("organisation__name"), shown, text)


def _is_code(text):
    return bool(URN.fullmatch(text) or _postcode(text))


def _postcode(text):
    """What a postcode begins with when the text is one, or its first half; else ""."""
    bare = re.sub(r"\s", "", text.upper())
    if not any(letter.isdigit() for letter in bare):
        return ""
    return normalise_postcode(text) or (f"{bare} " if OUTCODE.fullmatch(bare) else "")


def _listed(kind, queryset):
    rows = list(queryset[: CANDIDATES + 1])
    count = min(len(rows), CANDIDATES)
    return Found(kind, rows[:SHOWN], count, is_more=len(rows) > CANDIDATES)


def _named(kind, queryset, name, shown, text):
    """The rows of `queryset` whose name is near the text, nearest first, as `shown` gives them."""
    words = words_of(text)
    if not words:
        return Found(kind)
    candidates = _candidates(queryset, name, words)
    near = [(difference(words, folded), folded, pk) for pk, folded in candidates]
    near = sorted(each for each in near if each[0] is not None)
    order = {pk: place for place, (_, _, pk) in enumerate(near[:SHOWN])}
    results = sorted(shown.filter(pk__in=order), key=lambda row: order[row.pk])
    return Found(kind, results, len(near), is_more=len(candidates) == CANDIDATES)


def _candidates(queryset, name, words):
    """[(pk, folded name)] of the rows that share enough pairs of letters with each word.

    The queryset has the user's scope, and row security stands under it. Names are folded once
    (MATERIALIZED), not once for each pair.
    """
    inner, inner_params = (
        queryset.annotate(search_name=name)
        .order_by()
        .values_list("pk", "search_name")
        .query.sql_with_params()
    )
    shares, params, needs = [], [], []
    for word in words:
        if not errors_allowed(word):
            shares.append("(strpos(folded, %s) > 0)::int")
            params.append(f" {word}")
            needs.append(1)
            continue
        found = pairs(word)
        # A pair also counts when its letters are swapped, the commonest slip of all.
        each = "(strpos(folded, %s) > 0 OR strpos(folded, %s) > 0)::int"
        shares.append("(" + " + ".join([each] * len(found)) + ")")
        params += [side for pair in found for side in (pair, pair[::-1])]
        needs.append(pairs_needed(word))
    enough = " AND ".join(f"{share} >= {need}" for share, need in zip(shares, needs, strict=True))
    sql = (
        f"WITH names (pk, name) AS ({inner} OFFSET 0), "  # nosec B608 all values are parameters
        f"texts AS MATERIALIZED (SELECT pk, {FOLD.replace('%', '%%')} AS folded FROM names) "
        f"SELECT pk, folded FROM texts WHERE {enough} "
        f"ORDER BY {' + '.join(shares)} DESC, pk LIMIT {CANDIDATES}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*inner_params, *params, *params])
        return cursor.fetchall()
