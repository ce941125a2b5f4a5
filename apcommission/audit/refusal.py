"""How an action says no."""


class NotAllowed(Exception):
    """The register refuses the action; the message is a sentence for the person who asked."""
