"""The Celery application. Workers are woken through Redis; what must run is kept in PostgreSQL."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apcommission.settings")

app = Celery("apcommission")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
