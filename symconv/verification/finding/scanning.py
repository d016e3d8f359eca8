"""Finds formulas, code and comments in Markdown, HTML and plain text by their delimiters.

One pass from left to right: whatever opens first wins, as in the programs that show such pages.
Every search for a closing sign either moves the pass forward or is remembered as vain, so that the
time stays linear in the length of the text, whatever stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from symconv.verification.finding.likeness import (
    is_bracketed_mathematics,
    is_displayed_mathematics,
    is_inline_mathematics,
)
from symconv.verification.finding.page_attributes import formula_of_tag, latex_of_address
from symconv.verification.finding.spans import Span, SpanKind

ENVIRONMENTS = (
    "equation", "align", "alignat", "gather", "multline", "eqnarray", "flalign", "displaymath",
    "math", "dmath", "IEEEeqnarray",
)  # fmt: skip
"""Environments that display by themselves; each has a starred form."""

_BARE = (*ENVIRONMENTS, "aligned", "gathered", "split", "cases")
_MAX_BRACKETED = 20_000
_MAX_QUOTED = 5_000
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_NAMES = "|".join(_BARE)
_OPENING = re.compile(
    rf"""
    (?P<comment><!--)
  | (?P<fence>^(?:[ \t]|>|[-*+][ \t]|\d{{1,9}}[.)][ \t])*
        (?P<mark>`{{3,}}|~{{3,}}|:{{3,}}(?=\{{math\}}))(?P<info>[^`\r\n]*)\r?$)
  | (?P<gitlab>\$(?P<gitlabticks>`+))
  | (?P<role>\{{math\}}(?P<roleticks>`+))
  | (?P<ticks>`+)
  | (?P<script><(?P<tag>script|style|pre|code|textarea|svg|math)\b[^<>]*>)
  | (?P<element></?[A-Za-z][^<>$"']{{0,200}}["'][^<>]{{0,4000}}>)
  | (?P<picture>!\[[^\[\]\n]{{0,300}}\]\((?P<address>(?:[^()\s]|\([^()\s]*\))*)[^()\n]{{0,200}}\))
  | (?P<liquid>\{{(?:%-?|\{{[<%])\s*(?P<liquidname>highlight|katex|math|mathjax|latex)\b
        (?P<liquidinfo>[^%<>{{}}\n]{{0,200}})(?:%|[>%]\}})\}})
  | (?P<link>\]\([^()\s]*\)|https?://[^\s<>)]*)
  | (?P<environment>\\begin\{{(?P<name>(?:{_NAMES})\*?)\}})
  | (?P<doxygen>[\\@]f(?P<doxygenmark>[$\[(]))
  | (?P<bracket>(?P<slashes>\\{{1,2}})(?P<bracketmark>[\[(]))
  | (?P<escape>\\[^A-Za-z\s])
  | (?P<double>\$\$)
  | (?P<single>\$)
    """,
    re.VERBOSE | re.MULTILINE,
)
_MATHEMATICAL_INFO = re.compile(r"\{?(?:math|katex|mathjax|latex|tex|amsmath)\}?(?:\s|$|\{)", re.I)
_SOURCE_OF_LATEX = re.compile(
    r"\\(?:documentclass|usepackage|newcommand|section|includegraphics|def\b|tikz|item\b"
    r"|begin\{(?:document|figure|table|tabular|algorithm|itemize|enumerate|tikzpicture)\})"
)
_FENCE_OPTION = re.compile(r"(?:[ \t>]*:[\w-]+:[^\n]*\n)*")
_CLOSERS = {"[": "]", "(": ")", "$": "$"}

_Rule = Callable[["_Scanner", re.Match[str]], "Span | None"]


def scan(text: str, start: int = 0, *, markdown: bool = True) -> list[Span]:
    """Find the stretches of a text that are formulas, code, comments or hidden, in order.

    Without `markdown`, back quotes and fences mean nothing.
    """
    return _Scanner(text, markdown).run(start)


class _Scanner:
    def __init__(self, text: str, markdown: bool) -> None:
        self.text = text
        self.markdown = markdown
        self._sought: dict[str, tuple[int, int]] = {}

    def run(self, position: int) -> list[Span]:
        spans: list[Span] = []
        while (match := _OPENING.search(self.text, position)) is not None:
            span = _RULES[str(match.lastgroup)](self, match)
            if span is None:
                position = match.end()
            else:
                if span.kind is not SpanKind.PASSED:
                    spans.append(span)
                position = max(span.stop, match.start() + 1)
        return spans

    def find(self, closing: str, start: int) -> int:
        """Give where a closing sign stands next, or -1; no stretch is searched twice."""
        begun, found = self._sought.get(closing, (start + 1, 0))
        if not (begun <= start and (found < 0 or found >= start)):
            found = self.text.find(closing, start)
            self._sought[closing] = (start, found)
        return found

    def comment(self, match: re.Match[str]) -> Span | None:
        end = self.find("-->", match.end())
        if end < 0:
            return None
        return Span(SpanKind.COMMENT, match.start(), end + 3, match.end(), end)

    def fence(self, match: re.Match[str]) -> Span | None:
        if not self.markdown:
            return None
        mark = match["mark"]
        inner = min(match.end() + 1, len(self.text))
        closing = re.compile(rf"^[ \t>]*{mark[0]}{{{len(mark)},}}[ \t\r]*$", re.MULTILINE)
        closed = closing.search(self.text, inner)
        end, stop = closed.span() if closed else (len(self.text), len(self.text))
        info = match["info"].strip()
        if _MATHEMATICAL_INFO.match(info) and not _SOURCE_OF_LATEX.search(self.text, inner, end):
            options = _FENCE_OPTION.match(self.text, inner, end)
            inner = options.end() if options else inner
            if self.text[inner:end].strip():
                return Span(SpanKind.DISPLAY, match.start("mark"), stop, inner, end)
        return Span(SpanKind.SKIPPED, match.start("mark"), stop, inner, end, info=info)

    def quoted(self, match: re.Match[str]) -> Span | None:
        """Read code between back quotes: GitLab's and MyST's formulas, or code."""
        marks = match["gitlabticks"] or match["roleticks"] or match[0]
        after = "$" if match["gitlab"] else ""
        if not self.markdown:
            return None
        closed = re.compile(rf"(?<!`){marks}(?!`)").search(
            self.text, match.end(), match.end() + _MAX_QUOTED
        )
        if closed is None or not self.text.startswith(after, closed.end()):
            return None
        if _BLANK_LINE.search(self.text, match.end(), closed.start()):
            return None
        kind = SpanKind.CODE if match["ticks"] else SpanKind.INLINE
        stop = closed.end() + len(after)
        return Span(kind, match.start(), stop, match.end(), closed.start())

    def script(self, match: re.Match[str]) -> Span | None:
        tag = match["tag"]
        closing = f"</{tag}>"
        end = self.find(closing, match.end())
        if end < 0:
            return self.element(match)
        kind = SpanKind.CODE if tag == "code" else SpanKind.SKIPPED
        if tag == "script" and "math/tex" in match[0]:
            kind = SpanKind.DISPLAY if "display" in match[0] else SpanKind.INLINE
        return Span(kind, match.start(), end + len(closing), match.end(), end)

    def element(self, match: re.Match[str]) -> Span | None:
        return Span(SpanKind.PASSED, match.start(), match.end(), match.start(), match.start())

    def picture(self, match: re.Match[str]) -> Span | None:
        """Read a picture that shows a formula, whose TeX is in its address."""
        latex = latex_of_address(match["address"])
        if not self.markdown or not latex:
            return self.element(match)
        return Span(SpanKind.INLINE, *match.span(), *match.span(), latex=latex)

    def tag(self, match: re.Match[str]) -> Span | None:
        carried = formula_of_tag(match[0]) if self.markdown else None
        if carried is None:
            return self.element(match)
        kind = SpanKind.DISPLAY if carried.display else SpanKind.INLINE
        if carried.offset is None or "&" in carried.latex:
            return Span(kind, *match.span(), *match.span(), latex=unescape(carried.latex))
        inner = match.start() + carried.offset
        return Span(kind, *match.span(), inner, inner + len(carried.latex))

    def liquid(self, match: re.Match[str]) -> Span | None:
        """Read what Jekyll, Hexo and Hugo put between tags of their own: code or a formula."""
        name = match["liquidname"]
        sign = "{{" if match[0].startswith("{{") else "{%"
        before = self.find("/" + name if sign == "{{" else "end" + name, match.end())
        inner = self.text.rfind(sign, match.end(), before) if before >= 0 else -1
        end = self.text.find("}}" if sign == "{{" else "%}", before)
        if inner < 0 or end < 0 or inner - match.end() > _MAX_BRACKETED:
            return None
        if name == "highlight":
            return Span(SpanKind.SKIPPED, match.start(), end + 2, match.end(), inner, info=name)
        shown = name != "katex" or "display" in match["liquidinfo"]
        kind = SpanKind.DISPLAY if shown else SpanKind.INLINE
        return Span(kind, match.start(), end + 2, match.end(), inner)

    def environment(self, match: re.Match[str]) -> Span | None:
        closing = f"\\end{{{match['name']}}}"
        end = self.find(closing, match.end())
        if end < 0 or match[0] in self.text[match.end() : end]:
            return None
        stop = end + len(closing)
        return Span(SpanKind.DISPLAY, match.start(), stop, match.start(), stop)

    def doxygen(self, match: re.Match[str]) -> Span | None:
        mark = match["doxygenmark"]
        closing = match[0][:2] + _CLOSERS[mark]
        end = self.find(closing, match.end())
        if not 0 <= end - match.end() <= _MAX_BRACKETED:
            return None
        kind = SpanKind.DISPLAY if mark == "[" else SpanKind.INLINE
        return Span(kind, match.start(), end + 3, match.end(), end)

    def bracket(self, match: re.Match[str]) -> Span | None:
        mark = match["bracketmark"]
        closing = match["slashes"] + _CLOSERS[mark]
        end = self.find(closing, match.end())
        if not 0 <= end - match.end() <= _MAX_BRACKETED:
            return None
        content = self.text[match.end() : end]
        if match[0] in content or not is_bracketed_mathematics(content):
            return None
        kind = SpanKind.DISPLAY if mark == "[" else SpanKind.INLINE
        return Span(kind, match.start(), end + len(closing), match.end(), end)

    def double(self, match: re.Match[str]) -> Span | None:
        end = self._dollars("$$", match.end())
        if end < 0 or not is_displayed_mathematics(self.text[match.end() : end]):
            return None
        return Span(SpanKind.DISPLAY, match.start(), end + 2, match.end(), end, dollars=True)

    def single(self, match: re.Match[str]) -> Span | None:
        end = self._dollars("$", match.end())
        if end < 0:
            return None
        content = self.text[match.end() : end]
        if not is_inline_mathematics(content, self.text[end + 1 : end + 2]):
            return None
        return Span(SpanKind.INLINE, match.start(), end + 1, match.end(), end)

    def _dollars(self, closing: str, start: int) -> int:
        end = self.find(closing, start)
        while end >= 0 and _is_escaped(self.text, end):
            end = self.find(closing, end + 1)
        return end


def _is_escaped(text: str, position: int) -> bool:
    before = position
    while before > 0 and text[before - 1] == "\\" and position - before < 8:
        before -= 1
    return (position - before) % 2 == 1


def _nothing(_scanner: _Scanner, _match: re.Match[str]) -> Span | None:
    return None


_RULES: dict[str, _Rule] = {
    "comment": _Scanner.comment,
    "fence": _Scanner.fence,
    "gitlab": _Scanner.quoted,
    "role": _Scanner.quoted,
    "ticks": _Scanner.quoted,
    "script": _Scanner.script,
    "element": _Scanner.tag,
    "picture": _Scanner.picture,
    "liquid": _Scanner.liquid,
    "link": _Scanner.element,
    "environment": _Scanner.environment,
    "doxygen": _Scanner.doxygen,
    "bracket": _Scanner.bracket,
    "escape": _nothing,
    "double": _Scanner.double,
    "single": _Scanner.single,
}
