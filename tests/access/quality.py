"""The records of quality assurance in one corner of the world."""

import datetime as dt

from tests.factories.qa import (
    ActionFactory,
    ActionFileFactory,
    FrameworkFactory,
    PhotoFactory,
    SelfAssessmentFactory,
    StandardFactory,
    VisitFactory,
)

LATER = dt.date(2026, 12, 3)


def quality_records(visits, published, draft):
    """{kind: record}; `visits` are the facts that the corner's visits share."""
    own = FrameworkFactory(authority=visits["authority"], in_force_from=None)
    if not draft.framework.standards.exists():
        StandardFactory(framework=draft.framework, number="1")
    answered = ActionFactory(visit=published)
    return {
        "visit_reply": VisitFactory(**visits, status="submitted", reply_by=LATER),
        "visit_action": answered,
        "action_file": ActionFileFactory(action=answered),
        "photo": PhotoFactory(visit=draft),
        "framework": own,
        "standard": StandardFactory(framework=own),
        "self_assessment": SelfAssessmentFactory(
            provider=visits["provider"], framework=FrameworkFactory()
        ),
    }


def sees_quality(kind, user, authority, provider):
    """Whether such a record is in the user's scope."""
    mine = user.organisation.pk
    match kind:
        case "visit_reply" | "visit_action" | "self_assessment":
            return mine == provider
        case "action_file":
            return mine in (authority, provider)
        case "photo" | "framework" | "standard" | "visit_standard":
            return mine == authority
    raise AssertionError(f"The world has no records of kind {kind}.")
