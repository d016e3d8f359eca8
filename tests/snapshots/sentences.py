"""Every sentence that is printed, once: `python -m tests.snapshots.sentences` writes the lists.

A sentence is what stands in prose, a title or a table, with `{}` for each formula and `#` for each
number. They come from the recorded runs and from others that say what those do not.
"""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any
from unittest.mock import patch

import sympy

import symconv
from symconv.cli.main import main
from symconv.documents import (
    Block,
    Bullets,
    Columns,
    Document,
    Figure,
    Paragraph,
    Section,
    Table,
    Text,
    Verdict,
)
from symconv.formulas import Add, Maximum, Name, Number, Range, Sum
from symconv.kernels.certificates.document import certificate_document, network_document
from tests.snapshots.cases import CASES, INPUTS

LISTS = Path(__file__).parent / "sentences"
CHAPTER, SMALL = str(INPUTS / "chapter.toml"), str(INPUTS / "small.toml")
COUNTED = "--operation average --count-include-pad"
KINDS = {
    "conv": "--kind conv --input",
    "conv_transpose": "--kind conv_transpose --input",
    "pool": "--kind pool --input",
    "adaptive": "--kind adaptive_pool --input",
    "activation": "--kind activation --input",
    "loss": "--kind loss --input",
}
MORE: Mapping[str, Sequence[str]] = {
    "derivations": (
        "conv 1 --filter 1",
        "conv 3x4x4 --filter 2x3 --filters 2 --padding 1 --padding-mode circular --bias",
        "conv 5x6 --filter 2x3 --padding 1 --padding-mode reflect --flip-filter",
        "conv 5x6 --filter 2x3 --padding 1 --padding-mode replicate --stride 2",
        "conv 4x6x7 --filter 2x3 --filters 4 --groups 2 --padding same_lower",
        "conv 5x6 --filter 4x3 --padding same",
        "conv 2x3x4 --filter 2x2x3",
        "conv 5 --filter 2 --stride 4 --notation blog",
        "conv 3 --filter 2 --values 1/3,2,1 --decimals",
        "conv 3x4 --filter 2x3 --notation chapter",
        "conv 3x4 --filter 2x3 --notation slides",
        "conv 3x4 --filter 2x3 --entry O[1,1]",
        "conv 8x9 --filter 2x3 --padding 0x1 --entries inside",
        "conv 1x1x40 --filter 1x3 --filters 3 --only grad-filter",
        "conv 40x41 --filter 3x2 --only output",
        "conv_transpose 3x4 --filter 2x3 --stride 2 --dilation 1x2 --bias --output-padding 1x0",
        "conv_transpose 3 --filter 2 --dilation 2 --output-padding 1",
        "conv_transpose 2x3x4 --filter 2x3 --filters 4 --groups 2 --padding 1",
        "pool 4x5 --pool 2x3 --padding 1 --values 1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1",
        "pool 4x5 --pool 2x3 --ties last --values 1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1",
        "pool 4x5 --pool 2x3 --operation min --dilation 2x1",
        "pool 2x4x5 --pool global --operation average",
        "pool 5 --pool 2 --operation average --padding 1 --ceil-mode --stride 3",
        f"pool 4 --pool 3 --stride 2 --ceil-mode --padding 1 {COUNTED}",
        f"pool 5 --pool 2 --stride 3 --padding 1 {COUNTED}",
        "pool 6 --pool 3 --operation average --ceil-mode --stride 2",
        "pool 6 --pool 3 --ceil-mode --stride 2",
        "pool 5x6 --pool 2x3 --padding 1:0x0",
        "pool 5x6 --pool 2x3 --padding 1:0x1",
        "pool 5 --pool 3 --operation lp --power 2 --padding 1",
        "pool 5 --pool 3 --operation lp --power 1",
        "pool 4 --pool 3 --ties split --values 1,1,1,0",
        "adaptive 3x5x4 --output-size 2x3 --operation max",
        "adaptive 4 --output-size 6",
        "activation 4 --function relu --values 1,-2,0,3",
        "activation 4 --function identity",
        "activation 3 --function leaky_relu --slope 1",
        "activation 1 --function softmax",
        "activation 1x2 --function softmax",
        "activation 3 --function sigmoid",
        "activation 3 --function tanh",
        "activation 2x3x2 --function softmax --axis 1",
        "loss 3 --function mean_squared_error",
        "loss 1 --function squared_error",
        "loss 3x2 --function cross_entropy --values t=0,1,1,0,0,0",
        "loss 1 --function cross_entropy",
        "--kind dense --input 3 --units 2 --notation blog",
        "--kind dense --input 1 --units 1",
        "--kind unpool --input 2x2 --output-size 5x5 --index-size 4x4",
        "--kind flatten --input 5",
    ),
    "networks": (
        f"--network {SMALL} --notation blog",
        f"--network {CHAPTER} --notation matrix",
        f"--network {SMALL} --notation slides",
    ),
    "comparisons": (
        "conv 3 --filter 2",
        "conv 2 --filter 2",
        "conv 1 --filter 3 --padding 1",
        "conv 3x4x4 --filter 2x3 --filters 2 --padding 1 --bias",
        "conv 2x4x4 --filter 3x3 --filters 2 --groups 2 --padding 1 --padding-mode reflect",
        "conv 3x4 --filter 1x1",
        "conv 1x3x4x5 --filter 2x2x2",
        "conv 8x9 --filter 2x3 --padding 0x1",
        "conv 3x4 --filter 2x3 --notation chapter",
    ),
    "graphs": (
        "f=x^n --at x=0,n=1",
        "f=x^n --at x=0,n=1/2",
        "f=x^n --at x=-3,n=2",
        "f=(-2)^n+abs(x)",
        "f=(1-1)^n",
        "r=relu(x);f=max(r,y)+min(x,y) --at x=0,y=0",
        "a=1/b;p=x^2;q=p*x;f=p*q*x --of f --at x=1/3 --decimals",
        "f=3",
        "f=x*y --split",
        "f=abs(x)+sqrt(y) --at x=0,y=0",
        "f=exp(-exp(x)) --at x=40",
        "f=sqrt(x^2) --at x=0",
        "f=x^(x*y) --at x=-7,y=0",
        "f=max(x,0)^(1/2) --at x=0",
    ),
    "theorems": (
        "general --operation forward",
        "general --operation grad-filter --rank 1 --stride 2 --padding 1",
        "general --operation grad-bias",
        "general --operation grad-input --stride s --padding p --dilation 1",
        "general --rank 0",
        "general --operation grad-input --input 5x6 --filter 3x2 --stride 2 --no-check",
        "general --operation grad-input --filter 3x2 --padding-mode reflect --no-check",
        "general --groups 2 --operation grad-filter --rank 1 --stride 1 --no-check",
        "general --operation grad-input --filter 3 --padding-mode circular --padding 1",
        "general --operation grad-input --filter 3 --padding-mode replicate --padding 1",
        "general --operation forward --rank 0 --bias",
        "general --operation forward --input 900x900 --filter 30x30 --stride 1",
        "general --flip-filter --operation forward --rank 1",
    ),
}
CERTIFIED: tuple[tuple[dict[str, Any], str], ...] = (
    ({"input_size": 3, "filter_size": 2}, "conv"),
    ({"input_size": (9, 9, 9), "filter_size": 3, "bias": True}, "conv"),
    ({"input_size": (12, 13), "filter_size": (3, 2), "in_channels": 9, "out_channels": 9}, "conv"),
    ({"input_size": (40, 40), "filter_size": 3, "in_channels": 5, "out_channels": 5}, "conv"),
    ({"input_size": (5, 4), "pool_size": 2}, "pool"),
    ({"input_size": (5, 4), "pool_size": 2, "ties": "split"}, "pool"),
    ({"input_size": 5, "pool_size": 2, "operation": "average"}, "pool"),
    ({"input_size": 5, "pool_size": 2, "operation": "lp", "power": "3/2"}, "pool"),
    ({"inputs": 3, "units": 2, "bias": True}, "dense"),
    ({"shape": 3, "function": "relu"}, "activation"),
    ({"shape": 3, "function": "softmax"}, "activation"),
    ({"shape": 3, "function": "cross_entropy"}, "loss"),
    ({"shape": 3}, "loss"),
    ({"input_size": 2, "output_size": 5}, "unpool"),
)
NETWORK = symconv.NetworkSpec((1, 4, 3), [
    symconv.layer("conv", filter_size=(3, 2), out_channels=2, bias=True),
    symconv.layer("activation", function="relu"),
    symconv.layer("flatten"),
    symconv.layer("dense", units=3),
    symconv.layer("loss", function="cross_entropy"),
])  # fmt: skip
LINEAR = symconv.NetworkSpec((2,), [symconv.layer("dense", units=2)])


def gather(source: str) -> list[str]:
    """Give the sentences of a source, sorted."""
    said = (sentence for document in documents(source) for sentence in sentences(document))
    return sorted(set(said))


def documents(source: str) -> Iterator[Document]:
    """Give what a source prints."""
    if source == "certificates":
        yield from _certificates()
        return
    if source == "sameness":
        yield from (symconv.same(*pair).document() for pair in _pairs())
        return
    taken: list[Document] = []

    def take(given: Sequence[Document], _format: object, *, standalone: bool = False) -> str:
        del standalone
        taken.extend(given)
        return ""

    with (
        tempfile.TemporaryDirectory() as folder, chdir(folder),
        patch("symconv.printing.formats.write_documents", take),
        redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()) as err,
    ):  # fmt: skip
        for arguments in _runs(source):
            status = main(arguments)
            if status:
                raise RuntimeError(f"{arguments}: exit status {status}: {err.getvalue()}")
    yield from taken
    if source == "theorems":
        yield symconv.theorems().document()


def _runs(source: str) -> Iterator[tuple[str, ...]]:
    start = {"derivations": "derive", "networks": "network", "comparisons": "compare",
             "graphs": "graph", "theorems": "theorem"}[source]  # fmt: skip
    yield from (
        run for name, run in CASES.items() if name.startswith(start) and name.endswith("_text")
    )
    if source == "theorems":
        yield ("theorems",)
    command = {"networks": "derive", "theorems": "derive"}.get(source, start)
    for text in MORE[source]:
        first, *others = text.split()
        head = KINDS[first].split() if first in KINDS else [first]
        if first == "general":
            head = ["--general"]
        yield (command, *head, *others)


def _certificates() -> Iterator[Document]:
    for arguments, kind in CERTIFIED:
        spec = _SPECS[kind](**arguments)
        yield certificate_document(symconv.certify(symconv.build_kernel(spec)))
    for network in (NETWORK, LINEAR):
        yield network_document(symconv.certify(symconv.build_network(network)))


def _pairs() -> Iterator[tuple[Any, Any]]:
    """Give expressions that are equal, different, and undecided for one reason and another."""
    x, y = sympy.symbols("x y")
    slope = sympy.Derivative(sympy.Function("f")(x), x)
    nothing = sympy.Add(x, -x, evaluate=False)
    yield (x + 1) ** 2, x**2 + 2 * x + 1
    yield x / y + 1, (x + y) / y
    yield [x, y], [x, y + 1]
    yield sympy.exp(x), 1 + x
    yield (x + y) ** 100, (x + y) ** 100 + 1
    yield slope, x
    yield sympy.gamma(x + 1), x * sympy.gamma(x)
    yield sympy.gamma(x), sympy.gamma(2 * x)
    yield sympy.Pow(nothing, -1, evaluate=False), x
    yield sympy.log(x - x**2 - 1), sympy.log(x - x**2 - 1) + 1
    yield sympy.Symbol("x", positive=True), x
    n, i = Name("n"), Name("i")
    below = (Range(i, Number(0), Add((n, Number(-1)))),)
    yield Sum(Number(1), below), n
    yield Maximum(i, (Range(i, Number(0), Number(-1)),)), n
    yield Maximum(i, below), n
    yield Number(float("nan")), n  # type: ignore[arg-type]
    yield Number(0.5), n  # type: ignore[arg-type]


_SPECS: Mapping[str, Any] = {
    "conv": symconv.ConvSpec,
    "pool": symconv.PoolSpec,
    "dense": symconv.DenseSpec,
    "activation": symconv.ActivationSpec,
    "loss": symconv.LossSpec,
    "unpool": symconv.UnpoolSpec,
}
SOURCES = (*MORE, "certificates", "sameness")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*(?:e[+-]?\d+)?")
_LISTED = r"\{\}(?: # to #| #)?"
_LIST = re.compile(rf"{_LISTED}(?:, {_LISTED})+(?: and {_LISTED})?")
"""How many formulas a list has says nothing of its sentence."""
_END = re.compile(r"(?<=[.:;]) (?=[A-Z{\[(#])")


def sentences(document: Document) -> Iterator[str]:
    """Give the sentences of a document."""
    for text in (document.title, *_texts(document.blocks)):
        written = "".join(part if isinstance(part, str) else "{}" for part in text)
        plain = _LIST.sub("{}, …", _NUMBER.sub("#", " ".join(written.split())))
        for sentence in _END.split(plain):
            if re.search(r"[A-Za-z]", sentence):
                yield sentence.strip()


def _texts(blocks: Iterable[Block]) -> Iterator[Text]:
    for block in blocks:
        match block:
            case Section(title=title, blocks=inner):
                yield title
                yield from _texts(inner)
            case Paragraph(text=text, label=label):
                yield (f"{label} ", *text) if label.rstrip(".").isalpha() else text
            case Verdict(text=text):
                yield text
            case Bullets(items=items):
                yield from items
            case Columns(heads=heads):
                yield from ((head,) for head in heads)
            case Table(heads=heads, rows=rows):
                yield from heads
                yield from (cell for row in rows for cell in row)
            case Figure(title=title, caption=caption):
                yield from ((title,), caption)


def record() -> None:
    """Write the lists."""
    LISTS.mkdir(exist_ok=True)
    for source in SOURCES:
        lines = gather(source)
        (LISTS / f"{source}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    record()
