"""How a file is refused."""


class Refused(Exception):
    """One sentence for the person who chose the file: what is wrong and what to do."""
