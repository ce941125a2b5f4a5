"""What a load balancer asks."""

import pytest
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from tests.webclient import WebClient

pytestmark = pytest.mark.django_db


def test_health_live_asks_no_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert Client().get("/health/live/").content == b"alive"


def test_health_ready_as_the_web_login():
    response = WebClient().get("/health/ready/")
    assert (response.status_code, response.content) == (200, b"ready")


def test_health_ready_says_no_while_a_migration_is_missing():
    MigrationRecorder.Migration.objects.filter(app="accounts", name="0002_sign_in_cache").delete()
    response = Client().get("/health/ready/")
    assert (response.status_code, response.content) == (503, b"migrations are missing")
