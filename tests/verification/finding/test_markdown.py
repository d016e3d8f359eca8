"""Markdown as people write it: every delimiter, what is no formula, words, and places."""

from __future__ import annotations

import pytest

from symconv.verification.finding import Directive, Format, Found, Prose
from tests.verification.finding.stories import displayed, found, headings, latex, prose

STORY = """\
---
layout: post
price: $3 and $x$
---
# The layer

A 3x3 input $X$ meets a **2x2** [filter](f.md) $F_{11}$.
$$
O_{11} = X_{11} F_{11}
$$
It costs $5 and $10, `$no$` and https://x.org/$a$.

## Stride 2

<!-- symconv: --input 5x5
     --stride 2 -->
- one \\(a_1\\)
- two

<!-- symconv-ignore: known slip -->
$$ O_{11} = 3 $$

| letter | meaning |
|--------|---------|
| $w$    | weights |

```python
y = "$z$"
```

> quoted
> $$
> c = d
>   + e
> $$
"""


def test_a_story_gives_its_formulas_with_places() -> None:
    document = found(STORY, Format.MARKDOWN)
    assert [(f.latex, f.display, f.line, f.column) for f in document.formulas] == [
        ("X", False, 7, 14),
        ("F_{11}", False, 7, 49),
        ("O_{11} = X_{11} F_{11}", True, 9, 1),
        ("a_1", False, 17, 9),
        ("O_{11} = 3", True, 21, 4),
        ("w", False, 25, 4),
        ("c = d\n  + e", True, 33, 3),
    ]


def test_a_story_gives_its_words_and_headings() -> None:
    document = found(STORY, Format.MARKDOWN)
    assert prose(document) == [
        "The layer",
        "A 3x3 input $X$ meets a 2x2 filter $F_{11}$.",
        "It costs $5 and $10, $no$ and https://x.org/$a$.",
        "Stride 2",
        "one $a_1$",
        "two",
        "letter | meaning",
        "$w$ | weights",
        "quoted",
    ]
    assert headings(document) == [(1, "The layer"), (2, "Stride 2")]


def test_parts_stand_in_the_order_of_the_document() -> None:
    document = found(STORY, Format.MARKDOWN)
    kinds = [type(part) for part in document.parts[:7]]
    assert kinds == [Prose, Prose, Found, Found, Found, Prose, Prose]
    assert [part.line for part in document.parts] == sorted(part.line for part in document.parts)


def test_comments_set_the_layer_and_accept_findings() -> None:
    document = found(STORY, Format.MARKDOWN)
    assert document.settings == ("--input 5x5 --stride 2",)
    assert Directive("--input 5x5 --stride 2", 15) in document.parts
    assert [f.latex for f in document.formulas if f.ignored == "known slip"] == ["O_{11} = 3"]


@pytest.mark.parametrize(
    "written",
    [
        "$$a = b$$",
        "text\n$$a = b$$\ntext",
        "$$\n\na = b\n\n$$",
        "\\[a = b\\]",
        "\\\\[ a = b \\\\]",
        "```math\na = b\n```",
        "```{math}\n:label: eq\n\na = b\n```",
        ":::{math}\na = b\n:::",
        "~~~latex\na = b\n~~~",
        "\\f[ a = b \\f]",
        "<div>\n$$\na = b\n$$\n</div>",
        '<p align="center"><bdo dir="ltr">$$a = b$$</bdo></p>',
        '<script type="math/tex; mode=display">a = b</script>',
        "1. item\n\n    $$a = b$$\n",
        "```\na = b\n```",
        "![](https://latex.codecogs.com/svg.latex?a%20%3D%20b)",
        '<p align="center"><img src="https://render.githubusercontent.com/render/math?math=a%20=%20b"></p>',
        '<img alt="$$a = b$$" src="svgs/1.svg" class="math" width=3/>',
        "{% math %}a = b{% endmath %}",
        "{{< katex display >}}\na = b\n{{< /katex >}}",
    ],
)
def test_ways_of_displaying(written: str) -> None:
    assert displayed(found(written, Format.MARKDOWN)) == ["a = b"]


@pytest.mark.parametrize(
    "written",
    [
        "so $x_1$ is",
        "so $ x_1 $ is",
        "so \\(x_1\\) is",
        "so \\\\( x_1 \\\\) is",
        "so $`x_1`$ is",
        "so {math}`x_1` is",
        "so \\f$x_1\\f$ is",
        "so $$x_1$$ is",
        "| so | $x_1$ |\n|----|------|\n",
        '<span class="math">so $x_1$</span>',
        "# so $x_1$",
    ],
)
def test_ways_of_writing_inside_a_line(written: str) -> None:
    document = found(written, Format.MARKDOWN)
    assert [(f.latex, f.display) for f in document.formulas] == [("x_1", False)]
    assert "$x_1$" in prose(document)[0]


@pytest.mark.parametrize(
    "written",
    [
        "It costs $5 and $10.",
        "`$x$` and ``a $y$ b``",
        "```bash\necho $x $y\n```",
        "~~~\n$ cd a\n$ ls b\n~~~",
        "[a](b_$x$_c)",
        "<!-- $$a = b$$ -->",
        "<pre>$$a = b$$</pre>",
        "<style>a{$x$}</style>",
        '<img src="$x$" alt="two">',
        "set $HOME and $PATH",
        "\\$x\\$",
        "cited \\[see the one paper there\\]",
        "$$ $$",
        "$ $",
        "an open $$ in a text",
        "$a\n\nb$",
        "```\nx = np.zeros(3)\nprint(x)\n```",
        "{% highlight python %}\nx = '$y$'\n{% endhighlight %}",
        "![a picture](img/a_b=c.png)",
    ],
)
def test_what_is_no_formula(written: str) -> None:
    assert latex(found(written, Format.MARKDOWN)) == []


def test_an_environment_without_delimiters_is_one_formula() -> None:
    text = "We get\n\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}\nand so on."
    document = found(text, Format.MARKDOWN)
    assert displayed(document) == ["\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}"]
    assert prose(document) == ["We get", "and so on."]


def test_several_formulas_stand_on_one_line() -> None:
    document = found("$$a = b$$ $$c = d$$\n $e = f$ $g = h$", Format.MARKDOWN)
    assert latex(document) == ["a = b", "c = d", "e = f", "g = h"]
    assert [f.display for f in document.formulas] == [True, True, False, False]


def test_blank_lines_and_lists_do_not_break_a_formula() -> None:
    source = "\\begin{aligned}\n\na &= b\n- c\n\n    + d\n= e\n\\end{aligned}"
    assert displayed(found(f"$$\n{source}\n$$", Format.MARKDOWN)) == [source]


def test_words_before_are_the_left_side() -> None:
    document = found("Its size:\n\nOutput Width =\n$$[W - K] + 1$$\n", Format.MARKDOWN)
    assert latex(document) == ["\\text{Output Width} = [W - K] + 1"]
    assert document.formulas[0].start is None
    assert document.formulas[0].line == 4
    assert prose(document) == ["Its size:"]


def test_words_after_are_the_right_side() -> None:
    text = "$$\\frac{\\partial L}{\\partial F}$$\n = Convolution (X, gradient $\\delta$)\n\nNext."
    document = found(text, Format.MARKDOWN)
    assert latex(document) == [
        "\\frac{\\partial L}{\\partial F} = \\text{Convolution (X, gradient }\\delta\\text{) }"
    ]
    assert prose(document) == ["Next."]


def test_a_formula_with_a_relation_takes_no_words() -> None:
    document = found("Width =\n$$a = b$$\n= c too", Format.MARKDOWN)
    assert latex(document) == ["a = b"]


def test_what_a_blog_escaped_from_its_processor_is_read() -> None:
    text = r"Set \\( \left\\{ x\\_1 \right\\} \\) and $$ a = b \\\\ c = d $$"
    document = found(text, Format.MARKDOWN)
    assert latex(document) == [r"\left\{ x_1 \right\}", r"a = b \\ c = d"]
    first = document.formulas[0]
    assert first.offsets is not None
    assert [first.source[o] for o in first.offsets] == list(first.latex)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"V\=\\beta V_{t-1}\+\left(1\-a\right)", r"V=\beta V_{t-1}+\left(1\-a\right)"),
        ("a &amp; b &lt; c", "a & b < c"),
        (r"x \* w = \\frac{1}{2}", r"x * w = \frac{1}{2}"),
        ("a = b \\\\\n\\beta = c", "a = b \\\\\n\\beta = c"),
        (r"\begin{cases} a \\alpha \end{cases}", r"\begin{cases} a \\alpha \end{cases}"),
    ],
)
def test_escapes_go_where_there_is_no_doubt(written: str, read: str) -> None:
    assert latex(found(f"$$\n{written}\n$$", Format.MARKDOWN)) == [read]


def test_subscripts_that_are_all_escaped_are_subscripts() -> None:
    document = found(r"$x\_1$ and $y\_{2}$ with $z\_i = w\_j$", Format.MARKDOWN)
    assert latex(document) == ["x_1", "y_{2}", "z_i = w_j"]


def test_one_plain_subscript_shows_that_escaped_ones_are_letters() -> None:
    text = r"$Pool\_size$, $a\_b$, $c\_d$ and $x_1$"
    assert latex(found(text, Format.MARKDOWN))[0] == r"Pool\_size"


def test_an_underscore_that_became_a_star_stays_lost() -> None:
    assert latex(found("$X*{11} + X*{12} = O*1$", Format.MARKDOWN)) == ["X*{11} + X*{12} = O*1"]


def test_line_ends_of_windows_do_not_move_places() -> None:
    text = STORY.replace("\n", "\r\n")
    ours, theirs = found(STORY, Format.MARKDOWN), found(text, Format.MARKDOWN)
    assert latex(ours) == latex(theirs)
    assert [(f.line, f.column) for f in ours.formulas] == [
        (f.line, f.column) for f in theirs.formulas
    ]


def test_comments_beside_and_above_accept_only_what_they_reach() -> None:
    text = (
        "<!-- symconv-ignore: far -->\n\n\n\n$$a = b$$\n\n"
        "$$c = d$$ <!-- symconv-ignore: beside -->\n\n"
        "$$\ne = f\n$$ <!-- symconv-ignore: end -->\n"
    )
    document = found(text, Format.MARKDOWN)
    assert [f.ignored for f in document.formulas] == [None, "beside", "end"]


def test_macros_are_read_and_are_no_formulas() -> None:
    document = found(
        "$$\\newcommand{\\pd}[2]{\\frac{\\partial #1}{\\partial #2}}$$\n\n$\\pd{L}{X} = 0$",
        Format.MARKDOWN,
    )
    assert latex(document) == ["\\pd{L}{X} = 0"]
    assert document.macros["\\pd"].arguments == 2


def test_html_headings_are_headings() -> None:
    assert headings(found("<h4>Padding</h4>\nWords.\n", Format.MARKDOWN)) == [(4, "Padding")]


def test_a_link_on_a_formula_loses_its_address() -> None:
    assert prose(found("See [$x$](a_b.md) **now** and **$y$** is", Format.MARKDOWN)) == [
        "See $x$ now and $y$ is"
    ]
