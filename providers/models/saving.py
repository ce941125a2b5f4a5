"""Saving what changed and nothing else."""


def save_facts(record, facts):
    """Set the facts, {field: value}, and save only those, so that a person's rights on single
    columns are enough. Returns the record."""
    for name, value in facts.items():
        setattr(record, name, value)
    if facts:
        record.save(update_fields=list(facts))
    return record
