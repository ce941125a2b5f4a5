import psycopg2
import pytest
import redis as client

from apcommission.database_url import parse
from apcommission.embedded import servers
from apcommission.setup_check import SetUpProblem

NAMES = [
    "DATABASE_URL",
    "OWNER_DATABASE_URL",
    "REDIS_URL",
    "WEB_DATABASE_URL",
    "WORKER_DATABASE_URL",
]
GIVEN = {"DATABASE_URL": "postgres://web@db/ap", "REDIS_URL": "redis://cache/1"}


def signed_in_as(url):
    connection = psycopg2.connect(url)
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT session_user || ' in ' || current_database()")
        found = cursor.fetchone()[0]
    connection.close()
    return found


def test_each_address_signs_its_own_login_in(running):
    assert sorted(running.urls) == NAMES
    signed_in = {
        name: signed_in_as(running.urls[name]) for name in NAMES if name.endswith("DATABASE_URL")
    }
    assert signed_in == {
        "DATABASE_URL": "ap_web in apregister",
        "OWNER_DATABASE_URL": "ap_owner in apregister",
        "WEB_DATABASE_URL": "ap_web in apregister",
        "WORKER_DATABASE_URL": "ap_worker in apregister",
    }
    assert client.Redis.from_url(running.urls["REDIS_URL"]).ping() is True


def test_servers_of_ones_own_are_used_and_none_started(folder):
    started = servers.start(folder, environ=GIVEN)
    assert (started.shares, started.admin_url, list(folder.iterdir())) == ([], None, [])
    assert started.urls == {
        "DATABASE_URL": "postgres://web@db/ap",
        "WEB_DATABASE_URL": "postgres://web@db/ap",
        "WORKER_DATABASE_URL": "postgres://web@db/ap",
        "OWNER_DATABASE_URL": "postgres://web@db/ap",
        "REDIS_URL": "redis://cache/1",
    }


def test_each_login_of_ones_own_may_have_its_address(folder):
    more = {
        "OWNER_DATABASE_URL": "postgres://owner@db/ap",
        "WORKER_DATABASE_URL": "postgres://worker@db/ap",
    }
    started = servers.start(folder, environ=GIVEN | more)
    assert {
        name: parse(url).get("USER") for name, url in started.urls.items() if "BASE" in name
    } == {
        "DATABASE_URL": "web",
        "WEB_DATABASE_URL": "web",
        "WORKER_DATABASE_URL": "worker",
        "OWNER_DATABASE_URL": "owner",
    }


def test_only_the_missing_server_is_started(folder):
    started = servers.start(folder, environ={"DATABASE_URL": "postgres://web@db/ap"})
    assert len(started.shares) == 1
    assert client.Redis.from_url(started.urls["REDIS_URL"]).ping() is True
    assert (folder / "postgres").exists() is False
    started.release()


def test_failed_start_leaves_no_server_behind(folder):
    (folder / "redis").mkdir()
    (folder / "redis" / "appendonlydir").touch()
    with pytest.raises(SetUpProblem):
        servers.start(folder, fast=True, environ={})
    assert servers.stop(folder) is False


def test_addresses_of_a_folder_are_the_same_each_time_and_its_servers_run_on(folder):
    first = servers.urls(folder)
    assert (first, servers.stop(folder)) == (servers.urls(folder), True)


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, servers.ROOT / ".data"),
        ({"APR_DATA": ""}, servers.ROOT / ".data"),
        ({"APR_DATA": "/srv/ap"}, servers.Path("/srv/ap")),
    ],
)
def test_data_folder(environ, expected):
    assert servers.data_folder(environ) == expected
