"""Reading pages in tests."""

import html
import re

from django.db import connection
from django.test.utils import CaptureQueriesContext


def main_text(response):
    """The words of the page's main part, as a reader has them, on one line."""
    body = response.content.decode()
    main = body[body.index("<main") : body.index("</main>")]
    hidden = re.sub(r'<span class="govuk-visually-hidden">.*?</span>', "", main, flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", hidden)).split())


def queries_of(client, path="/"):
    """How many statements a page costs."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)
