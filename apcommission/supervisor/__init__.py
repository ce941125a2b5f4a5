"""One process that sets the demo up, runs its web server, worker and beat, and clears up after.

Runs before Django is set up and starts it only in processes of its own.
"""
