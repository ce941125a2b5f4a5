"""The colour of each status. Colour only repeats what the word says, so an unknown one is grey."""

TAG_COLOURS = {
    "green": (
        "accepted active approved attended cleared completed confirmed current delivered done "
        "in_date live met paid present published resolved sent signed verified yes"
    ),
    "blue": (
        "acknowledged agreed applied booked in_progress incomplete invited new open planned "
        "proposed received requested scheduled submitted under_review"
    ),
    "yellow": (
        "conditional due due_soon expiring late near not_yet_marked on_hold partly_met pending "
        "queued snoozed waiting"
    ),
    "orange": "high overdue returned unanswered unexplained warning",
    "red": (
        "absent breach critical disputed expired failed missing needs_to_register no_register "
        "not_met not_yet_met refused removed rejected suspended urgent"
    ),
    "purple": "closed forecast retained transferred",
    "grey": "archived cancelled draft ended inactive not_applicable not_started superseded "
    "unknown withdrawn",
}
_COLOUR_OF = {status: colour for colour, names in TAG_COLOURS.items() for status in names.split()}


def tag_colour(status):
    """The GOV.UK tag colour of a status, given as its stored value or as the words on screen."""
    key = str(status).strip().lower().replace(" ", "_").replace("-", "_")
    return _COLOUR_OF.get(key, "grey")
