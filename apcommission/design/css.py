"""Rewrite the style sheets of others: without GOV.UK's branding, and only the rules we use."""

import re

FONT_STACK = '"Helvetica Neue",Helvetica,Arial,sans-serif'


def unbrand(css):
    """The style sheet without the GDS Transport font, the royal crest and images we do not serve.

    Font and crest are licensed for gov.uk only (GOV.UK Frontend licence note). A rule that paints
    an image from `/assets/` goes as a whole. Raises `ValueError` when a trace is left.
    """
    css = re.sub(r"/\*!.*?Margaret Calvert.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"@font-face\{[^}]*\}", "", css)
    css = re.sub(r'"?GDS Transport"?,\s*arial,\s*sans-serif', FONT_STACK, css)
    css = re.sub(r"[^{}]*\{[^{}]*url\(/assets/[^{}]*\}", "", css)
    for trace in ("GDS Transport", "crest.svg", "/assets/"):
        if trace in css:
            raise ValueError(f"The style sheet still mentions {trace}.")
    return css


def strip_source_map(text):
    """Without the comment that names a source map: hashed storage would look for that file."""
    text = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", text)
    return re.sub(r"//# sourceMappingURL=.*", "", text).rstrip() + "\n"


def keep_components(css, names):
    """Only the rules whose selector names one of these MOJ components, media queries kept."""
    wanted = re.compile(rf"\.moj-(?:{'|'.join(map(re.escape, names))})(?![a-z0-9]|-[a-z0-9])")
    return '@charset "UTF-8";' + "".join(_kept(_blocks(css), wanted))


def _kept(blocks, wanted):
    for selector, body in blocks:
        if selector.startswith(("@media", "@supports")):
            inner = "".join(_kept(_blocks(body), wanted))
            if inner:
                yield f"{selector}{{{inner}}}"
        elif chosen := [part for part in selector.split(",") if wanted.search(part)]:
            yield f"{','.join(chosen)}{{{body}}}"


def _blocks(css):
    """(selector, body) of each top-level block; statements such as @charset are passed over."""
    start = depth = 0
    for place, letter in enumerate(css):
        if letter == ";" and depth == 0:
            start = place + 1
        elif letter == "{":
            if depth == 0:
                opened = place
            depth += 1
        elif letter == "}":
            depth -= 1
            if depth == 0:
                yield css[start:opened].strip(), css[opened + 1 : place]
                start = place + 1
