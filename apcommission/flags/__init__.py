"""Flags: facts that need someone. The records and the engine; the rules live in each app."""
