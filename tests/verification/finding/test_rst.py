"""reStructuredText: the math role and directive, headings, literal text, comments."""

from __future__ import annotations

from symconv.verification.finding import Format
from tests.requirements import require
from tests.verification.finding.stories import found, headings, latex, prose

STORY = """\
===========
Convolution
===========

Stride 2
--------

.. symconv: --stride 2

The input :math:`X` of ``$x$``, see :ref:`a` and `b <http://x>`_.

.. math::
   :label: eq1

   O_{11} = X_{11} F_{11}
      + X_{12} F_{12}

   O_{12} = X_{12}

.. math:: a = b

.. note:: A note with :math:`z`.

   .. math::

      c &= d \\\\
      e &= f

.. symconv-ignore: known

.. math:: g = h

.. code-block:: python

   x = "$3$"

Text::

   y = w_1 x_1 + w_2 x_2

* one $q$
* two

.. include:: /etc/passwd

.. raw:: html

   $no$
"""


def test_a_story_gives_its_formulas_with_places() -> None:
    document = found(STORY, Format.RST)
    assert [(f.latex, f.line, f.column) for f in document.formulas] == [
        ("X", 10, 18),
        ("O_{11} = X_{11} F_{11}\n+ X_{12} F_{12}", 15, 4),
        ("O_{12} = X_{12}", 18, 4),
        ("a = b", 20, 11),
        ("z", 22, 30),
        ("c &= d \\\\\ne &= f", 26, 7),
        ("g = h", 31, 11),
        ("y = w_1 x_1 + w_2 x_2", 39, 4),
        ("q", 41, 8),
    ]
    assert [f.latex for f in document.formulas if f.ignored] == ["g = h"]


def test_a_story_gives_its_words() -> None:
    document = found(STORY, Format.RST)
    assert headings(document) == [(1, "Convolution"), (2, "Stride 2")]
    assert prose(document)[2:] == [
        "The input $X$ of $x$, see a and b.",
        "A note with $z$.",
        "Text:",
        "one $q$",
        "two",
    ]
    assert document.settings == ("--stride 2",)


def test_an_underline_that_is_too_short_makes_no_heading() -> None:
    assert headings(found("A long line of text\n===\n", Format.RST)) == []


def test_directives_of_any_name_hold_formulas() -> None:
    assert latex(found(".. theorem:: T\n\n   Let :math:`a = b`.\n", Format.RST)) == ["a = b"]


def test_docutils_finds_the_same_formulas() -> None:
    core, nodes = require("docutils.core"), require("docutils.nodes")
    quiet = {"report_level": 5, "halt_level": 6, "raw_enabled": False,
             "file_insertion_enabled": False, "warning_stream": False}  # fmt: skip
    text = STORY.replace(":ref:`a`", "a").replace(":label:", ":name:")
    tree = core.publish_doctree(text, settings_overrides=quiet)
    theirs = [
        node.astext() for node in tree.findall() if isinstance(node, nodes.math | nodes.math_block)
    ]
    without = {"y = w_1 x_1 + w_2 x_2", "q"}  # literal text, dollar signs
    ours = [formula for formula in latex(found(text, Format.RST)) if formula not in without]
    assert [_squeezed(formula) for formula in ours] == [_squeezed(formula) for formula in theirs]


def _squeezed(formula: str) -> str:
    return "".join(formula.split())
