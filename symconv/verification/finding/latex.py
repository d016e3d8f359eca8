"""Finds the formulas of LaTeX documents: environments, delimiters, and the words around them."""

from __future__ import annotations

import re
import unicodedata

from symconv.verification.finding.assembly import Assembler
from symconv.verification.finding.macros import group
from symconv.verification.finding.parts import Part
from symconv.verification.finding.places import Traced
from symconv.verification.finding.scanning import ENVIRONMENTS
from symconv.verification.finding.spans import Span, SpanKind
from symconv.verification.finding.wording import squeeze

_VERBATIM = (
    "verbatim", "Verbatim", "lstlisting", "minted", "comment", "tikzpicture", "filecontents",
    "algorithmic", "thebibliography",
)  # fmt: skip
_DISPLAYED = "|".join(name for name in ENVIRONMENTS if name != "math")
_SKIPPED = "|".join(_VERBATIM)
_OPENING = re.compile(
    rf"""
    (?P<comment>%[^\r\n]*)
  | (?P<verb>\\(?:verb|lstinline)\*?(?P<bar>[^A-Za-z\s*{{]))
  | (?P<skipped>\\begin\{{(?P<skippedname>(?:{_SKIPPED})\*?)\}})
  | (?P<displayed>\\begin\{{(?P<name>(?:{_DISPLAYED})\*?)\}})
  | (?P<math>\\begin\{{math\}})
  | (?P<bracket>\\\[)
  | (?P<round>\\\()
  | (?P<escape>\\[^A-Za-z])
  | (?P<double>\$\$)
  | (?P<single>\$)
    """,
    re.VERBOSE,
)
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_LEVELS = {
    "title": 1, "part": 1, "chapter": 1, "section": 2, "subsection": 3, "subsubsection": 4,
    "paragraph": 5, "subparagraph": 6, "frametitle": 3,
}  # fmt: skip
_BREAK = re.compile(
    rf"""
    \n[ \t\r]*\n
  | \\(?P<heading>{"|".join(_LEVELS)})\*?(?:\[[^\[\]]{{0,500}}\])?(?=\s*\{{)
  | \\(?:item|par|caption\*?|maketitle|tableofcontents|noindent|bigskip|newpage|hline)(?![A-Za-z])
  | \\begin\{{(?:tabular[*x]?|longtable|minipage|multicols|wrapfigure|column|array)\}}
    (?:\[[^\[\]\n]{{0,50}}\])?(?:\{{[^{{}}\n]{{0,80}}\}}){{1,2}}
  | \\(?:begin|end)\{{[A-Za-z]+\*?\}}(?:\[[^\[\]\n]{{0,200}}\])?
  | \\\\(?:\[[^\[\]\n]{{0,50}}\])?[ \t\r]*(?=\n[^\n]*&)
    """,
    re.VERBOSE,
)
_MAX_UNCLOSED = 50
_BODY = re.compile(r"\\begin\{document\}")
_END = re.compile(r"\\end\{document\}")
_INCLUDED = re.compile(r"\\(input|include|subfile)\s*\{([^{}\n]{1,200})\}")
_COMMENT_IN_FORMULA = re.compile(r"(?<!\\)%[^\r\n]*(?:\r?\n[ \t]*)?")
_LINE_END = re.compile(r"\r\n?")
_REFERENCE = re.compile(
    r"\\(?:label|ref|eqref|autoref|cref|Cref|cite[a-z]*|includegraphics|[vh]space\*?|url"
    r"|bibliography(?:style)?|input|include|pagestyle|thispagestyle|setcounter|index)"
    r"(?:\[[^\[\]]{0,500}\])*\s*(?:\{[^{}]{0,500}\})+"
)
_ACCENT = re.compile(r"""\\(['"`^~=.])\s*\{?([A-Za-z])\}?|\\([vcuHk])\{([A-Za-z])\}""")
_ACCENTS = {
    "'": "\u0301", '"': "\u0308", "`": "\u0300", "^": "\u0302", "~": "\u0303", "=": "\u0304",
    ".": "\u0307", "v": "\u030c", "c": "\u0327", "u": "\u0306", "H": "\u030b", "k": "\u0328",
}  # fmt: skip
_LETTERS = {"\\ss": "ß", "\\o": "ø", "\\O": "Ø", "\\ae": "æ", "\\l": "ł", "\\i": "i", "\\oe": "œ"}
_LETTER = re.compile(r"(\\(?:ss|oe|ae|o|O|l|i))(?![A-Za-z])(?:\{\}|\s)?")
_LENGTH = re.compile(
    r"\\[A-Za-z]+\s{0,5}=?\s{0,5}-?\d{1,5}(?:\.\d{1,5})?(?:pt|em|ex|cm|mm|in|sp)(?![A-Za-z])"
)
_COMMAND = re.compile(r"\\[A-Za-z@]+\*?(?:\[[^\[\]]{0,200}\])?")
_ESCAPED = re.compile(r"\\([%&$#_{} ])")


def latex_parts(text: str) -> tuple[tuple[Part, ...], tuple[str, ...]]:
    """Give the parts of a LaTeX document, and notes on what was not read."""
    begun, ended = _BODY.search(text), _END.search(text)
    start = begun.end() if begun else 0
    stop = ended.start() if ended and ended.start() > start else len(text)
    spans = scan_latex(text)
    assembler = Assembler(text, spans, words=latex_words, cleaner=_clean)
    if begun:
        _add_title(assembler, begun.start())
    _add_blocks(assembler, start, stop)
    live = _without_comments(text, spans)
    names = [match[2] for match in _INCLUDED.finditer(live)]
    notes = tuple(f"\\input files are not followed: {name}" for name in dict.fromkeys(names))
    return assembler.finish(), notes


def latex_words(text: str) -> str:
    r"""Give the words of a stretch of LaTeX that holds no mathematics.

    >>> latex_words(r"a \emph{3x3} filter~\cite{x} f\"ur \"{a}")
    'a 3x3 filter für ä'
    """
    text = _ACCENT.sub(_accented, _LENGTH.sub(" ", _REFERENCE.sub(" ", text)))
    text = _LETTER.sub(lambda match: _LETTERS[match[1]], text)
    text = text.replace("\\\\", " ").replace("&", " | ").replace("\\ | ", "&")
    text = _COMMAND.sub(" ", _ESCAPED.sub(r"\1", text))
    text = text.replace("{", "").replace("}", "").replace("~", " ")
    text = text.replace("``", '"').replace("''", '"').replace("---", "—").replace("--", "–")
    return squeeze(unicodedata.normalize("NFC", text))


def _accented(match: re.Match[str]) -> str:
    accent, letter = match[1] or match[3], match[2] or match[4]
    return letter + _ACCENTS[accent]


def scan_latex(text: str) -> list[Span]:
    """Find formulas, comments and verbatim stretches of LaTeX, in order."""
    spans: list[Span] = []
    sought: dict[str, tuple[int, int]] = {}
    position = 0
    while (match := _OPENING.search(text, position)) is not None:
        span = _span(text, match, sought)
        position = span.stop if span else match.end()
        if span and (not span.is_formula or text[span.inner : span.end].strip()):
            spans.append(span)
    return spans


def _span(text: str, match: re.Match[str], sought: dict[str, tuple[int, int]]) -> Span | None:
    what, start, inner = str(match.lastgroup), match.start(), match.end()
    if what == "escape":
        return None
    if what == "comment":
        return Span(SpanKind.COMMENT, start, inner, inner - len(match[0].lstrip("%")), inner)
    if what == "verb":
        end = text.find(match["bar"], inner, inner + 2000)
        return Span(SpanKind.CODE, start, end + 1, inner, end) if end >= 0 else None
    kind, closing, whole = _closing(what, match)
    end = _find_unescaped(text, closing, inner, sought)
    if end < 0 or (what == "single" and _BLANK_LINE.search(text, inner, end)):
        return None
    stop = end + len(closing)
    if whole:
        if match[0] in text[inner:end]:
            return None
        return Span(kind, start, stop, start, stop)
    return Span(kind, start, stop, inner, end)


def _closing(what: str, match: re.Match[str]) -> tuple[SpanKind, str, bool]:
    """Give what a delimiter opens, what closes it, and whether both belong to the formula."""
    if what == "skipped":
        return SpanKind.SKIPPED, f"\\end{{{match['skippedname']}}}", False
    if what == "displayed":
        return SpanKind.DISPLAY, f"\\end{{{match['name']}}}", True
    return {
        "math": (SpanKind.INLINE, "\\end{math}", False),
        "bracket": (SpanKind.DISPLAY, "\\]", False),
        "round": (SpanKind.INLINE, "\\)", False),
        "double": (SpanKind.DISPLAY, "$$", False),
        "single": (SpanKind.INLINE, "$", False),
    }[what]


def _find_unescaped(text: str, closing: str, start: int, sought: dict[str, tuple[int, int]]) -> int:
    """Give where a closing sign stands next, no backslash before it, or -1."""
    begun, found = sought.get(closing, (start + 1, 0))
    if begun <= start and (found < 0 or found >= start):
        return found
    found = text.find(closing, start)
    while found > start and text[found - 1] == "\\" and not _even_slashes(text, found):
        found = text.find(closing, found + 1)
    sought[closing] = (start, found)
    return found


def _even_slashes(text: str, position: int) -> bool:
    count = 0
    while count < 8 and position > count and text[position - 1 - count] == "\\":
        count += 1
    return count % 2 == 0


def _add_title(assembler: Assembler, stop: int) -> None:
    match = re.compile(r"\\title\s*(?=\{)").search(assembler.text, 0, stop)
    content = group(assembler.text, match.end()) if match else None
    if content:
        assembler.add_block(*content, 1)


def _add_blocks(assembler: Assembler, start: int, stop: int) -> None:
    """Cut the body at blank lines, items, captions, headings and environments."""
    spans = iter(assembler.spans)
    span = next(spans, None)
    position, unclosed = start, 0
    for match in _BREAK.finditer(assembler.text, start, stop):
        while span is not None and span.stop <= match.start():
            span = next(spans, None)
        if match.start() < position or (span is not None and span.start < match.end() <= span.stop):
            continue
        assembler.add_block(position, match.start())
        position = match.end()
        if not match["heading"] or unclosed > _MAX_UNCLOSED:
            continue
        content = group(assembler.text, position)
        unclosed += content is None
        if content:
            assembler.add_block(*content, _LEVELS[match["heading"]])
            position = content[1] + 1
    assembler.add_block(position, stop)


def _clean(source: str) -> Traced:
    traced = Traced.of(source)
    if "%" in source:
        traced = traced.replace(_COMMENT_IN_FORMULA, "")
    return traced.replace(_LINE_END, "\n").strip()


def _without_comments(text: str, spans: list[Span]) -> str:
    pieces, position = [], 0
    for span in spans:
        if span.kind in (SpanKind.COMMENT, SpanKind.SKIPPED):
            pieces.append(text[position : span.start])
            position = span.stop
    return "".join([*pieces, text[position:]])
