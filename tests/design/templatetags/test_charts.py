import re

import pytest
from django.template import engines
from weasyprint import HTML

FINDING = "A <b> leads"
CASES = {
    "bar": ('{% bar_chart finding rows unit="days" %}', [("A <i>", 4), ("B", 2)]),
    "stacked": ("{% stacked_chart finding parts rows %}", [("A <i>", [1, 3])]),
    "line": ('{% line_chart finding rows unit="%" target=90 %}', [("W1 <i>", 88), ("W2", 91)]),
    "sparkline": ("{% sparkline finding rows %}", [1, 2, 3]),
}


def drawn(source, **context):
    template = engines["django"].from_string("{% load charts %}" + source)
    return template.render({"finding": FINDING, "parts": ["x <i>", "y"], **context})


@pytest.mark.parametrize("name", CASES)
def test_drawing_is_an_image_with_its_finding_as_text(name):
    source, rows = CASES[name]
    html = drawn(source, rows=rows)
    (label,) = re.findall(r'role="img" aria-labelledby="(chart-\w+)"', html)
    assert f'<title id="{label}">A &lt;b&gt; leads</title>' in html
    assert "<b>" not in html
    assert "<i>" not in html
    assert " style=" not in html
    assert "<script" not in html


@pytest.mark.parametrize("name", ["bar", "stacked", "line"])
def test_figures_stand_in_a_table_below(name):
    source, rows = CASES[name]
    html = drawn(source, rows=rows)
    headings = re.findall(r'<th scope="row">\s*(.*?)\s*</th>', html)
    assert headings == [label.replace("<i>", "&lt;i&gt;") for label, _ in rows]


def test_map_links_to_each_place():
    points = [{"lat": 51.5, "lon": 0.0, "label": "Hill <b>", "url": "/p/1/"}]
    html = drawn('{% point_map "Map of 1" points centre=c ring_km=3 %}', points=points, c=(51.5, 0))
    assert re.findall(r'href="(.*?)" aria-label="(.*?)"', html) == [("/p/1/", "1. Hill &lt;b&gt;")]
    assert ">3 km</text>" in html


def test_map_of_nothing_is_nothing():
    assert drawn('{% point_map "Map of 0" points %}', points=[]).strip() == ""


def test_the_same_drawings_are_printed_in_a_tagged_pdf():
    html = "".join(drawn(source, rows=rows, finding=name) for name, (source, rows) in CASES.items())
    page = f'<html lang="en"><title>Charts</title><body>{html}</body></html>'
    pdf = HTML(string=page).write_pdf(pdf_variant="pdf/ua-1", uncompressed_pdf=True)
    assert pdf.count(b"/Figure") >= len(CASES)
