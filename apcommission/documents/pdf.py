"""Accessible PDFs (PDF/UA-1) from HTML that fetch nothing, made in a process with limits.

This file is also the child's program, so it imports nothing of Django: the child starts faster
and knows neither settings nor database.
"""

import gc
import json
import resource
import subprocess
import sys
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.urls import URLFetcher, URLFetchingError

STYLESHEET = Path(__file__).with_name("paper.css")
AUTHOR = "Alternative Provision Register"
CPU_SECONDS = 60
MEMORY_BYTES = 2 * 1024**3
CLOCK_SECONDS = 120


class RenderError(Exception):
    """One sentence for a person: why the document could not be made."""


class FetchNothing(URLFetcher):
    """Refuses every address but a picture inside the document itself, so that no note that
    somebody typed makes the server read a file or call an address."""

    def __init__(self):
        super().__init__(allowed_protocols=["data"], allow_redirects=False)

    def fetch(self, url, headers=None):
        if not url.lower().startswith("data:image/"):
            raise ValueError("Documents fetch nothing.")
        return super().fetch(url, headers)


def render_pdf(html, *, title):
    """The bytes of a tagged PDF of `html`, styled by this package's stylesheet alone.

    Costs about 0.1 CPU seconds and 2 MB a page of table: call `render_in_child` unless the
    document is known to be short. Raises RenderError.
    """
    # WeasyPrint makes many small objects and no cycles worth collecting while it lays out; the
    # collector would cost 28 % of the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        fetcher = FetchNothing()
        style = CSS(string=STYLESHEET.read_text(), url_fetcher=fetcher)
        document = HTML(string=html, url_fetcher=fetcher).render(
            stylesheets=[style], pdf_variant="pdf/ua-1"
        )
        document.metadata.title = title
        document.metadata.authors = [AUTHOR]
        # An attachment would put something into the file that no reader of the page sees.
        document.metadata.attachments = []
        return document.write_pdf(pdf_variant="pdf/ua-1")
    except URLFetchingError:
        raise RenderError("The document asks for something outside itself.") from None
    finally:
        if collecting:
            gc.enable()


def render_in_child(html, *, title, cpu_seconds=CPU_SECONDS, memory_bytes=MEMORY_BYTES):
    """`render_pdf` in a process of its own, which the system ends when it exceeds its limits.

    Raises RenderError; the calling process is never hurt. For jobs: it takes a second to start.
    """
    order = {"html": html, "title": title, "cpu": cpu_seconds, "memory": memory_bytes}
    try:
        child = subprocess.run(  # nosec B603 our own program, and nothing of the user's in it
            [sys.executable, "-I", __file__],
            input=json.dumps(order).encode(),
            capture_output=True,
            timeout=CLOCK_SECONDS,
            env={"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"},
        )
    except subprocess.TimeoutExpired:
        raise RenderError("The document took too long to make. Choose fewer rows.") from None
    if child.returncode < 0:
        raise RenderError("The document is too large to make. Choose fewer rows.")
    if child.returncode or not child.stdout.startswith(b"%PDF"):
        reason = child.stderr.decode(errors="replace").strip().splitlines()[-1:]
        if reason and "MemoryError" in reason[0]:
            raise RenderError("The document is too large to make. Choose fewer rows.")
        raise RenderError("The document could not be made.")
    return child.stdout


def main():
    """The child: read the order, limit itself, write the PDF to standard output."""
    order = json.load(sys.stdin.buffer)
    resource.setrlimit(resource.RLIMIT_CPU, (order["cpu"], order["cpu"] + 1))
    resource.setrlimit(resource.RLIMIT_AS, (order["memory"], order["memory"]))
    sys.stdout.buffer.write(render_pdf(order["html"], title=order["title"]))


if __name__ == "__main__":
    main()
