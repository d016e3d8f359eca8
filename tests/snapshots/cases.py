"""The runs whose output is kept: every kind of layer, every format, every command that prints."""

from __future__ import annotations

from pathlib import Path

INPUTS = Path(__file__).parent / "inputs"
EXPECTED = Path(__file__).parent / "expected"

_FORMATS = ("text", "latex", "markdown", "json")

_LAYERS = {
    "conv": "--input 3x4 --filter 2x3",
    "conv_rich": "--input 2x3x4 --filter 3x2 --filters 4 --groups 2 --stride 2x1 --dilation 1x2 "
    "--padding 1:0x2:1 --bias",
    "conv_flat": "--input 5x5 --filter 3x3 --stride 2 --notation chapter",
    "conv_full": "--input 3 --filter 2 --padding full",
    "conv_causal": "--input 4 --filter 2 --dilation 2 --padding causal",
    "transposed": "--kind conv_transpose --input 2x3 --filter 3x2 --stride 2 --padding 1:0x0 "
    "--output-padding 1x0 --bias",
    "max_pool": "--kind pool --input 2x4x5 --pool 2x3 --stride 2 --ceil-mode",
    "lp_pool": "--kind pool --input 5 --pool 3 --operation lp --power 3",
    "average_pool": "--kind pool --input 4x5 --pool 3x2 --operation average --padding 1x0 "
    "--stride 2",
    "lp_pool_real": "--kind pool --input 3 --pool 2 --operation lp --power 1.5",
    "last_pool": "--kind pool --input 3 --pool 2 --ties last",
    "split_pool": "--kind pool --input 4 --pool 2 --stride 2 --operation min --ties split",
    "adaptive_pool": "--kind adaptive_pool --input 4x3 --output-size 3x2",
    "adaptive_max_pool": "--kind adaptive_pool --input 5 --output-size 2 --operation max",
    "divided_pool": "--kind pool --input 4 --pool 3 --operation average --padding 1 --divisor 2",
    "unpool": "--kind unpool --input 2x3 --output-size 4x6",
    "leaky": "--kind activation --input 3 --function leaky_relu --slope 0.2",
    "softmax": "--kind activation --input 3x2 --function softmax",
    "dense": "--kind dense --input 4 --units 3 --bias",
    "flatten": "--kind flatten --input 2x3x2",
    "cross_entropy": "--kind loss --input 4 --function cross_entropy",
    "squared_error": "--kind loss --input 3 --function squared_error",
}

_LONG = ("--input", "8x9", "--filter", "2x3", "--padding", "0x1")
"""A layer of which only chosen entries are printed."""

_KERNELS = {
    "conv_explicit": "--input 3x4 --filter 2x3 --strategy explicit",
    "conv_taps": _LAYERS["conv_rich"] + " --strategy taps",
    "conv_im2col": _LAYERS["conv_rich"] + " --padding-mode reflect --strategy im2col",
    "transposed_taps": _LAYERS["transposed"] + " --strategy taps",
    "max_pool_taps": _LAYERS["max_pool"],
    "lp_pool_taps": _LAYERS["lp_pool"],
    "average_pool_taps": _LAYERS["average_pool"],
    "lp_pool_real_taps": _LAYERS["lp_pool_real"],
    "last_pool_taps": _LAYERS["last_pool"],
    "split_pool_taps": _LAYERS["split_pool"],
    "split_pool_direct": "--kind pool --input 4 --pool 4 --ties split",
    "adaptive_pool_direct": _LAYERS["adaptive_pool"],
    "adaptive_max_pool_direct": _LAYERS["adaptive_max_pool"],
    "divided_pool_taps": _LAYERS["divided_pool"],
    "unpool_direct": _LAYERS["unpool"],
    "softmax_direct": _LAYERS["softmax"],
    "dense_direct": _LAYERS["dense"],
    "cross_entropy_direct": _LAYERS["cross_entropy"],
}

_GRAPH = ("graph", "q = x + y; f = q z + relu(q)")
_NUMBERS = ("--at", "x=-2,y=5,z=-1/3")
_LONG_GRAPH = (
    "graph",
    "f = sigmoid(w0*x0 + w1*x1 + w2*x2 + w3*x3 + w4*x4 + w5*x5) * exp(w0 + x1) / (1 + x2^2)",
    "--split", "--at", "w0=2,x0=-1,w1=-3,x1=-2,w2=-3,x2=1/2,w3=1,x3=1,w4=1,x4=2,w5=3,x5=1",
)  # fmt: skip


def _derivations() -> dict[str, tuple[str, ...]]:
    cases = {f"derive_{name}_text": ("derive", *flags.split()) for name, flags in _LAYERS.items()}
    for name, formats in {
        "conv": _FORMATS[1:3],
        "conv_rich": _FORMATS[1:3],
        "max_pool": _FORMATS[1:3],
        "softmax": _FORMATS[1:3],
        "dense": ("json",),
        "squared_error": ("json",),
        "average_pool": ("json",),
    }.items():
        for format_ in formats:
            run = ("derive", *_LAYERS[name].split(), "--format", format_)
            cases[f"derive_{name}_{format_}"] = run
    conv = _LAYERS["conv"].split()
    return cases | {
        "derive_entry_text": ("derive", *conv, "--entry", "X[1,2]"),
        "derive_values_text": ("derive", *conv, "--values", "1,-2,3,0;4,1/2,6,7;-1,0,2,5",
                               "--values", "f=1,0,2;-1,3,1"),
        "derive_long_text": ("derive", *_LONG),
        "derive_long_latex": ("derive", *_LONG, "--format", "latex"),
        "derive_long_corner_markdown": ("derive", *_LONG, "--entries", "corner,edge", "--only",
                                        "grad-input", "--format", "markdown"),
        "derive_slides_latex": ("derive", *conv, "--notation", "slides;base=0", "--format",
                                "latex", "--standalone", "--only", "grad-input"),
    }  # fmt: skip


def _networks() -> dict[str, tuple[str, ...]]:
    small, chapter = str(INPUTS / "small.toml"), str(INPUTS / "chapter.toml")
    cases = {
        f"network_small_{format_}": ("derive", "--network", small, "--format", format_)
        for format_ in _FORMATS[:3]
    }
    return cases | {
        "network_chapter_json": ("derive", "--network", chapter, "--layer-name", "dense1",
                                 "--format", "json"),
        "network_chapter_text": ("derive", "--network", chapter),
        "network_blog_latex": ("derive", "--network", small, "--notation", "blog", "--format",
                               "latex", "--layer-name", "conv1"),
    }  # fmt: skip


def _comparisons() -> dict[str, tuple[str, ...]]:
    layer = ("compare", "--input", "4x5", "--filter", "3x2", "--stride", "2", "--bias")
    return {f"compare_{format_}": (*layer, "--format", format_) for format_ in _FORMATS}


def _theorems() -> dict[str, tuple[str, ...]]:
    general = ("derive", "--general", "--stride", "s", "--padding", "p", "--dilation", "1")
    cases = {f"theorem_{format_}": (*general, "--format", format_) for format_ in _FORMATS}
    name = "weight-gradient-storage"
    return cases | {
        "theorem_fixed_text": ("derive", "--general", "--operation", "grad-filter", "--input",
                               "5x6", "--filter", "3x2", "--padding", "1", "--no-check"),
        "theorems_list": ("theorems", "--list"),
        "theorems_latex": ("theorems", name, "--format", "latex", "--standalone"),
    }  # fmt: skip


def _graphs() -> dict[str, tuple[str, ...]]:
    formats = (*_FORMATS, "svg")
    cases = {f"graph_{format_}": (*_GRAPH, *_NUMBERS, "--format", format_) for format_ in formats}
    return cases | {
        "graph_letters_text": _GRAPH,
        "graph_long_text": _LONG_GRAPH,
        "graph_long_latex": (*_LONG_GRAPH, "--format", "latex"),
    }


def _emitted() -> dict[str, tuple[str, ...]]:
    cases = {
        f"emit_{name}": ("generate", *flags.split(), "--no-certify", "-o", ".")
        for name, flags in _KERNELS.items()
    }
    network = ("generate", "--network", str(INPUTS / "small.toml"))
    return cases | {"emit_network_small": (*network, "--no-certify", "-o", ".")}


CASES: dict[str, tuple[str, ...]] = {
    **_derivations(),
    **_networks(),
    **_comparisons(),
    **_theorems(),
    **_graphs(),
    **_emitted(),
    "notations": ("notations",),
    "strategies": ("strategies",),
}
"""The arguments of every run by its name."""
