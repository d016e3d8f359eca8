r"""Index sums in LaTeX without what only the writing decides.

Left out are `\left` and `\right`, spaces, `&`, product signs, braces around one sign, what stands
below an `\underbrace` (a sum above one gets parentheses instead), how sums over several indices
are written, and the limits of indices where the other side leaves them out.
"""

from __future__ import annotations

import re

_SPACES = re.compile(
    r"\\left(?![a-z])|\\right(?![a-z])|(?<!\\)\\[,:; ]|\\cdot(?![a-z])|[&\s]|\\displaystyle"
)
_INDEX = re.compile(r"[a-z](?:_\{\w\})?'*")


def plain_sums(latex: str, limits: bool) -> str:
    """Give LaTeX in its plain form, the limits of sums only if wanted."""
    latex = _without_underbraces(_without_environment(latex))
    latex = _SPACES.sub("", latex.replace(r"\Bigl", "").replace(r"\Bigr", ""))
    latex = re.sub(r"([_^])(\w)", r"\1{\2}", latex)
    return _sums(latex, limits)


def has_limits(latex: str) -> bool:
    """Tell whether the sums of a formula say where their indices begin."""
    return bool(re.search(r"\\sum_\{[^{}]*(?:\{[^{}]*\})?[^{}]*=", latex))


def _without_environment(latex: str) -> str:
    return re.sub(r"\\(?:begin|end)\{aligned\}", "", latex)


def braced(latex: str, start: int) -> tuple[str, int]:
    """Give what stands in the braces that open at `start`, and where they end."""
    depth = 0
    for at in range(start, len(latex)):
        depth += (latex[at] == "{") - (latex[at] == "}")
        if not depth:
            return latex[start + 1 : at], at + 1
    raise ValueError(latex[start:])


def _without_underbraces(latex: str) -> str:
    word = r"\underbrace"
    while word in latex:
        at = latex.index(word)
        above, end = braced(latex, at + len(word))
        _, end = braced(latex, end + 1)  # after the underscore
        inner = f"({above})" if above.startswith(r"\sum") and latex[at - 1] != "(" else above
        latex = latex[:at] + inner + latex[end:]
    return latex


def _sums(latex: str, limits: bool) -> str:
    """Write every chain of sums as one, its indices in square brackets."""
    written, at = "", 0
    while at < len(latex):
        if not latex.startswith(r"\sum", at):
            written, at = written + latex[at], at + 1
            continue
        indices: list[str] = []
        while latex.startswith(r"\sum_", at):
            below, at = braced(latex, at + len(r"\sum_"))
            above = ""
            if latex.startswith("^", at):
                above, at = braced(latex, at + 1)
            indices += _indices(below, above, limits)
        written += f"\\sum[{','.join(indices)}]"
    return written


def _indices(below: str, above: str, limits: bool) -> list[str]:
    """Give the indices of one sum, each with its limits if wanted; conditions are left out."""
    found = []
    if below.startswith(r"\substack"):
        below, _ = braced(below, len(r"\substack"))
    for part in re.split(r"\\\\|,(?![^{]*\})", below):
        lower, name, upper = "", part, above
        if r"\leq" in part:
            lower, name, upper = part.split(r"\leq")
        elif "=" in part:
            name, _, lower = part.partition("=")
        if _INDEX.fullmatch(name):
            found.append(f"{lower}<={name}<={upper}" if limits else name)
    return found
