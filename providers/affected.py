"""Which placements a suspension or removal affects, and what their schools were told."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Affected:
    """One placement at the provider when its approval was taken away; `notice` is None until
    its school was told."""

    placement: object
    notice: object = None

    @property
    def pupil(self):
        return self.placement.pupil


def affected_now(provider, user):
    """The user's own open placements at the provider, with names, school by school."""
    placements = provider.placements.visible_to(user).open().with_names()
    return [Affected(placement) for placement in placements.in_list_order("school")]


def affected_by(decision, user):
    """Those whose schools were told of the decision, and those that came to light after it."""
    notices = decision.notices.visible_to(user).select_related(
        "placement__pupil", "placement__school", "placement__provider__organisation"
    )
    told = {notice.placement_id: Affected(notice.placement, notice) for notice in notices}
    waiting = [each for each in affected_now(decision.provider, user) if _is_new(each, told)]
    return sorted([*told.values(), *waiting], key=_order)


def _is_new(affected, told):
    return affected.placement.pk not in told


def _order(affected):
    placement, pupil = affected.placement, affected.pupil
    school = str(placement.school or "").lower()
    return school, pupil.surname.lower(), pupil.forename.lower(), placement.pk


def schools_of(affected):
    """[(school or None, [Affected])] in the order given."""
    by_school = {}
    for each in affected:
        by_school.setdefault(each.placement.school, []).append(each)
    return list(by_school.items())
