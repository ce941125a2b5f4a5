"""The first authority of the demo shows its list of approved providers to everybody."""

from apcommission.demo.calendar import school_days_before
from apcommission.demo.clock import london
from providers.actions.catalogue import publish_catalogue

LA = "311"
INTRODUCTION = (
    "These providers teach children who cannot be in a mainstream school all week. Your child’s "
    "school, or the local authority, arranges a place: speak to them first."
)


def happen(story, cast, today):
    """Switched on forty school days ago."""
    switched_on = school_days_before(today, 40)[0]
    story.at(london(switched_on, "12:05"), _publish, cast)


def _publish(story, cast):
    authority = cast.authorities[LA]
    story.do(
        cast.commissioner(LA),
        publish_catalogue,
        authority=authority,
        is_on=True,
        address=authority.name.lower().replace(" ", "-"),
        introduction=INTRODUCTION,
    )
