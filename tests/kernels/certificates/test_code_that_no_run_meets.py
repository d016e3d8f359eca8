"""Code that no run of a certificate meets: whether a file is as emitted, and what is run."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from symconv import (
    ActivationSpec,
    ConvSpec,
    KernelError,
    LossSpec,
    NetworkSpec,
    PoolSpec,
    build_kernel,
    build_network,
    certify,
    layer,
)
from symconv.kernels.certificates.array_run import Layout
from symconv.kernels.certificates.smoke import choose_runs
from symconv.kernels.certificates.trial import differ_beyond, differ_in_numbers
from symconv.kernels.load import load_source
from symconv.kernels.networks.load import load_network, load_network_source
from symconv.specs import LayerSpec

SPEC = ConvSpec((4, 3), (2, 3), 2, 3, padding=((1, 0), (1, 1)), bias=True)
HIDDEN = "is not what symconv emits: only what ran is proved"


def broken(spec: LayerSpec, old: str, new: str, strategy: str = "auto") -> object:
    """Load a kernel whose text is changed in one place."""
    source = build_kernel(spec, strategy).source
    assert source.count(old) >= 1, old
    return load_source(source.replace(old, new, 1), "broken")


def test_comments_and_layout_may_differ() -> None:
    source = build_kernel(SPEC).source
    certificate = certify(load_source(f"{source}# by hand\n", "edited"))
    assert certificate.proved
    assert certificate.as_emitted
    assert "is not what symconv emits" not in certificate.statement


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    return o", "    if x.shape[0] >= 7:\n        o = o + 1\n    return o"),
        ("import numpy as np\n", "import numpy as np\n\nEXTRA = 1\n"),
        ("import numpy as np\n", "import numpy as np\n\n\ndef extra(x):\n    return x\n"),
        ("Layer: ", "Layers: "),
    ],
)
def test_any_other_code_is_told_even_where_every_run_agrees(old: str, new: str) -> None:
    certificate = certify(broken(SPEC, old, new, "taps"))  # type: ignore[call-overload]
    assert certificate.failures == ()
    assert certificate.proved
    assert not certificate.as_emitted
    assert HIDDEN in certificate.statement


@pytest.mark.parametrize(
    "condition",
    [
        *(f"x.shape[0] == {batch}" for batch in (1, 2, 3, 4, 5, 6)),
        *(f"x.dtype == np.{held}" for held in (
            "float16", "float32", "float64", "complex64", "complex128", "int8", "uint8", "int16",
            "int32", "int64", "uint16", "uint32", "uint64")),
        "x.dtype.str == '>f8'",
        "x.dtype == object",
        "not x.flags.c_contiguous",
        "x.flags.f_contiguous and not x.flags.c_contiguous",
        "min(x.strides) < 0",
        "x.flags.writeable",
        "not x.flags.writeable",
    ],
)  # fmt: skip
def test_a_condition_on_types_layouts_and_batches_is_met(condition: str) -> None:
    right = build_kernel(SPEC, "taps").source.replace("def forward(", "def _right(")
    wrong = "x *= 2" if condition == "x.flags.writeable" else "o = o + o"
    hidden = f"""

def forward(x, f, b=None):
    o = _right(x, f, b)
    if isinstance(x, np.ndarray) and len(x) and {condition}:
        {wrong}
    return o
"""
    assert certify(load_source(right + hidden, "hidden")).failures


def test_layouts_are_what_they_say() -> None:
    array = np.arange(24).reshape(2, 3, 4)
    for lay in Layout:
        np.testing.assert_array_equal(lay.of(array), array)
    assert Layout.FORTRAN.of(array).flags.f_contiguous
    assert min(Layout.REVERSED.of(array).strides) < 0
    spaced = Layout.SPACED.of(array).flags
    assert not spaced.c_contiguous
    assert not spaced.f_contiguous


def test_large_layers_name_what_is_left_out() -> None:
    large = ConvSpec((40, 40), 3, 16, 16)
    assert len(choose_runs(large)) == 5 < len(choose_runs(SPEC))
    statement = certify(build_kernel(large)).statement
    assert "; at this size not on objects, float16, integers other than those named, " in statement


@pytest.mark.parametrize("shape", [1, 3, (2, 3), (5, 40, 41)])
@pytest.mark.parametrize("bound", ["0.5", "1e-6", "1e-300", "-0.25", "49"])
def test_a_kink_that_moved_is_seen_whatever_the_size(shape: int, bound: str) -> None:
    spec = ActivationSpec(shape, "relu")
    old, new = ("np.where(x <= 0, np.zeros_like(grad_o)", f"np.where(x <= {bound}, 0 * grad_o")
    assert certify(broken(spec, old, new)).failures  # type: ignore[call-overload]


def test_a_loss_of_small_unsigned_integers_is_run() -> None:
    spec = LossSpec((2, 3), "mean_squared_error")
    source = build_kernel(spec).source
    text = source.replace('return x.astype(np.float64) if x.dtype.kind in "iu" else x', "return x")
    assert text != source
    assert certify(load_source(text, "wraps")).failures


def test_a_norm_of_zeros_alone_is_run() -> None:
    spec = PoolSpec((9, 8), (8, 7), operation="lp", power=3)  # windows that no draw makes zero
    assert certify(broken(spec, "norms == 0", "norms < 0")).failures  # type: ignore[call-overload]


@pytest.mark.parametrize("word", ["float32", "float16"])
def test_narrow_floats_of_layers_of_floats_are_run(word: str) -> None:
    spec = ActivationSpec((2, 3), "tanh")
    right = build_kernel(spec).source.replace("def forward(", "def _right(")
    hidden = f"""

def forward(x):
    o = _right(x)
    return np.where(x == 1, o + o, o) if getattr(x, "dtype", None) == np.{word} else o
"""
    assert certify(load_source(right + hidden, "narrow")).failures


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("    np.seterr(all='ignore')\n", "leaves NumPy's error handling changed"),
        (
            "    getattr(x, 'dtype', None) == float and x.flags.writeable and x.fill(0)\n",
            "changes its argument x",
        ),
    ],
)
def test_what_a_kernel_changes_besides_is_seen(line: str, said: str) -> None:
    source = build_kernel(SPEC, "taps").source
    start = source.index("    ", source.index("def forward("))
    body = source.index('"""\n', source.index('"""', start) + 3) + 4
    handling = np.geterr()
    failures = certify(load_source(source[:body] + line + source[body:], "rude")).failures
    assert any(said in failure for failure in failures)
    assert np.geterr() == handling


def test_a_network_of_other_code_is_told(tmp_path: Path) -> None:
    spec = NetworkSpec((1, 4, 3), [layer("conv", filter_size=2), layer("activation")])
    network = build_network(spec)
    assert certify(network).as_emitted
    path = tmp_path / "network.py"
    path.write_text(f"{network.source}\n\ndef more(x):\n    return x\n", encoding="utf-8")
    certificate = certify(load_network(path))
    assert certificate.holds
    assert not certificate.as_emitted
    assert "is not what symconv emits" in certificate.statement


@pytest.mark.parametrize("left", ["SystemExit(0)", "GeneratorExit", "RecursionError"])
def test_a_kernel_that_leaves_fails(left: str) -> None:
    right = build_kernel(SPEC, "taps").source.replace("def forward(", "def _right(")
    hidden = f"\n\ndef forward(x, f, b=None):\n    raise {left}\n"
    (failure, *_) = certify(load_source(right + hidden, "left")).failures
    assert failure.startswith(f"forward raised {left.partition('(')[0]}")


def test_what_runs_does_not_say_whether_it_is_as_emitted(monkeypatch: pytest.MonkeyPatch) -> None:
    from symconv.kernels.certificates import certify as certification

    monkeypatch.setattr(certification, "is_as_emitted", certification.is_as_emitted)
    right = build_kernel(SPEC, "taps").source.replace("def forward(", "def _right(")
    hidden = """

def forward(x, f, b=None):
    import symconv.kernels.certificates.certify as certification
    certification.is_as_emitted = lambda *texts: True
    return _right(x, f, b)
"""
    assert not certify(load_source(right + hidden, "patched")).as_emitted


def test_a_comment_that_names_another_encoding_is_refused() -> None:
    first, _, rest = build_kernel(SPEC, "taps").source.partition("\n")
    hidden = f"{first}\n# coding: raw_unicode_escape\n{rest}#\\u000adef forward(*a): return 6\n"
    with pytest.raises(KernelError, match="a comment says that it is in raw_unicode_escape, not"):
        load_source(hidden, "hidden")


def test_a_result_that_a_later_call_changes_is_seen() -> None:
    right = build_kernel(SPEC, "taps").source.replace("def forward(", "def _right(")
    hidden = """

def forward(x, f, b=None):
    o = _right(x, f, b)
    kept = getattr(forward, "kept", None)
    if kept is None or (kept.shape, kept.dtype) != (o.shape, o.dtype):
        kept = forward.kept = o.copy()
    kept[...] = o
    return kept
"""
    assert certify(load_source(right + hidden, "kept")).failures == (
        "forward changes the result of an earlier call (on float64 arrays in a batch of 2)",
    )


RUDE = {
    "x.dtype == np.int64": "(on int64 arrays in a batch of 2)",
    "len(x) == 1": "(on float64 arrays in a batch of 1)",
    "x.flags.f_contiguous": "(on float32 arrays in Fortran order in a batch of 3)",
}


@pytest.mark.parametrize("condition", RUDE)
def test_manners_are_looked_at_on_several_types_and_batches(condition: str) -> None:
    right = build_kernel(SPEC, "taps").source.replace("def forward(", "def _right(")
    hidden = f"""

def forward(x, f, b=None):
    o = _right(x, f, b)
    if x.flags.writeable and {condition}:
        x.fill(0)
    return o
"""
    (failure,) = certify(load_source(right + hidden, "rude")).failures
    assert failure == f"forward changes its argument x {RUDE[condition]}"


@pytest.mark.parametrize(
    "condition",
    [
        "len(x) == 4",
        "len(x) == 5",
        "len(x) == 6",
        "x.dtype == np.float32",
        "x.flags.f_contiguous and not x.flags.c_contiguous",
        "len(x) and min(x.strides) < 0",
        "not (x.flags.c_contiguous or x.flags.f_contiguous) and min(x.strides) > 0",
    ],
)
def test_a_condition_in_a_network_is_met(condition: str) -> None:
    spec = NetworkSpec((1, 4, 3), [layer("conv", filter_size=2), layer("activation")])
    right = build_network(spec).source.replace("def forward(", "def _right(")
    hidden = f"""

def forward(x, parameters):
    o = _right(x, parameters)
    return o + o + 1 if isinstance(x, np.ndarray) and {condition} else o
"""
    assert certify(load_network_source(right + hidden, "hidden")).failures


CHECKS = {
    "forward with x of shape (1, 1, 4, 3)": (
        'expected in ("N", given)', 'expected == "N" or given <= expected',
    ),
    "forward with x of shape (1, 2, 4, 3, 1)": (
        "fits = len(value.shape) == len(shape) and",
        "value = value.reshape(value.shape[:4])\n    fits =",
    ),
    "forward with x of shape": ("fits = len", "fits = value.shape[-1] == shape[-1] or len"),
    "forward with x as a list": (
        "if not isinstance(value, np.ndarray)", "value = np.asarray(value)\n    if False",
    ),
    "forward with x of dtype bool": ('"iufcO"', '"biufcO"'),
    "forward with x of dtype U1": ('"iufcO"', '"UiufcO"'),
    "grad_filter with batches of 1 in grad_o and 2 in x": (
        "if len(grad_o) != len(x)", "if len(grad_o) > len(x)",
    ),
    "grad_filter with batches of 2 in grad_o and 1 in x": (
        "if len(grad_o) != len(x)", "if len(grad_o) < len(x)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("told", CHECKS)
def test_a_check_that_lets_something_through_is_seen(told: str) -> None:
    failures = certify(broken(SPEC, *CHECKS[told])).failures
    assert any(failure.startswith(told) for failure in failures)


def test_an_array_that_compares_as_it_likes_is_no_result() -> None:
    right = build_kernel(SPEC, "taps").source.replace("def forward(", "def _right(")
    hidden = """

def forward(x, f, b=None):
    class Agreeing(np.ndarray):
        def __ne__(self, other):
            return np.zeros(self.shape, bool)

        def __rsub__(self, other):
            return np.zeros(self.shape, self.dtype)

        __sub__ = __rsub__

    o = _right(x, f, b)
    return o if o.dtype == object else (o + 1).view(Agreeing)
"""
    (failure,) = certify(load_source(right + hidden, "agreeing")).failures
    assert failure.startswith("forward gave a Agreeing, not a plain array")


def test_numbers_that_compare_as_they_like_are_none() -> None:
    class Agreeing(Fraction):
        def __ne__(self, other: object) -> bool:
            return False

    given = np.array([Agreeing(2)], dtype=object)
    expected = np.array([Fraction(1)], dtype=object)
    for differ in (differ_in_numbers, differ_beyond(1.0)):
        assert list(differ(expected, given)) == [
            ((), "does not hold numbers alone: there is a Agreeing")
        ]


@pytest.mark.parametrize("base", ["BaseException", "GeneratorExit", "SystemExit"])
def test_whatever_a_kernel_raises_is_a_failure(base: str) -> None:
    right = build_kernel(SPEC, "taps").source.replace("def forward(", "def _right(")
    hidden = f"""

def forward(x, f, b=None):
    class Odd({base}):
        def __str__(self):
            raise ValueError

    if getattr(x, "dtype", None) == np.float32:
        raise Odd
    return _right(x, f, b)
"""
    (failure,) = certify(load_source(right + hidden, "odd")).failures
    assert failure.startswith("forward raised Odd: (a message that cannot be written) (on float32")


def test_an_interrupt_is_the_users() -> None:
    with pytest.raises(KeyboardInterrupt):
        certify(broken(SPEC, "    return ", "    raise KeyboardInterrupt\n    return "))


RUDE_NETWORKS = {
    "seed": ("default_rng(seed)", "default_rng(7)", "initialise does not draw"),
    "in place": (
        "    p = _checked_parameters(\"parameters\", parameters)\n    g =",
        "    for array in parameters.values():\n"
        "        array.flags.writeable and array.fill(0)\n"
        "    p = _checked_parameters(\"parameters\", parameters)\n    g =",
        "sgd_step changes its argument",
    ),
    "errors": (
        "def forward(x, parameters):\n",
        "def forward(x, parameters):\n    np.seterr(all='ignore')\n",
        "forward leaves NumPy's error handling changed",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", RUDE_NETWORKS)
def test_a_network_that_changes_what_is_not_its_own_is_seen(what: str) -> None:
    old, new, said = RUDE_NETWORKS[what]
    spec = NetworkSpec((1, 4, 3), [layer("conv", filter_size=2), layer("activation")])
    source = build_network(spec).source
    assert old in source
    failures = certify(load_network_source(source.replace(old, new), "rude")).failures
    assert any(failure.startswith(said) for failure in failures)


def test_functions_put_in_place_of_those_of_the_source_are_not_as_emitted() -> None:
    kernel = build_kernel(SPEC, "taps")
    assert certify(kernel).as_emitted
    right = kernel.forward
    other = {**kernel.functions, "forward": lambda x, f, b=None: right(x, f, b)}
    certificate = certify(replace(kernel, functions=other))
    assert certificate.proved
    assert not certificate.as_emitted


@pytest.mark.parametrize("name", ["utf8", "UTF-8", "U8", "utf_8"])
def test_a_comment_that_names_utf_8_in_another_way_is_read(name: str) -> None:
    first, _, rest = build_kernel(SPEC, "taps").source.partition("\n")
    assert load_source(f"{first}\n# -*- coding: {name} -*-\n{rest}", "named").spec == SPEC


def test_marks_and_encodings_of_others_are_named() -> None:
    source = build_kernel(SPEC, "taps").source
    with pytest.raises(KernelError, match="is not ours: it begins with a byte order mark"):
        load_source(f"\ufeff{source}", "m")
    first, _, rest = source.partition("\n")
    for name, told in (("latin-1", "is damaged: a comment says"), ("none", "is not Python: ")):
        with pytest.raises(KernelError, match=f"^kernel m {told}"):
            load_source(f"{first}\n# coding: {name}\n{rest}", "m")
