"""Messages: one outbox, one task that sends it. Imports none of ours."""
