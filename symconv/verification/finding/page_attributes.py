"""Formulas that a page's elements carry in their attributes: alternative texts, data, addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote_plus

_DATA = ("data-latex", "data-tex", "data-math", "data-formula", "data-equation")
_CLASS = re.compile(
    r"(?:^|[\s_-])(?:latex|tex|math\w*|equation|eq|katex|mwe-math\S*)(?:$|[\s_-])", re.I
)
_ADDRESS = re.compile(
    r"(?:latex\.codecogs\.com/(?:\w+\.(?:latex|image)|\w+)\?|chart\.apis\.google\.com/chart\?.*chl="
    r"|render\.githubusercontent\.com/render/math\?math=|latex\.php\?latex=|equation\?tex="
    r"|math\?(?:tex|from|math)=|[?&](?:latex|tex|math)=)(?P<tex>[^\"'\s]+)",
    re.IGNORECASE,
)
_FURTHER = re.compile(r"&(?:bg|fg|s|c|mode|color|inline|fontsize)=.*\Z", re.DOTALL)
_GIVEN = re.compile(r"\s([\w-]{1,40})\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_SETTING = re.compile(
    r"\\(?:dpi|bg|fg|inline|large|small|huge|LARGE)(?:\{[^{}]*\}|_\w+)?&?(?:space;|\s)*"
)


@dataclass(frozen=True)
class Carried:
    """A formula in an attribute: as it stands there, and where, or decoded and nowhere."""

    latex: str
    offset: int | None
    display: bool = False


def formula_of(tag: str, given: dict[str, str], written: str) -> Carried | None:
    """Give the formula that an element carries, if it does; `written` is the element's tag."""
    for name in _DATA:
        if given.get(name, "").strip():
            return _attribute(written, name, "display" in given.get("class", ""))
    if tag != "img":
        return None
    source = given.get("src", "")
    alternative = given.get("alt", "")
    pictured = bool(_CLASS.search(given.get("class", ""))) or "eeimg" in given
    if (pictured or _ADDRESS.search(source)) and re.search(r"[\\^_=]", alternative):
        display = given.get("eeimg") == "2" or "display" in given.get("class", "")
        return _attribute(written, "alt", display)
    latex = latex_of_address(source)
    return Carried(latex, None) if latex else None


def formula_of_tag(written: str) -> Carried | None:
    """Give the formula that an image's tag in a text carries, if it does."""
    if not written.startswith("<img"):
        return None
    given = {match[1].lower(): match[2] or match[3] or "" for match in _GIVEN.finditer(written)}
    return formula_of("img", given, written)


def latex_of_address(address: str) -> str:
    r"""Give the formula in the address of a picture that some service draws, or nothing.

    >>> latex_of_address("https://latex.codecogs.com/svg.latex?O%20%3D%20X%20%2A%20F")
    'O = X * F'
    """
    match = _ADDRESS.search(address[:20_000])
    if match is None:
        return ""
    tex = (
        unquote_plus(_FURTHER.sub("", match["tex"]))
        if "%" in address or "+" in address
        else match["tex"]
    )
    return _SETTING.sub("", tex.replace("&space;", " ").replace("&plus;", "+")).strip()


def raw_value(written: str, name: str) -> tuple[str, int] | None:
    """Give an attribute's value as it stands in a tag, and where it begins there."""
    match = re.search(rf"\s{re.escape(name)}\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", written, re.I)
    if match is None:
        return None
    group = 1 if match[1] is not None else 2
    return match[group], match.start(group)


def _attribute(written: str, name: str, display: bool) -> Carried | None:
    value = raw_value(written, name)
    if value is None or not value[0].strip():
        return None
    latex, offset = value
    stripped = latex.strip()
    start = offset + len(latex) - len(latex.lstrip())
    for mark in ("$$", "$"):
        if stripped.startswith(mark) and stripped.endswith(mark) and len(stripped) > 2 * len(mark):
            return Carried(
                stripped[len(mark) : -len(mark)], start + len(mark), display or mark == "$$"
            )
    return Carried(stripped, start, display)
