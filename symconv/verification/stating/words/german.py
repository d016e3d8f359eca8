"""German words."""

from __future__ import annotations

from symconv.verification.stating.concepts import Concept

C = Concept

GERMAN: dict[C, str] = {
    C.INPUT: "eingabe|eingang|eingabebild|eingabematrix|eingangsbild|eingangsmatrix|eingaben",
    C.IMAGE: "bild",
    C.FILTER: "kern|faltungskern|filterkern|filtermatrix|faltungsmatrix|gewicht|gewichte|"
    "gewichtsmatrix|filters|kerns|faltungskerns",
    C.OUTPUT: "ausgabe|ausgang|ausgabematrix|ausgabebild|ausgangsmatrix",
    C.LOSS: "verlust|verlustfunktion|kostenfunktion|fehlerfunktion|kosten",
    C.ERROR: "fehler|fehlerterm",
    C.GRADIENT: "gradienten|ableitung|ableitungen",
    C.ACTIVATION: "aktivierungsfunktion|aktivierung",
    C.TARGET: "zielwert|sollwert|zielausgabe",
    C.RATE: "lernrate",
    C.STRIDE: "schrittweite",
    C.PADDING: "auffüllung|nullauffüllung|polsterung",
    C.NO_PADDING: "ohne padding|kein padding|keine auffüllung|ohne auffüllung|keinem padding",
    C.SIZE: "größe|dimension|dimensionen|größen|abmessung|seitenlänge",
    C.HEIGHT: "höhe|zeilen",
    C.WIDTH: "breite|spalten",
    C.CHANNELS: "kanäle|tiefe|kanalzahl|anzahl der kanäle",
    C.AMOUNT: "anzahl der|anzahl|die anzahl der",
    C.CORRELATION: "kreuzkorrelation|korrelation",
    C.CONVOLUTION: "faltung|faltungen|faltungsoperation",
    C.TRUE: "echte|mathematische|wahre|eigentliche",
    C.FLIP: "gespiegelt|gespiegelte|gespiegelten|gedreht|gedrehte|umgedreht|rotiert|spiegeln",
    C.PRODUCT: "produkt|multiplikation|skalarprodukt|matrixmultiplikation",
    C.ENTRYWISE: "elementweise multiplikation|elementweises produkt|hadamard produkt|"
    "elementweise produkt",
    C.FORWARD: "vorwärtsdurchlauf|vorwärtsschritt|vorwärts|vorwärtspropagierung",
    C.BACKWARD: "rückwärtsdurchlauf|rückpropagierung|rückwärts|rückwärtsschritt",
    C.OPERATION: "schicht|faltungsschicht|operator|symbol",
    C.INDEX: "indizes|indices|indizierung",
    C.START: "beginnen|beginnt|starten|startet|laufen|zählen",
    C.BASED: "basiert|basierte|basierten|basierter|basierte indizierung",
    C.DIVISIBLE: "teilbar|ohne rest teilbar|ein vielfaches von",
    C.ZERO_OUTSIDE: "außerhalb null|außerhalb gleich null|außerhalb 0|null außerhalb|"
    "mit nullen fortgesetzt",
    C.SUMMED: "summenkonvention|einsteinsche summenkonvention",
    C.IS: "ist|sind|sei|seien|gleich|beträgt|wird auf",
    C.DENOTES: "bezeichnet|bezeichne|bezeichnen|steht für|bezeichnet mit",
    C.OF: "von|der größe|vom|mit größe|mit der größe|des|bei|auf",
    C.WITH: "mit|wobei|hat|haben",
    C.AND: "und",
    C.OR: "oder",
    C.ARTICLE: "der|die|das|den|dem|ein|eine|einen|einem|einer|eines|unser|unsere",
    C.NOUN: "tensor|schichten|funktion|karte|wert",
    C.PART: "element|eintrag|kanal|zeile|spalte",
    C.USE: "wir verwenden|wir benutzen|wir berechnen|berechnet|verwendet|verwenden",
    C.HERE: "hier",
    C.NOT: "nicht|kein|keine|keinen|ohne",
    C.INSTEAD: "statt|anstatt|anstelle|und nicht",
    C.CONTRAST: "unterschied|unterscheidet|unterscheiden|anders|im gegensatz|vergleich|beliebige",
    C.HEDGE: "wenn|falls|beispiel|oft|häufig|meist|üblicherweise|kann|könnte|würde|größer als",
    C.QUESTION: "warum|was ist|wie groß",
}
