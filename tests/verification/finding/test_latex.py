"""LaTeX documents: environments, delimiters, comments, verbatim text, headings, macros."""

from __future__ import annotations

import pytest

from symconv.verification.finding import Format, Macro
from symconv.verification.finding.macros import definitions
from tests.verification.finding.stories import displayed, found, headings, latex, prose

STORY = r"""\documentclass{article}
\newcommand{\pd}[2]{\frac{\partial #1}{\partial #2}}
\title{Layers of $3\times 3$}
\begin{document}
\section{Forward at stride \emph{two}}
% symconv: --stride 2
An input $X$ of 3x3~\cite{a}, 5\% of it. % not $y$
Second line \(F\).

\begin{itemize}
\item First $a$
\item Second
\end{itemize}
\begin{align}
 O_{11} &= X_{11} % the $first$
 + X_{12} \\
 O_{12} &= 3
\end{align}
where
% symconv-ignore: known
\[ \pd{L}{X} = 0 \]
\begin{verbatim}
$no$
\end{verbatim}
\input{next}
\begin{figure}\caption{A filter $w$ of 2x2.}\label{x}\end{figure}
\subsection*{End}
$$ a = b $$ and \verb|$x$| \begin{equation*} c = d \end{equation*}
\end{document}
$after$
"""


def test_a_story_gives_its_formulas_with_places() -> None:
    document = found(STORY, Format.LATEX)
    assert latex(document) == [
        r"3\times 3",
        "X",
        "F",
        "a",
        "\\begin{align}\n O_{11} &= X_{11} + X_{12} \\\\\n O_{12} &= 3\n\\end{align}",
        r"\pd{L}{X} = 0",
        "w",
        "a = b",
        r"\begin{equation*} c = d \end{equation*}",
    ]
    assert [f.line for f in document.formulas] == [3, 7, 8, 11, 14, 21, 26, 28, 28]
    assert [f.ignored for f in document.formulas if f.ignored] == ["known"]


def test_a_story_gives_its_words() -> None:
    document = found(STORY, Format.LATEX)
    assert prose(document) == [
        r"Layers of $3\times 3$",
        "Forward at stride two",
        "An input $X$ of 3x3, 5% of it. Second line $F$.".replace("3x3,", "3x3 ,"),
        "First $a$",
        "Second",
        "where",
        "A filter $w$ of 2x2.",
        "End",
        "and $x$",
    ]
    assert headings(document) == [
        (1, r"Layers of $3\times 3$"), (2, "Forward at stride two"), (3, "End"),
    ]  # fmt: skip
    assert document.settings == ("--stride 2",)
    assert document.notes == (r"\input files are not followed: next",)
    assert document.macros == {r"\pd": Macro(2, r"\frac{\partial #1}{\partial #2}")}


@pytest.mark.parametrize("name", ["equation", "align*", "gather", "multline*", "eqnarray"])
def test_environments_display(name: str) -> None:
    source = f"\\begin{{{name}}}\na = b\n\\end{{{name}}}"
    assert displayed(found(source, Format.LATEX)) == [source]


@pytest.mark.parametrize(
    ("definition", "name", "macro"),
    [
        (r"\newcommand\w[1]{\mathbf{#1}}", r"\w", Macro(1, r"\mathbf{#1}")),
        (r"\newcommand{\w}[2][L]{#1_#2}", r"\w", Macro(1, "L_#1")),
        (r"\renewcommand*{\vec}{v}", r"\vec", Macro(0, "v")),
        (r"\def\X#1#2{#1{#2}}", r"\X", Macro(2, "#1{#2}")),
        (r"\DeclareMathOperator*{\argmax}{arg\,max}", r"\argmax",
         Macro(0, r"\operatorname*{arg\,max}")),
        (r"\let\conv=\otimes", r"\conv", Macro(0, r"\otimes")),
        (r"\DeclarePairedDelimiter{\floor}{\lfloor}{\rfloor}", r"\floor",
         Macro(1, r"\lfloor #1 \rfloor")),
    ],
)  # fmt: skip
def test_definitions(definition: str, name: str, macro: Macro) -> None:
    assert definitions(definition).macros == {name: macro}


def test_the_last_definition_counts_and_providing_is_no_redefining() -> None:
    text = r"\def\a{1}\def\a{2}\providecommand{\a}{3}\providecommand{\b}{4}"
    assert definitions(text).macros == {r"\a": Macro(0, "2"), r"\b": Macro(0, "4")}


def test_an_unfinished_definition_is_left_out() -> None:
    assert definitions(r"\newcommand{\a}{\frac{1}{2}").macros == {}


def test_a_comment_without_words_leaves_nothing() -> None:
    assert prose(found("one%\ntwo three", Format.LATEX)) == ["one two three"]
