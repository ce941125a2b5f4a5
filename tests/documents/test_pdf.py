import base64
import gc
import io
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.template.loader import render_to_string
from pypdf import PdfReader
from weasyprint import HTML

from apcommission.documents.pdf import (
    FetchNothing,
    RenderError,
    render_in_child,
    render_pdf,
)

PAGE = (
    '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>Paper</title></head>'
    "<body><h1>Places and money</h1>{}</body></html>"
)
DOT = (
    "data:image/png;base64,"
    + base64.b64encode(
        bytes.fromhex(
            "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360"
            "6060600000000500015a60f26f0000000049454e44ae426082"
        )
    ).decode()
)


def rows(number):
    row = '<tr><th scope="row">Row</th><td class="number">12</td></tr>'
    head = '<thead><tr><th scope="col">Provider</th><th scope="col">Places</th></tr></thead>'
    return f"<table><caption>Places</caption>{head}<tbody>{row * number}</tbody></table>"


def read(pdf):
    return PdfReader(io.BytesIO(pdf))


def test_a_pdf_is_tagged_titled_and_in_english():
    pdf = read(render_pdf(PAGE.format(rows(2)), title="Schools Forum"))
    root = pdf.trailer["/Root"]

    assert pdf.metadata.title == "Schools Forum"
    assert pdf.metadata.author == "Alternative Provision Register"
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 a PDF boolean, not Python's
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_data()


def test_a_long_table_repeats_its_head_and_numbers_its_pages():
    pdf = read(render_pdf(PAGE.format(rows(80)), title="Paper"))
    texts = [page.extract_text() for page in pdf.pages]

    assert len(texts) == 3
    for number, text in enumerate(texts, start=1):
        assert f"Page {number} of 3" in text
        assert text.count("Provider\n") + text.count("Provider ") >= 1
    assert ["Places and money" in text for text in texts] == [True, True, True]


def test_the_base_template_gives_language_and_title():
    html = render_to_string("documents/base.html")
    pdf = read(render_pdf(html, title="Empty"))

    assert pdf.trailer["/Root"]["/Lang"] == "en-GB"
    assert len(pdf.pages) == 1


def test_every_font_is_inside_the_file():
    pdf = read(render_pdf(PAGE.format("<p>Zoë Nováková</p>"), title="Paper"))
    fonts = pdf.pages[0]["/Resources"]["/Font"].values()
    descriptors = [f.get_object()["/DescendantFonts"][0].get_object() for f in fonts]

    assert "Zoë Nováková" in pdf.pages[0].extract_text()
    assert all({"/FontFile2", "/FontFile3"} & set(d["/FontDescriptor"].keys()) for d in descriptors)


def test_the_collector_runs_again_after_a_document_and_after_a_failure():
    render_pdf(PAGE.format(""), title="Paper")
    assert gc.isenabled()
    with pytest.raises(TypeError):
        render_pdf(None, title="Paper")
    assert gc.isenabled()


# Nothing is fetched


@pytest.fixture
def canary():
    """A local server that counts who calls."""
    calls = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            calls.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "text/css")
            self.end_headers()

        def log_message(self, *args):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    server.calls = calls
    server.address = f"http://127.0.0.1:{server.server_port}"
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


VECTORS = {
    "image": '<img src="{url}/x.png" alt="x">',
    "stylesheet": '<link rel="stylesheet" href="{url}/x.css">',
    "import": '<style>@import url("{url}/x.css");</style>',
    "background": '<p style="background:url({url}/x.png)">x</p>',
    "content": '<style>p::before{{content:url("{url}/x.png")}}</style><p>x</p>',
    "list": '<ul style="list-style-image:url({url}/x.png)"><li>x</li></ul>',
    "font": '<style>@font-face{{font-family:x;src:url("{url}/x.ttf")}} p{{font-family:x}}</style>'
    "<p>x</p>",
    "object": '<object data="{url}/x.svg">x</object>',
    "embed": '<embed src="{url}/x.svg">',
    "svg image": '<svg><image href="{url}/x.png" width="9" height="9"/></svg>',
    "svg use": '<svg><use href="{url}/x.svg#a"/></svg>',
    "svg in data": '<img alt="x" src="data:image/svg+xml,'
    "%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3Cimage href='{url}/x.png' width='9' height='9'/"
    '%3E%3C/svg%3E">',
    "attachment": '<link rel="attachment" href="{url}/x.txt">',
    "base": '<base href="{url}/"><img src="x.png" alt="x">',
    "protocol": '<img src="//{host}/x.png" alt="x">',
}


@pytest.mark.parametrize("vector", VECTORS)
def test_nothing_in_a_document_calls_an_address(canary, vector):
    html = VECTORS[vector].format(url=canary.address, host=canary.address[7:])
    pdf = render_pdf(PAGE.format(html), title="Paper")

    assert pdf.startswith(b"%PDF")
    assert canary.calls == []


def test_a_colour_profile_is_not_fetched_and_the_document_refused(canary):
    html = f'<style>@color-profile --x{{src:url("{canary.address}/x.icc")}}</style>'
    with pytest.raises(RenderError, match="asks for something outside itself"):
        render_pdf(PAGE.format(html), title="Paper")

    assert canary.calls == []


def test_the_canary_is_awake(canary):
    html = VECTORS["stylesheet"].format(url=canary.address)
    HTML(string=PAGE.format(html)).write_pdf()

    assert canary.calls == ["/x.css"]


@pytest.mark.parametrize(
    "html",
    [
        '<link rel="attachment" href="file://{path}">',
        '<link rel="attachment" href="data:text/plain,canary-secret">',
        '<img src="file://{path}" alt="x">',
        '<a rel="attachment" href="file://{path}">x</a>',
        '<style>@import url("file://{path}");</style>',
        '<object data="file://{path}">x</object>',
    ],
)
def test_no_file_of_the_server_gets_into_a_document(tmp_path, html):
    secret = tmp_path / "secret.txt"
    secret.write_text("canary-secret")
    pdf = read(render_pdf(PAGE.format(html.format(path=secret)), title="Paper"))

    assert pdf.attachments == {}
    assert "canary-secret" not in pdf.pages[0].extract_text()


def test_a_picture_inside_the_document_is_shown():
    pdf = read(render_pdf(PAGE.format(f'<img src="{DOT}" alt="A dot">'), title="Paper"))

    assert len(pdf.pages[0].images) == 1


def test_other_data_is_refused():
    with pytest.raises(ValueError, match="Documents fetch nothing"):
        FetchNothing().fetch("data:text/css,p{}")


# The child


def test_the_child_makes_the_same_document():
    html = PAGE.format(rows(3))
    inside, outside = render_pdf(html, title="Paper"), render_in_child(html, title="Paper")

    assert read(outside).pages[0].extract_text() == read(inside).pages[0].extract_text()
    assert read(outside).metadata.title == "Paper"


def test_a_document_that_takes_too_long_is_ended_and_we_live_on():
    with pytest.raises(RenderError, match="too large to make. Choose fewer rows"):
        render_in_child(PAGE.format(rows(6000)), title="Paper", cpu_seconds=2)

    assert render_pdf(PAGE.format(""), title="Paper").startswith(b"%PDF")


def test_a_document_that_takes_too_much_memory_is_ended():
    with pytest.raises(RenderError):
        render_in_child(PAGE.format(rows(4000)), title="Paper", memory_bytes=150 * 1024**2)


def test_the_child_knows_nothing_of_our_settings(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "canary-password")
    monkeypatch.setenv("PYTHONPATH", "/nowhere")

    assert render_in_child(PAGE.format(""), title="Paper").startswith(b"%PDF")
