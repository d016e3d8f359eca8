"""The index calculus: derivations for any size, line by line, each line proved by rules.

It does not know what a layer is. An expression is a formula (`symconv.formulas`): sums over bound
indices with integer limits and conditions. A `Rule` takes one to an equal one, an
`IndexDerivation` is the list of rules and lines, and `check_derivation` compares the lines on
exact integers without asking any rule.
"""

from symconv.calculus.checking import (
    CheckedOn,
    Counterexample,
    check_derivation,
)
from symconv.calculus.claims import ProvedClaim, prove_equal
from symconv.calculus.errors import RuleError
from symconv.calculus.refuting import refute
from symconv.calculus.rule import (
    Application,
    Context,
    IndexDerivation,
    Line,
    Rewritten,
    Rule,
    SideCondition,
    Words,
    begin,
)
from symconv.calculus.setting import Setting
from symconv.calculus.strategy import derive_gradient, everywhere, exhaust

__all__ = [
    "Application",
    "CheckedOn",
    "Context",
    "Counterexample",
    "IndexDerivation",
    "Line",
    "ProvedClaim",
    "Rewritten",
    "Rule",
    "RuleError",
    "Setting",
    "SideCondition",
    "Words",
    "begin",
    "check_derivation",
    "derive_gradient",
    "everywhere",
    "exhaust",
    "prove_equal",
    "refute",
]
