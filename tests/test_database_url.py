import pytest

from apcommission import database_url


def entry(**given):
    blank = {"NAME": "", "USER": "", "PASSWORD": "", "HOST": "", "PORT": "", "OPTIONS": {}}
    return {"ENGINE": "django.db.backends.postgresql", **blank, **given}


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgres://ap_web:pa%2Fss%40word@db.example:6432/apregister?sslmode=require",
            entry(
                NAME="apregister",
                USER="ap_web",
                PASSWORD="pa/ss@word",
                HOST="db.example",
                PORT="6432",
                OPTIONS={"sslmode": "require"},
            ),
        ),
        (
            "postgresql://ap_web@localhost/apregister",
            entry(NAME="apregister", USER="ap_web", HOST="localhost"),
        ),
        (
            "postgres:///apregister?host=%2Fvar%2Frun%2Fpg&user=ap_owner",
            entry(NAME="apregister", USER="ap_owner", HOST="/var/run/pg"),
        ),
        (
            "postgres://%2Fvar%2Frun%2Fpg/apregister",
            entry(NAME="apregister", HOST="/var/run/pg"),
        ),
        (
            "postgres://[::1]:5432/?dbname=other&connect_timeout=3",
            entry(NAME="other", HOST="::1", PORT="5432", OPTIONS={"connect_timeout": "3"}),
        ),
        ("postgres:///two%20words", entry(NAME="two words")),
    ],
)
def test_addresses_are_read_into_djangos_form(url, expected):
    assert database_url.parse(url) == expected


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        (
            "mysql://u:secret@h/n",
            "A database address must begin postgres:// or postgresql://.",
        ),
        ("", "A database address must begin postgres:// or postgresql://."),
        (
            "postgres://u:secret@h:5432/",
            "A database address must name its database after the last slash.",
        ),
        (
            "postgres://u:secret@h:many/n",
            "The port in a database address must be a number to 65535.",
        ),
        (
            "postgres://u:secret@h:70000/n",
            "The port in a database address must be a number to 65535.",
        ),
    ],
)
def test_wrong_addresses_are_said_without_their_password(url, sentence):
    with pytest.raises(ValueError, match="address") as refusal:
        database_url.parse(url)
    assert str(refusal.value) == sentence
    assert refusal.value.__cause__ is None


def test_socket_address_is_read_back_as_written():
    url = database_url.socket_url(name="ap register", user="ap web", folder="/tmp/a b&c")
    assert database_url.parse(url) == entry(NAME="ap register", USER="ap web", HOST="/tmp/a b&c")
