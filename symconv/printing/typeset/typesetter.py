"""From LaTeX to MathML, by what it looks like."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from symconv.printing.formulas.mathml_elements import SPACE, row, table
from symconv.printing.markup import escape_markup
from symconv.printing.typeset import commands as known
from symconv.printing.typeset.tokens import (
    Token,
    UnknownError,
    in_font,
    letter_of,
    set_sign,
    tokenize,
    with_scripts,
)

MOST_CHARACTERS = 20_000
MOST_LEVELS = 60
_PLAIN = re.compile(r"[^{}$\\]*")
_DISTANCE = re.compile(r"\[-?[\d.]+ *[a-z]{2}\]")


def typeset_latex(text: str) -> str | None:
    r"""Give LaTeX as elements of MathML that look alike; None for what cannot be set.

    Commands that are not known, braces that do not match, and very long or deep formulas are not.

    >>> typeset_latex(r"\frac{1}{n_2}")
    '<mfrac><mn>1</mn><mrow><msub><mi>n</mi><mn>2</mn></msub></mrow></mfrac>'
    >>> typeset_latex(r"\input{secret}") is None
    True
    """
    if len(text) > MOST_CHARACTERS:
        return None
    try:
        return _Typesetter(text).all()
    except UnknownError:
        return None


class _Typesetter:
    """Sets one text; `at` is the token that comes next."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokenize(text)
        self.at = 0
        self.level = 0

    def all(self) -> str:
        """Set the whole; raises `UnknownError`."""
        rows = self._rows(lambda _: False)
        if self.at < len(self.tokens):
            raise UnknownError
        return self._lines(rows)

    # ---------------------------------------------------------------------------- rows and cells

    def _rows(self, ends: Callable[[Token], bool]) -> list[list[str]]:
        """Set cells between & and rows between two backslashes."""
        rows: list[list[str]] = [[]]
        while True:
            rows[-1].append(self._cell(ends))
            token = self._next()
            if token is None or ends(token):
                break
            self.at += 1
            if token.text != "&":
                self._skip_bracket()
                rows.append([])
        return rows if len(rows) == 1 or any(rows[-1]) else rows[:-1]

    def _cell(self, ends: Callable[[Token], bool]) -> str:
        def stops(token: Token) -> bool:
            is_row = token.kind == "command" and token.text in ("\\", "cr", "newline")
            return ends(token) or is_row or (token.kind == "sign" and token.text == "&")

        return self._sequence(stops)

    def _lines(self, rows: Sequence[Sequence[str]]) -> str:
        """Give rows of an aligned display, or the one cell that there is."""
        if len(rows) == 1 and len(rows[0]) == 1:
            return rows[0][0]
        return table(rows, "lines", ' displaystyle="true"')

    # ----------------------------------------------------------------------------------- sequences

    def _next(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _sequence(self, stops: Callable[[Token], bool]) -> str:
        """Set elements up to a token that stops them, which is left."""
        parts: list[str] = []
        self._enter()
        over: str | None = None
        while (token := self._next()) is not None and not stops(token):
            if token.kind == "sign" and token.text == "}":
                raise UnknownError
            if token.kind == "command" and token.text == "over" and over is None:
                self.at += 1
                over, parts = "".join(parts), []
                continue
            parts.append(self._scripted())
        self.level -= 1
        text = "".join(parts)
        return text if over is None else f"<mfrac>{row(over)}{row(text)}</mfrac>"

    def _scripted(self) -> str:
        """Set an element with what stands above and below it."""
        token = self._next()
        limits = token is not None and token.kind == "command" and self._has_limits(token.text)
        bare = token is not None and token.kind == "sign" and token.text in ("^", "_")
        base = "" if bare else self._element()
        below: str | None = None
        above: list[str] = []
        while (token := self._next()) is not None:
            if token.kind == "command" and token.text in ("limits", "nolimits"):
                limits = token.text == "limits"
                self.at += 1
            elif token.kind == "sign" and token.text == "_" and below is None:
                self.at += 1
                below = self._argument()
            elif token.kind == "sign" and token.text == "^":
                self.at += 1
                above.append(self._argument())
            elif token.kind == "sign" and token.text in ("'", "’", "′"):
                self.at += 1
                above.append("<mo>′</mo>")
            else:
                break
        return with_scripts(base, below, above, limits)

    def _has_limits(self, name: str) -> bool:
        if name in known.BIG:
            return name not in known.BESIDE
        return name in known.ABOVE_AND_BELOW or name in ("underbrace", "overbrace", "operatorname*")

    def _argument(self) -> str:
        """Set what a command or a script takes: a group, or one element."""
        token = self._next()
        if token is None or (token.kind == "sign" and token.text in "}&^_"):
            raise UnknownError
        if token.kind == "number" and len(token.text) > 1:
            self._split_number(token)
        self._enter()
        text = self._element() or "<mrow/>"
        self.level -= 1
        return text

    def _enter(self) -> None:
        self.level += 1
        if self.level > MOST_LEVELS:
            raise UnknownError

    def _split_number(self, token: Token) -> None:
        """Let the first digit stand alone, as TeX reads it."""
        middle = token.start + 1
        self.tokens[self.at : self.at + 1] = [
            Token(token.text[0], "number", token.start, middle),
            Token(token.text[1:], "number", middle, token.stop),
        ]

    # ------------------------------------------------------------------------------------ elements

    def _element(self) -> str:
        token = self._next()
        if token is None:
            raise UnknownError
        self.at += 1
        if token.kind == "number":
            return f"<mn>{token.text}</mn>"
        if token.kind == "command":
            return self._command(token)
        if token.text == "{":
            return self._group()
        return set_sign(token.text)

    def _group(self) -> str:
        text = row(self._sequence(lambda token: token.kind == "sign" and token.text == "}"))
        self._expect("}")
        return text

    def _expect(self, sign: str) -> None:
        token = self._next()
        if token is None or token.kind != "sign" or token.text != sign:
            raise UnknownError
        self.at += 1

    def _command(self, token: Token) -> str:
        name = token.text
        if name in known.LETTERS:
            return f"<mi>{known.LETTERS[name]}</mi>"
        for signs in (known.SIGNS, known.BIG):
            if name in signs:
                return f"<mo>{escape_markup(signs[name])}</mo>"
        if name in known.WORDS:
            return f"<mi>{name}</mi>"
        if name in known.SPACES:
            return f'<mspace width="{known.SPACES[name]}"/>' if known.SPACES[name] else ""
        if name in known.FRACTIONS:
            return f"<mfrac>{self._argument()}{self._argument()}</mfrac>"
        if name in known.ACCENTS:
            stretchy = ' stretchy="false"' if name in ("hat", "tilde", "bar", "vec") else ""
            accent = f"<mo{stretchy}>{known.ACCENTS[name]}</mo>"
            return f"<mover>{self._argument()}{accent}</mover>"
        if name in known.UNDER:
            return f"<munder>{self._argument()}<mo>{known.UNDER[name]}</mo></munder>"
        return self._structure(name)

    def _structure(self, name: str) -> str:
        if name in known.FONTS or name == "operatorname*":
            return self._font(known.FONTS.get(name, ""))
        if name in known.TEXTS:
            return f"<mtext>{escape_markup(_with_spaces(self._raw()))}</mtext>"
        if name in known.SIZES:
            return self._delimiter("")
        if name in known.UNSEEN:
            return ""
        if name in known.DROPPED:
            self._raw()
            return ""
        special = {
            "left": self._left, "begin": self._environment, "sqrt": self._root,
            "substack": self._substack,
            "overset": self._overset, "stackrel": self._overset, "underset": self._underset,
            "tag": self._tag, "not": self._not, "boxed": self._argument,
        }  # fmt: skip
        if name not in special:
            raise UnknownError
        return special[name]()

    def _raw(self) -> str:
        """Take a group as it is written: text, or a name."""
        self._expect("{")
        start = self.tokens[self.at - 1].stop
        match = _PLAIN.match(self.text, start)
        stop = start if match is None else match.end()
        if self.text[stop : stop + 1] != "}":
            raise UnknownError
        while (token := self._next()) is not None and token.start < stop:
            self.at += 1
        self._expect("}")
        return self.text[start:stop].replace("~", SPACE)

    def _skip_bracket(self) -> None:
        """Leave out the distance that may follow the end of a row."""
        if (token := self._next()) is not None and token.text == "[":
            match = _DISTANCE.match(self.text, token.start)
            while match and (token := self._next()) is not None and token.start < match.end():
                self.at += 1

    def _font(self, font: str) -> str:
        """Set a group, or one letter, in a font of which only letters are left."""
        first = self.at
        letters = self._letters()
        if letters is None:
            self.at = first
            return self._argument()
        if not font:
            kind = ' mathvariant="normal"' if len(letters) == 1 else ""
            return f"<mi{kind}>{escape_markup(letters)}</mi>"
        return f"<mi>{escape_markup(''.join(in_font(letter, font) for letter in letters))}</mi>"

    def _letters(self) -> str | None:
        """Take letters and digits alone; None for anything else."""
        token = self._next()
        if token is None:
            raise UnknownError
        self.at += 1
        if token.kind == "sign" and token.text == "{":
            taken = ""
            while (token := self._next()) is not None and token.text != "}":
                letter = letter_of(token)
                if letter is None:
                    return None
                taken += letter
                self.at += 1
            self._expect("}")
            return taken or None
        return letter_of(token)

    def _left(self) -> str:
        opening = self._delimiter("prefix")
        inner = self._sequence(lambda token: token.kind == "command" and token.text == "right")
        if self._next() is None:
            raise UnknownError
        self.at += 1
        return f"<mrow>{opening}{inner}{self._delimiter('postfix')}</mrow>"

    def _delimiter(self, form: str) -> str:
        token = self._next()
        if token is None:
            raise UnknownError
        self.at += 1
        if token.kind == "sign" and token.text == ".":
            return ""
        if token.kind == "command":
            sign = known.SIGNS.get(token.text)
        else:
            sign = token.text if token.text in "()[]|/<>" else None
        if sign is None:
            raise UnknownError
        kind = f' form="{form}"' if form else ""
        return f'<mo{kind} stretchy="true">{escape_markup(sign)}</mo>'

    def _environment(self) -> str:
        name = self._raw()
        if name not in known.MATRICES and name not in known.LINES:
            raise UnknownError
        if name in known.WITH_COLUMNS:
            self._raw()
        self.level += 1
        rows = self._rows(lambda token: token.kind == "command" and token.text == "end")
        self.level -= 1
        self._next_is_end(name)
        if name in known.LINES:
            return self._lines(rows)
        opening, closing = known.MATRICES[name]
        kind = "cases" if name.endswith("cases") else "grid"
        before = f'<mo form="prefix" stretchy="true">{opening}</mo>' if opening else ""
        after = f'<mo form="postfix" stretchy="true">{closing}</mo>' if closing else ""
        return f"<mrow>{before}{table(rows, kind)}{after}</mrow>"

    def _next_is_end(self, name: str) -> None:
        if self._next() is None:
            raise UnknownError
        self.at += 1
        if self._raw() != name:
            raise UnknownError

    def _root(self) -> str:
        token = self._next()
        if token is None or token.text != "[":
            return f"<msqrt>{self._argument()}</msqrt>"
        self.at += 1
        degree = row(self._sequence(lambda token: token.kind == "sign" and token.text == "]"))
        self._expect("]")
        return f"<mroot>{self._argument()}{degree}</mroot>"

    def _substack(self) -> str:
        self._expect("{")
        rows = self._rows(lambda token: token.kind == "sign" and token.text == "}")
        self._expect("}")
        return table(rows, "below")

    def _overset(self) -> str:
        above = self._argument()
        return f"<mover>{self._argument()}{above}</mover>"

    def _underset(self) -> str:
        below = self._argument()
        return f"<munder>{self._argument()}{below}</munder>"

    def _tag(self) -> str:
        token = self._next()
        if token is not None and token.kind == "number":
            self.at += 1
            name = token.text
        else:
            name = self._raw()
        return f'<mrow><mspace width="2em"/><mtext>({escape_markup(name)})</mtext></mrow>'

    def _not(self) -> str:
        token = self._next()
        negated = {"=": "≠", "in": "∉", "equiv": "≢", "subset": "⊄"}
        if token is None or token.text not in negated:
            raise UnknownError
        self.at += 1
        return f"<mo>{negated[token.text]}</mo>"


def _with_spaces(text: str) -> str:
    """Keep spaces at the ends of a text, which are not shown else."""
    words = text.strip()
    start = text[: len(text) - len(text.lstrip())]
    stop = text[len(text.rstrip()) :] if words else ""
    return f"{SPACE * bool(start)}{words}{SPACE * bool(stop)}"
