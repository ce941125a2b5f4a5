"""What Celery wakes: beat wakes `plan` each minute, which wakes a worker for each due run."""

from celery import shared_task
from django.utils import timezone

from apcommission.jobs import planner, runner


@shared_task
def plan():
    """Plan what fell due, then run it. Without Redis nothing is lost: the next minute finds it."""
    planner.plan(timezone.now())
    run.delay()


@shared_task
def run():
    """Run what is due until nothing is."""
    runner.run_due()
