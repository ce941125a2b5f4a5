"""The project: its wiring, and what every app shares."""

from apcommission.celery import app as celery_app

__all__ = ["celery_app"]
