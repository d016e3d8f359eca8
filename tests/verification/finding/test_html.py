"""HTML pages: MathJax, KaTeX, MathML annotations, pictures; entities and places."""

from __future__ import annotations

import pytest

from symconv.verification.finding import Format
from tests.verification.finding.stories import displayed, found, headings, latex, prose

KATEX = (
    '<span class="katex"><span class="katex-mathml"><math><semantics><mrow><mi>a</mi></mrow>'
    '<annotation encoding="application/x-tex">a = b</annotation></semantics></math></span>'
    '<span class="katex-html" aria-hidden="true"><span>a=b</span></span></span>'
)
STORY = f"""<!doctype html>
<html><head><title>Page</title><script>let s = "$x$";</script></head>
<body><h2>Stride 2 &amp; more</h2>
<!-- symconv: --stride 2 -->
<p>A 3x3 input \\(X\\), an <em>index</em> \\(F_{{i&lt;j}}\\), $5 and $10.
$$O_{{11}} = X &amp; y$$ <!-- symconv-ignore: known --></p>
<p>With {KATEX} too.</p>
<span class="katex-display">{KATEX}</span>
<pre>$$no$$</pre>
<table><tr><td>\\(i\\)</td><td>Input</td></tr></table>
</body></html>
"""


def test_a_story_gives_its_formulas_with_places() -> None:
    document = found(STORY, Format.HTML)
    assert [(f.latex, f.display) for f in document.formulas] == [
        ("X", False),
        ("F_{i<j}", False),
        ("O_{11} = X & y", True),
        ("a = b", False),
        ("a = b", True),
        ("i", False),
    ]
    assert [f.source for f in document.formulas][1:3] == ["F_{i&lt;j}", "O_{11} = X &amp; y"]
    assert [f.line for f in document.formulas] == [5, 5, 6, 7, 8, 10]
    assert [f.ignored for f in document.formulas if f.ignored] == ["known"]


def test_a_story_gives_its_words() -> None:
    document = found(STORY, Format.HTML)
    assert prose(document) == [
        "Stride 2 & more",
        "A 3x3 input $X$, an index $F_{i<j}$, $5 and $10.",
        "With $a = b$ too.",
        "$i$ | Input",
    ]
    assert headings(document) == [(2, "Stride 2 & more")]
    assert document.settings == ("--stride 2",)


@pytest.mark.parametrize(
    "written",
    [
        "<p>\\[a = b\\]</p>",
        '<script type="math/tex; mode=display">a = b</script>',
        '<script type="math/tex; mode=display">% <![CDATA[\na = b %]]></script>',
        '<math display="block" alttext="a = b"><mi>a</mi></math>',
        '<p><img class="latex" alt="$a = b$" src="1.png"></p>',
        '<p><img src="https://latex.codecogs.com/svg.latex?a%20%3D%20b"></p>',
        '<div data-latex="a = b"><span>a=b</span></div>',
        "<div>\\begin{equation*}a = b\\end{equation*}</div>".replace("equation*", "math"),
        '<dl><dd><math alttext="{\\displaystyle a = b}"><mi>a</mi></math>'
        '<img class="mwe-math-fallback-image-inline" alt="{\\displaystyle a = b}"></dd></dl>',
    ],
)
def test_ways_of_displaying(written: str) -> None:
    document = found(written, Format.HTML)
    assert [text.replace("\\begin{math}", "").replace("\\end{math}", "")
            for text in displayed(document)] == ["a = b"]  # fmt: skip


def test_a_picture_with_a_decoded_address_stands_nowhere() -> None:
    text = '<p>x</p>\n<p><img src="https://latex.codecogs.com/svg.latex?a%20%3D%20b"></p>'
    (formula,) = found(text, Format.HTML).formulas
    assert (formula.start, formula.source, formula.line, formula.column) == (None, "a = b", 2, 4)


def test_a_formula_around_mathml_stands_nowhere() -> None:
    (formula,) = found("<p>so $a = <math><mi>b</mi></math> + c$</p>", Format.HTML).formulas
    assert (formula.latex, formula.start) == ("a = b + c", None)


def test_emphasis_inside_a_formula_is_a_lost_underscore() -> None:
    assert latex(found("<p>$X<em>{11} + X</em>{12} = 3$</p>", Format.HTML)) == [
        "X*{11} + X*{12} = 3"
    ]


def test_a_sign_that_opens_a_tag_for_ever_is_text() -> None:
    assert latex(found("<p>\\(a\\) and \\(i <j\\)", Format.HTML))[0] == "a"
