"""What those who commission think of a provider, as one of them may see it.

Feedback belongs to placements, an app above this one, so nothing of it is imported: the averages
come through the database function `feedback_summary` (placements/feedback_door.py), and an
authority's own answers through the reverse relation of the provider.
"""

from dataclasses import dataclass

from django.db import connection

from apcommission.accounts.choices import OrganisationKind
from apcommission.accounts.roles import Permission

SHOWN = 30


@dataclass(frozen=True)
class Summary:
    """Averages from 1 (poor) to 4 (very good); `use_again` in percent."""

    provider_id: int
    answers: int
    schools: int
    communication: float
    progress: float
    safety: float
    use_again: int

    @property
    def averages(self):
        """[(what, average)] in the order they are asked."""
        return [
            ("Keeping in touch", self.communication),
            ("Progress of the pupil", self.progress),
            ("Safety and care", self.safety),
        ]


def summaries(providers):
    """{provider id: Summary} of those of which the asker may know it, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT provider_id, answers, schools, communication, progress, safety, use_again"
            " FROM feedback_summary(%s)",
            [[provider.pk for provider in providers]],
        )
        return {row[0]: Summary(*row) for row in cursor.fetchall()}


def feedback_on(provider, user):
    """What the provider's page shows: {summary, answers, in_full}; None for who may see nothing.

    `answers` are the newest of an authority's own; a school has the averages alone.
    """
    if not user.may(Permission.FEEDBACK_VIEW):
        return None
    in_full = user.organisation.kind == OrganisationKind.AUTHORITY
    answers = provider.feedback.visible_to(user).in_full().newest_first() if in_full else []
    return {
        "summary": summaries([provider]).get(provider.pk),
        "answers": answers[:SHOWN],
        "in_full": in_full,
    }
