"""Addresses of our pages, the words on them, what a browser would send back, and their cost."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.attendance import MONDAY


def take_url(site, session="am", date=MONDAY):
    return f"/registers/{site.pk}/{date}/{session}/"


def mark_url(placement, page):
    return f"/marks/{placement.pk}/{MONDAY}/am/{page}/"


def text(response):
    """The words of the page's main part."""
    page = response.content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def sent(response, **changes):
    """What the browser would send back of the register's form, with these changes."""
    page = response.content.decode()
    data = dict(re.findall(r'name="((?:version|was|key)[^"]*)" value="([^"]*)"', page))
    for name, value in re.findall(r'name="(mark-\d+)"[^>]*value="(\w)" checked', page):
        data[name] = value
    for name, value in re.findall(
        r'name="((?:minutes|left|told|note)-\d+)"[^>]*value="([^"]*)"', page
    ):
        data[name] = value
    return data | {name.replace("_", "-", 1): value for name, value in changes.items()}


def cost(browser, call):
    """(statements of the view itself, all of them): the request's own are found by a page that
    asks nothing."""
    with CaptureQueriesContext(connection) as captured:
        response = call()
    statements = [query["sql"] for query in captured]
    fixed = [
        sql
        for sql in statements
        if re.match(r"SAVEPOINT|RELEASE", sql)
        or re.search(r"set_config|current_setting", sql)
        and "advisory" not in sql
        or re.search(r'FROM "(django_session|accounts_user|accounts_membership)"', sql)
        or 'INTO "audit_pupilview"' in sql
        or "usersessions" in sql
    ]
    return response, len(statements) - len(fixed), len(statements)
