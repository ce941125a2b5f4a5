"""The demo: a living local authority, told through the real actions."""
