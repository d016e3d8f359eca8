"""Numbers written as words."""

from __future__ import annotations

_WORDS = (
    "zero null ноль нуль нулю нуля zéro cero صفر",
    "one eins eine einer un une uno una один одному единице единица um uma واحد 하나",
    "two zwei deux dos два двум двум dois duas 两 둘 اثنان",
    "three drei trois tres три трём трем três 三 셋 ثلاثة",
    "four vier quatre cuatro четыре четырём quatro 四 أربعة",
    "five fünf cinq cinco пять пяти 五 خمسة",
    "six sechs seis шесть шести 六",
    "seven sieben sept siete семь семи sete 七",
    "eight acht huit ocho восемь восьми oito 八",
    "nine neun neuf nueve девять девяти nove 九",
    "ten zehn dix diez десять десяти dez 十",
)

NUMBER_WORDS: dict[str, int] = {
    word: number for number, words in enumerate(_WORDS) for word in words.split()
}
"""What a word counts.

>>> NUMBER_WORDS["two"], NUMBER_WORDS["два"]
(2, 2)
"""
