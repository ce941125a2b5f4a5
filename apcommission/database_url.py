"""Database addresses: read one into Django's form, or write one.

Both of libpq's forms are understood: `postgres://user:password@host:5432/name?sslmode=require`
and, for a server on a unix socket, `postgres:///name?host=/folder&user=name`.
"""

from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

SCHEMES = ("postgres", "postgresql")
FIELDS = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


def parse(url):
    """Return the address as an entry for DATABASES; other settings in it become OPTIONS.

    Raises ValueError with a sentence that never repeats a password.
    """
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES:
        raise ValueError("A database address must begin postgres:// or postgresql://.")
    found = {
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": port_of(parts),
    }
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    for name in FIELDS.keys() & options.keys():
        found[FIELDS[name]] = options.pop(name)
    if not found["NAME"]:
        raise ValueError("A database address must name its database after the last slash.")
    return {"ENGINE": "django.db.backends.postgresql", **found, "OPTIONS": options}


def port_of(parts):
    """Return the port as text, empty for the usual one."""
    try:
        return str(parts.port or "")
    except ValueError:
        raise ValueError("The port in a database address must be a number to 65535.") from None


def socket_url(*, name, user, folder):
    """Return the address of a database on a unix socket in `folder`."""
    return f"postgres:///{quote(name)}?" + urlencode({"host": folder, "user": user})
