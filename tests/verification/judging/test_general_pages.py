"""The pages of derivations for any size are read and proved, and slips in them are refuted."""

from __future__ import annotations

import subprocess
import sys

import pytest

import symconv
from symconv.verification.judging.worlds.values import METER
from symconv.verification.report import Report
from symconv.verification.verdicts import VerdictKind

TRUE = {VerdictKind.PROVED, VerdictKind.HOLDS}
WRONG = {VerdictKind.REFUTED, VerdictKind.DAMAGED, VerdictKind.NOT_UNDERSTOOD}
PAGES = {
    "--rank 1": 12,
    "--rank 1 --notation chapter": 12,
    "--rank 1 --flip-filter --notation blog": 12,
    "--rank 0": 9,
    "--operation forward": 3,
    "--operation grad-bias --bias": 5,
    "--operation grad-filter --filter kxk --stride 2 --dilation 1 --padding 0": 10,
    "--stride 1 --padding 0 --dilation 1": 9,
}


def page(options: str, form: str = "markdown") -> str:
    command = [sys.executable, "-m", "symconv", "derive", "--general", *options.split()]
    made = subprocess.run([*command, "--format", form], capture_output=True, text=True, check=True)
    return made.stdout


def said(report: Report) -> list[VerdictKind]:
    return [equation.verdict.kind for equation in report.equations]


@pytest.mark.parametrize("options", PAGES)
def test_a_page_for_any_size_is_proved(options: str) -> None:
    begun = METER.count
    kinds = said(symconv.verify(page(options)))
    assert not WRONG & set(kinds)
    assert sum(kind in TRUE for kind in kinds) >= PAGES[options]
    assert METER.count - begun < 1_200_000


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"\hat{G}_{f,\,x+p-d(k-1-u)}", r"\hat{G}_{f,\,x+p-d(k-u)}"),
        (r"\, \tilde{F}_{f,c,u}", r"\, F_{f,c,u}"),
        (r"X}_{c,\,si+du-p}", r"X}_{c,\,di+su-p}"),
        (r"\mathbf{1}\left[c' = c", r"\mathbf{1}\left[c' = u"),
    ],
)
def test_a_slip_in_a_page_for_any_size_is_refuted(right: str, wrong: str) -> None:
    text = page("--rank 1")
    assert right in text
    kinds = said(symconv.verify(text.replace(right, wrong, 1)))
    assert VerdictKind.REFUTED in kinds
    assert kinds.count(VerdictKind.REFUTED) == 1


def test_letters_of_two_axes_are_not_exchanged_unnoticed() -> None:
    text = page("--operation forward")
    right = r"s_{1}i+d_{1}u-p_{1}"
    assert right in text
    kinds = said(symconv.verify(text.replace(right, r"s_{2}i+d_{1}u-p_{1}", 1)))
    assert kinds.count(VerdictKind.REFUTED) == 1


def test_a_size_of_one_axis_is_not_proved_by_letters_of_another() -> None:
    text = (
        r"Input size $n_1$ × $n_2$; filter size $k_1$ × $k_2$; output size $m_1$ × $m_2$."
        "\n\n$$m_1 = n_2 - k_1 + 1$$\n\n$$O_{i,j} = \\sum_{u=0}^{k_1-1} \\sum_{v=0}^{k_2-1} "
        "X_{i+u,j+v} F_{u,v}$$\n"
    )
    kinds = [e.verdict.kind for e in symconv.verify(text).equations if "m_1 =" in e.latex]
    assert kinds == [VerdictKind.NOT_CHECKABLE]
