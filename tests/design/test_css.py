import pytest

from apcommission.design.css import keep_components, strip_source_map, unbrand

FONT = (
    "/*! Copyright (c) 2011 by Margaret Calvert & Henrik Kubel. */@font-face{font-family:GDS "
    "Transport;src:url(/assets/fonts/light.woff2)}"
)


def test_font_goes_and_its_stack_is_replaced():
    css = FONT + ".govuk-body{font-family:GDS Transport,arial,sans-serif;color:#0b0c0c}"
    assert unbrand(css) == (
        '.govuk-body{font-family:"Helvetica Neue",Helvetica,Arial,sans-serif;color:#0b0c0c}'
    )


def test_rule_with_an_image_we_do_not_serve_goes_inside_media_queries_too():
    css = (
        "a{color:red}.crest:before{background:url(/assets/images/govuk-crest.svg)}"
        "@media print{.icon{background:url(/assets/images/x.svg)}b{color:blue}}"
    )
    assert unbrand(css) == "a{color:red}@media print{b{color:blue}}"


def test_data_images_stay():
    css = 'i{background:url("data:image/svg+xml,x")}'
    assert unbrand(css) == css


@pytest.mark.parametrize("rest", ["GDS Transport", "crest.svg", "/assets/"])
def test_a_trace_that_is_left_is_refused(rest):
    with pytest.raises(ValueError, match=f"still mentions {rest}"):
        unbrand(f"/* {rest} */")


@pytest.mark.parametrize(
    "text",
    [
        "a{}\n/*# sourceMappingURL=govuk.min.css.map */\n",
        "a{}\n//# sourceMappingURL=govuk.min.js.map\n",
        "a{}\n",
    ],
)
def test_source_map_comment_goes(text):
    assert strip_source_map(text) == "a{}\n"


def test_only_the_named_components_are_kept():
    css = (
        '@charset "UTF-8";:root{--x:1}.moj-alert{a:1}.moj-alert--error,.moj-filter{b:2}'
        ".moj-alert__icon{c:3}.moj-alert-box{d:4}.moj-filter{e:5}"
        "@media print{.moj-alert{f:6}.moj-filter{g:7}}@media screen{.moj-filter{h:8}}"
        "@supports (x:y){@media print{.moj-alert{i:9}}}"
    )
    assert keep_components(css, ["alert"]) == (
        '@charset "UTF-8";.moj-alert{a:1}.moj-alert--error{b:2}.moj-alert__icon{c:3}'
        "@media print{.moj-alert{f:6}}@supports (x:y){@media print{.moj-alert{i:9}}}"
    )


def test_a_name_is_not_taken_for_the_beginning_of_another():
    assert keep_components(".moj-badge{a:1}.moj-notification-badge{b:2}", ["badge"]) == (
        '@charset "UTF-8";.moj-badge{a:1}'
    )
