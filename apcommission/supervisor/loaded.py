"""Which demo a data folder holds: a second run keeps it, another size or day replaces it."""

import datetime as dt
import hashlib
import json

FILE = "loaded.json"


def wanted(load, database, *, today=None):
    """Return what identifies a demo: the loader's options, its day, and the database's address."""
    return {
        "load": sorted(load),
        "day": str(today or dt.datetime.now().astimezone().date()),
        "database": hashlib.sha256(database.encode()).hexdigest(),
    }


def holds(data, demo):
    """Tell whether the folder's database was filled with this very demo."""
    try:
        return json.loads((data / FILE).read_text()) == demo
    except (FileNotFoundError, ValueError):
        return False


def begin(data):
    """Note that the folder's database is about to be filled: until `finish`, it holds nothing."""
    (data / FILE).unlink(missing_ok=True)


def finish(data, demo):
    """Note that the folder's database holds the demo."""
    (data / FILE).write_text(json.dumps(demo))
