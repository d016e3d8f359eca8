"""One formula read, for tests that look at one."""

from symconv.formulas import Formula
from symconv.reading.latex import read_statements
from symconv.reading.written import Statement, Style


def read(text: str, style: Style | None = None, **others: object) -> Formula:
    """Give the only formula of a text."""
    (statement,) = read_statements(text, style or Style(), **others)
    (member,) = statement.members
    return member.formula


def shown(text: str, style: Style | None = None) -> str:
    """Give a text's statements as they are read: members, then remarks, a line each."""
    return "\n".join(map(_line, read_statements(text, style or Style())))


def _line(statement: Statement) -> str:
    parts = [f"{m.joint or ''} {m.formula}".strip() for m in statement.members]
    return " ".join(parts) + "".join(f" | {remark}" for remark in statement.remarks)
