"""What the parts of a document are about: other layers' formulas claim nothing of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from enum import StrEnum

from symconv.verification.finding import Found, Prose, SourceDocument

_CONVOLUTIONS = re.compile(
    r"convol|\bconv|\bcnn|kernel|\bfilter|\bstride|correlat|feature map|"
    r"卷积|步长|滤波|합성곱|컨볼루션|커널|필터|畳み込み|カーネル|フィルタ|"
    r"св[её]рт|ядр|фильтр|falt|filtre|noyau|convolu|faltung|filtro|núcleo|الالتفاف|مرشح",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\brnn|\blstm|\bgru\b|recurrent|fully[- ]connected|\bdense\b|\bsoftmax|batch ?norm|"
    r"attention|transformer|cross[- ]entropy|logistic|linear regression|\bmlp\b|"
    r"全连接|循环神经|归一化|注意力|완전 ?연결|순환|全結合|再帰|полносвяз|рекуррент|"
    r"entièrement connecté|récurrent|vollständig verbunden|totalmente conectad",
    re.IGNORECASE,
)


_POOLS = re.compile(r"pool|池化|풀링|プーリング|пулинг|subsampl|downsampl", re.IGNORECASE)


_TRANSPOSED = re.compile(
    r"transposed? conv|deconv|fractionally[- ]strided|transponierte|transposée|transpuesta|"
    r"转置卷积|反卷积|転置畳み込み|전치 ?합성곱|транспонированн",
    re.IGNORECASE,
)
_MUCH = 600
"""Characters of prose beside which formulas about a convolution show it."""


class Subject(StrEnum):
    """What a part of a document is about."""

    CONVOLUTION = "convolution"
    POOLING = "pooling"
    TRANSPOSED = "transposed"
    """A transposed convolution: what is false of a convolution may be true of it."""
    OTHER = "other"


def subjects(
    source: SourceDocument, evident: bool, windows: Set[int] = frozenset()
) -> tuple[Subject, ...]:
    """Tell for each part of a document what it is about.

    A heading that names another layer, and no convolution, begins a part about that layer, up to
    the next heading of its level or above. A document that says a lot, or names other layers and a
    convolution nowhere, is about none, unless that is `evident` from its formulas or what it says
    of sizes.
    `windows` are the numbers of parts, from 1, that give the window of a pool: what follows is
    about pooling, up to the next heading, or to words about a convolution.
    """
    prose = [part.text for part in source.parts if isinstance(part, Prose)]
    ours = any(_CONVOLUTIONS.search(text) or _POOLS.search(text) for text in prose)
    others = not ours and any(map(_OTHERS.search, prose))
    if not evident and (others or sum(map(len, prose)) > _MUCH):
        return (Subject.OTHER,) * len(source.parts)
    return tuple(_subjects(source, windows))


def _subjects(source: SourceDocument, windows: Set[int]) -> Iterator[Subject]:
    found, level, window, turned = Subject.CONVOLUTION, 0, False, False
    for at, part in enumerate(source.parts, 1):
        if isinstance(part, Prose):
            turned = bool(_TRANSPOSED.search(part.text)) or (turned and part.heading is None)
            if part.heading is not None:
                window = False
                if part.heading <= level or found is Subject.CONVOLUTION:
                    found, level = _of_heading(part.text), part.heading
            elif _CONVOLUTIONS.search(part.text) and not _POOLS.search(part.text):
                window = False
            window = window or at in windows
        if turned and found is Subject.CONVOLUTION:
            yield Subject.TRANSPOSED
        else:
            yield Subject.POOLING if window and isinstance(part, Found) else found


def _of_heading(text: str) -> Subject:
    if _CONVOLUTIONS.search(text):
        return Subject.CONVOLUTION
    if _POOLS.search(text):
        return Subject.POOLING
    return Subject.OTHER if _OTHERS.search(text) else Subject.CONVOLUTION
