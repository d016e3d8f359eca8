"""The same layer told in several languages."""

from __future__ import annotations

import pytest

from tests.verification.stating.reading_cases import letters, shapes, values

_TOLD = [
    "Let X be the input of size 5×4 and W the filter of size 3×2, stride 1, no padding",
    "设 $X$ 为输入，大小为 5×4，$W$ 为卷积核，大小为 3×2，步长为1，不填充",
    "入力 X は 5×4、フィルタ W は 3×2、ストライドは 1、パディングなし",
    "입력 X는 5×4, 필터 W는 3×2이고 스트라이드는 1, 패딩 없음",
    "Пусть X — вход размером 5×4, W — ядро свёртки размером 3×2, шаг свёртки 1, без паддинга",
    "Sei X die Eingabe der Größe 5×4 und W der Filter der Größe 3×2, Schrittweite 1, ohne Padding",
    "Soit X l'entrée de taille 5×4 et W le filtre de taille 3×2, avec un pas de 1 et sans padding",
    "Sea X la entrada de tamaño 5×4 y W el filtro de tamaño 3×2, con un paso de 1 y sin relleno",
    "Seja X a entrada de tamanho 5×4 e W o filtro de tamanho 3×2, stride 1, sem preenchimento",
    "ليكن المدخل X بحجم 5×4 والمرشح W بحجم 3×2، بخطوة مقدارها 1 وبدون حشو",
]


@pytest.mark.parametrize("text", _TOLD)
def test_a_layer_is_read_in_its_language(text: str) -> None:
    sizes = shapes(text)
    assert sizes.get("X", sizes.get("input")) == "5x4"
    assert sizes.get("W", sizes.get("filter")) == "3x2"
    assert letters(text) == {"X": "input", "W": "filter"}
    assert values(text, "stride") == ["1"]
    assert values(text, "padding") == ["0"]
