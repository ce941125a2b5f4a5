"""Append-only history: what changed, who did it, who looked. Imports none of ours."""
