"""Tags that draw the charts of `design.charts` and the map of `design.maps`."""

from django import template

from apcommission.design import charts, maps

register = template.Library()


@register.inclusion_tag("_components/charts/bars.html")
def bar_chart(finding, rows, unit="", maximum=None, each="Item"):
    """Horizontal bars: rows are (label, value)."""
    return {"chart": charts.bars(finding, rows, unit=unit, maximum=maximum, each=each)}


@register.inclusion_tag("_components/charts/stacked_bars.html")
def stacked_chart(finding, parts, rows, unit="", each="Item"):
    """Bars cut into parts: parts are words, rows are (label, [value a part])."""
    return {"chart": charts.stacked_bars(finding, parts, rows, unit=unit, each=each)}


@register.inclusion_tag("_components/charts/line.html")
def line_chart(finding, points, unit="", target=None, low=None, high=None, each="When"):
    """A line through (label, value), with a dashed target."""
    drawn = charts.line(finding, points, unit=unit, target=target, low=low, high=high, each=each)
    return {"chart": drawn}


@register.inclusion_tag("_components/charts/sparkline.html")
def sparkline(finding, values):
    """A line as small as a word; the finding is its text alternative."""
    return {"chart": charts.sparkline(finding, values)}


@register.inclusion_tag("_components/charts/point_map.html")
def point_map(label, points, centre=None, ring_km=None):
    """Numbered points that link to their pages; the page lists the same places beside it."""
    return {"label": label, "map": maps.point_map(points, centre=centre, ring_km=ring_km)}
