"""Options of layers: each is declared once, for Python, TOML files and the command line alike."""

from symconv.specs.options.calls import CallWriter
from symconv.specs.options.option import Option, Where, may_stay_open
from symconv.specs.options.sizes import InputSize, Pads, Shape, Sizes, Window
from symconv.specs.options.values import Choice, Integer, Number, OptionalInteger, Switch, Value

__all__ = [
    "CallWriter",
    "Choice",
    "InputSize",
    "Integer",
    "Number",
    "Option",
    "OptionalInteger",
    "Pads",
    "Shape",
    "Sizes",
    "Switch",
    "Value",
    "Where",
    "Window",
    "may_stay_open",
]
