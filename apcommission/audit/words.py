"""History in plain words: what an event says to somebody who was not there."""

from django.apps import apps

# Columns that say whose a row is, or that no reader asked for.
SILENT = {"id", "version", "created_at", "updated_at"}
OPERATIONS = {"insert": "Added", "update": "Changed", "delete": "Removed"}
MOST_CHARACTERS = 200


def model_of(table):
    """The model whose rows stand in this table, or None."""
    return next((model for model in apps.get_models() if model._meta.db_table == table), None)


def action_words(action):
    """ "placement_ended" is "Placement ended"; a change no action named says so."""
    if action in ("", "unnamed"):
        return "Changed outside the register's pages"
    return action.replace("_", " ").capitalize()


def record_words(table):
    """ "placements_placement" is "placement"."""
    model = model_of(table)
    return str(model._meta.verbose_name) if model else table.partition("_")[2].replace("_", " ")


def column_words(table, column):
    model = model_of(table)
    fields = model._meta.fields if model else []
    field = next((f for f in fields if f.column == column), None)
    words = str(field.verbose_name) if field else column.replace("_", " ")
    return words[:1].upper() + words[1:]


def value_words(table, column, value):
    """A value as a page shows it: choices by their label, long text cut, nothing as a dash."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, (dict, list)):
        return f"{len(value)} entries" if value else "–"
    model = model_of(table)
    fields = model._meta.fields if model else []
    field = next((f for f in fields if f.column == column), None)
    choices = dict(field.flatchoices) if field else {}
    words = str(choices.get(value, value))
    return words if len(words) <= MOST_CHARACTERS else words[:MOST_CHARACTERS] + "…"


def changes(event):
    """[{column, before, after}] of an event, without what no reader asked for."""
    before, after = event.before or {}, event.after or {}
    return [
        {
            "column": column_words(event.table_name, column),
            "before": value_words(event.table_name, column, before.get(column)),
            "after": value_words(event.table_name, column, after.get(column)),
        }
        for column in sorted(before.keys() | after.keys())
        if column not in SILENT and before.get(column) != after.get(column)
    ]


def route_words(route):
    """ "placements:pupil_detail" is "Pupil detail"."""
    return route.rpartition(":")[2].replace("_", " ").capitalize() or "Unknown page"
