"""The words of each language: what a phrase is about, phrases between bars.

A phrase that ends with ~ is the beginning of a word whose end varies.
"""

from __future__ import annotations

from symconv.verification.stating.words.arabic import ARABIC
from symconv.verification.stating.words.chinese import CHINESE
from symconv.verification.stating.words.english import ENGLISH
from symconv.verification.stating.words.french import FRENCH
from symconv.verification.stating.words.german import GERMAN
from symconv.verification.stating.words.korean import JAPANESE, KOREAN
from symconv.verification.stating.words.russian import RUSSIAN
from symconv.verification.stating.words.spanish import PORTUGUESE, SPANISH

LANGUAGES = (
    ENGLISH, CHINESE, JAPANESE, KOREAN, RUSSIAN, GERMAN, FRENCH, SPANISH, PORTUGUESE, ARABIC,
)  # fmt: skip
"""The first that knows a word decides what it means."""
