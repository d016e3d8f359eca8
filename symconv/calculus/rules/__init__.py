"""The rules of the index calculus."""

from symconv.calculus.rules.algebra import (
    AddUp,
    LogOfShare,
    NestSum,
    OneFraction,
    OrderFactors,
    OrderTerms,
    PutEqual,
)
from symconv.calculus.rules.counting import NarrowRange, SolveInequality, WorstCase
from symconv.calculus.rules.definitions import (
    Fold,
    NameArray,
    Unfold,
)
from symconv.calculus.rules.deltas import (
    ContractDelta,
    DivideDelta,
    DropKnown,
    InsertDelta,
    UseEquality,
)
from symconv.calculus.rules.differentiation import (
    ChainRule,
    ConstantFactor,
    DifferentiateSum,
    DropConstant,
    ProductRule,
)
from symconv.calculus.rules.extension import Dilate, ExtendByZero, Turn
from symconv.calculus.rules.indices import ChangeIndex, CollectNumbers, FlipIndex, Rename
from symconv.calculus.rules.reading import (
    ReadDilated,
    ReadInside,
    ReadNamed,
    ReadTurned,
    UnfoldEntry,
)
from symconv.calculus.rules.slopes import (
    DifferentiateEntry,
    DifferentiateFunction,
    DifferentiateMaximum,
)
from symconv.calculus.rules.sums import (
    MergeSums,
    PullOut,
    RestrictSum,
    SplitRange,
    SplitSum,
)
from symconv.calculus.rules.terms import DropImpossible, Recount

__all__ = [
    "AddUp",
    "ChainRule",
    "ChangeIndex",
    "CollectNumbers",
    "ConstantFactor",
    "ContractDelta",
    "DifferentiateEntry",
    "DifferentiateFunction",
    "DifferentiateMaximum",
    "DifferentiateSum",
    "Dilate",
    "DivideDelta",
    "DropConstant",
    "DropImpossible",
    "DropKnown",
    "ExtendByZero",
    "FlipIndex",
    "Fold",
    "InsertDelta",
    "LogOfShare",
    "MergeSums",
    "NameArray",
    "NarrowRange",
    "NestSum",
    "OneFraction",
    "OrderFactors",
    "OrderTerms",
    "ProductRule",
    "PullOut",
    "PutEqual",
    "ReadDilated",
    "ReadInside",
    "ReadNamed",
    "ReadTurned",
    "Recount",
    "Rename",
    "RestrictSum",
    "SolveInequality",
    "SplitRange",
    "SplitSum",
    "Turn",
    "Unfold",
    "UnfoldEntry",
    "UseEquality",
    "WorstCase",
]
