"""Words of PyTorch, Keras and ONNX for kinds of layers, their options and values, and ours.

They are answered with our words, not taken for them: a spec is written in one way only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from symconv.suggestions import Meanings, bare


def _meanings(*rows: tuple[str, str]) -> Meanings:
    """Give a table from rows of our words, and the words of others that they say."""
    table: dict[str, list[str]] = {}
    for ours, theirs in rows:
        for word in theirs.split():
            table[word] = ours.split()
    return table


OPTIONS: Meanings = _meanings(
    ("filter_size pool_size", "kernel kernelsize kernelshape ksize window windowsize filter"),
    ("filter_size pool_size", "filtersize windowshape"),
    ("pool_size filter_size", "pool poolsize poolingsize"),
    ("stride", "strides step steps subsample windowstrides"),
    ("padding", "pads pad paddings autopad"),
    ("dilation", "dilations dilationrate rate atrous rhsdilation"),
    ("groups", "group ngroups numgroups featuregroupcount"),
    ("in_channels channels inputs", "inchannels inputchannels infeatures channels inplanes cin"),
    ("in_channels channels inputs", "numchannels inputdim nin"),
    ("out_channels units", "outchannels outputchannels outfeatures filters numfilters nfilters"),
    ("out_channels units", "kernels numkernels features units outplanes cout nout numoutputs"),
    ("input_size shape inputs", "input inputs inputsize inputshape insize inputdims size shape"),
    ("bias", "usebias withbias"),
    ("padding_mode operation", "mode paddingmode bordermode"),
    ("function", "activation activationfunction nonlinearity loss lossfunction criterion fn func"),
    ("slope", "alpha negativeslope leak"),
    ("axis", "dim"),
    ("output_padding", "outputpads outputpad outpad adj"),
    ("output_size", "outputshape outsize outshape outputsize"),
    ("power", "p normtype norm order exponent"),
    ("operation", "op pooling pooltype poolingtype reduce aggregation"),
    ("count_include_pad", "includepad countincludepadding"),
    ("ceil_mode", "ceil roundup"),
    ("divisor", "divisoroverride"),
    ("flip_filter", "flip flipkernel flipkernels flipfilters trueconvolution"),
)
"""Options, by the names that our classes have for their arguments."""

VALUES: Meanings = _meanings(
    ("reflect", "reflection mirror reflect101"),
    ("replicate", "edge nearest replication clamp border"),
    ("zeros", "constant zero zeropadding"),
    ("circular", "wrap periodic cyclic"),
    ("same", "sameupper half"),
    ("valid", "none notset no"),
    ("average", "avg mean averagepool avgpool averagepooling avgpooling meanpool"),
    ("max", "maximum maxpool maxpooling amax"),
    ("min", "minimum minpool minpooling amin"),
    ("lp", "l1 l2 norm pnorm lppool"),
    ("mean_squared_error", "mse mseloss l2loss meansquarederrorloss"),
    ("squared_error", "sse squarederrorloss sumofsquarederrors"),
    ("cross_entropy", "ce crossentropyloss categoricalcrossentropy softmaxcrossentropyloss"),
    ("cross_entropy", "softmaxcrossentropy logloss softmaxcrossentropywithlogits"),
    ("leaky_relu", "lrelu"),
    ("sigmoid", "logistic"),
    ("identity", "linear"),
    ("", "gelu elu selu celu prelu rrelu relu6 crelu glu silu swish mish hardsigmoid hardswish"),
    ("", "hardtanh logsoftmax logsigmoid softplus softsign nll nllloss l1loss smoothl1 huber bce"),
    (
        "",
        "smoothl1loss huberloss bceloss bcewithlogitsloss binarycrossentropy mae maeloss kldivloss",
    ),
    ("", "meanabsoluteerror meanabsolutepercentageerror meansquaredlogarithmicerror hingeloss"),
)
"""Values of options that have a fixed set of them, such as padding modes."""

PARTS: Meanings = _meanings(
    ("output forward", "fprop forwardpass out y"),
    ("forward output", "output"),
    ("grad-input", "dx gradx dgrad inputgradient backwarddata backwardinput inputgrad"),
    ("grad-filter grad-weight", "dw gradw wgrad filtergradient weightgradient backwardfilter"),
    ("grad-filter grad-weight", "gradkernel kernelgradient weightgrad gradweight gradweights df"),
    ("grad-bias", "db gradb bgrad biasgradient backwardbias biasgrad"),
    ("local", "localgradient localgradients jacobian"),
    ("worked-case", "numbers values example"),
)
"""What is derived of a layer: its output and its gradients."""

ARGUMENTS: Meanings = _meanings(
    ("x", "input data"),
    ("f w", "filter kernel weight weights"),
    ("w f", "dense matrix"),
    ("b", "bias"),
    ("t", "target label labels y"),
    ("i", "indices index"),
    ("grad_o", "upstream gradoutput outputgradient dout dy g"),
)
"""Arguments of a layer's functions."""

_KINDS: Meanings = _meanings(
    ("conv", "convolution convolutional convlayer correlation crosscorrelation depthwiseconv"),
    ("conv", "depthwiseconvolution depthwise groupedconv"),
    ("conv_transpose", "transposedconv transposedconvolution convolutiontranspose deconv"),
    ("conv_transpose", "deconvolution transposeconv upconv fractionallystridedconv"),
    ("dense", "linear fc fullyconnected gemm matmul affine denselayer innerproduct"),
    ("pool", "pooling"),
    ("adaptive_pool", "adaptivepooling"),
    ("unpool", "maxunpool unpooling maxunpooling"),
    ("flatten", "reshape"),
    ("loss", "criterion"),
    ("activation", "nonlinearity"),
)
_RANK = re.compile(r"[123]d(?=transpose|$)")
_ADAPTIVE = "adaptive"
_GLOBAL = "global"
_LOSS = "loss"
_POOL = "pool"


@dataclass(frozen=True)
class ForeignKind:
    """A kind of layer, and the value of an option that makes it what a word says.

    `is_global` says that its window is the whole input.
    """

    kind: str
    option: str = ""
    value: str = ""
    is_global: bool = False

    def as_flags(self) -> str:
        """Say it as the command line does."""
        option = f" --{self.option} {self.value}" if self.option else ""
        return f"--kind {self.kind}{option}{' --pool global' if self.is_global else ''}"

    def as_keys(self) -> str:
        """Say it as a file and a call in Python do."""
        told = f"{self.kind!r}" + (f" with {self.option} {self.value!r}" if self.option else "")
        return f"{told} and a window of the input's size" if self.is_global else told


def foreign_kind(
    word: object, kinds: Iterable[str], choices: Mapping[tuple[str, str], Iterable[str]]
) -> ForeignKind | None:
    """Give what a word such as Conv2d, MaxPool or relu says, or None.

    `choices` holds the values of the options that tell kinds of one sort from each other, by kind
    and option.

    >>> foreign_kind("Conv2DTranspose", ["conv", "conv_transpose"], {}).as_keys()
    "'conv_transpose'"
    >>> foreign_kind("AvgPool2d", [], {("pool", "operation"): ["max", "average"]}).as_flags()
    '--kind pool --operation average'
    """
    if not isinstance(word, str):
        return None
    name = _RANK.sub("", bare(word))
    ours = {bare(kind): kind for kind in kinds}
    for candidate in (name, *_KINDS.get(name, ())):
        if bare(candidate) in ours:
            return ForeignKind(ours[bare(candidate)])
    adaptive = name.startswith(_ADAPTIVE)
    value = name.removeprefix(_ADAPTIVE)
    is_global = not adaptive and value.startswith(_GLOBAL)
    found = _by_value(value.removeprefix(_GLOBAL), choices)
    wanted = [kind for kind in found if kind.kind.startswith(_ADAPTIVE) == adaptive]
    first = next(iter(wanted), None)
    return replace(first, is_global=True) if first and is_global and first.kind == _POOL else first


def names_no_kind(word: object) -> bool:
    """Tell a name of a layer or a loss that there is not from a kind that is written wrongly.

    >>> names_no_kind("L1Loss"), names_no_kind("GELU"), names_no_kind("losss")
    (True, True, False)
    """
    name = bare(word) if isinstance(word, str) else ""
    return VALUES.get(name) == [] or (name.endswith(_LOSS) and name != _LOSS)


def _by_value(name: str, choices: Mapping[tuple[str, str], Iterable[str]]) -> Iterator[ForeignKind]:
    """Give the kinds that are told apart by a value, such as relu."""
    for (kind, option), values in choices.items():
        known = {bare(value): value for value in values}
        for candidate in (name, *VALUES.get(name, ())):
            if bare(candidate) in known:
                yield ForeignKind(kind, option, known[bare(candidate)])
