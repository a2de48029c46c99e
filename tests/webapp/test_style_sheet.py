"""The one style sheet: of KERN what templates name, of ours everything, in few words."""

import pytest

from webapp.style_sheet import make_style_sheet

PAGE = '<p class="kern-body kern-btn--{{ variant }}" data-kern-open></p>'
FACE = "typeface/regular.woff2"


def made(kern: str, own: str = "", page: str = PAGE) -> str:
    return make_style_sheet(
        kern, own, [page], {"typeface/regular.woff2": "typeface/regular.woff2?v=1"}
    )


@pytest.mark.parametrize(
    ("kern", "left"),
    [
        (".kern-body{margin:0}.kern-table{margin:0}", ".kern-body{margin:0}"),
        (".kern-body,.kern-table{margin:0}", ".kern-body{margin:0}"),
        (".kern-body .kern-table{margin:0}", ""),
        (".kern-btn--primary{margin:0}.kern-btn{margin:0}", ".kern-btn--primary{margin:0}"),
        (".kern-body:not(.kern-table){margin:0}", ".kern-body:not(.kern-table){margin:0}"),
        (".kern-body:is(.kern-a,.kern-b){margin:0}", ""),
        (":is(.kern-a,.kern-body){margin:0}", ":is(.kern-a,.kern-body){margin:0}"),
        ("body:has(.kern-dialog[open]){margin:0}", ""),
        (
            "[data-kern-open]{margin:0}[data-kern-theme=dark]{margin:0}",
            "[data-kern-open]{margin:0}",
        ),
        ("html,input[type=text]{margin:0}", "html,input[type=text]{margin:0}"),
        ('@charset "UTF-8";html{margin:0}', "html{margin:0}"),
    ],
)
def test_a_rule_of_kern_stays_when_an_element_of_ours_could_be_meant(kern, left):
    assert made(kern) == left


def test_rules_inside_a_query_are_looked_through_and_empty_queries_go():
    kern = (
        "@media (min-width:1px){.kern-body{margin:0}.kern-a{margin:0}}"
        "@media print{.kern-a{margin:0}}"
    )

    assert made(kern) == "@media (min-width:1px){.kern-body{margin:0}}"


def test_a_property_stays_that_is_asked_for_by_way_of_another():
    kern = ":root{--a:var(--b);--b:1px;--c:var(--d);--d:2px}.kern-body{margin:var(--a)}"

    assert made(kern) == ":root{--a:var(--b);--b:1px}.kern-body{margin:var(--a)}"


def test_a_property_stays_that_a_drawing_asks_for():
    assert made(":root{--a:1px}", page='<path stroke="var(--a)">') == ":root{--a:1px}"


def test_ours_stays_whole_without_comments_and_needless_spaces():
    own = """
    /* Why. */
    .card  >  .card__title,
    .card + p { margin: 0  auto !important; width: calc(1px + 2px); content: "a ;  b"; }
    @media (min-width: 40rem) { .grid { --gap: 1px; gap: var(--gap) } }
    @keyframes turn { from { rotate: 0deg; } to { rotate: 360deg; } }
    """

    assert made("", own) == (
        ".card > .card__title,.card + p{margin:0 auto!important;width:calc(1px + 2px);"
        'content:"a ;  b"}'
        "@media (min-width: 40rem){.grid{--gap:1px;gap:var(--gap)}}"
        "@keyframes turn{from{rotate:0deg}to{rotate:360deg}}"
    )


def test_the_typeface_is_asked_for_by_the_address_that_the_page_loads_beforehand():
    own = '@font-face { src: url("typeface/regular.woff2") format("woff2"); }'

    assert made("", own) == '@font-face{src:url("typeface/regular.woff2?v=1") format("woff2")}'


def test_a_slip_in_a_style_sheet_is_no_silent_loss():
    with pytest.raises(ValueError, match="line 2"):
        made("", "\n.card { margin 0; }")
