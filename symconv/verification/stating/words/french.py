"""French words."""

from __future__ import annotations

from symconv.verification.stating.concepts import Concept

C = Concept

FRENCH: dict[C, str] = {
    C.INPUT: "entrée|entrées|image d'entrée|matrice d'entrée|données d'entrée",
    C.FILTER: "filtre|noyau|noyau de convolution|poids|filtre de convolution",
    C.BIAS: "biais",
    C.OUTPUT: "sortie|matrice de sortie|carte de sortie|image de sortie",
    C.LOSS: "perte|fonction de perte|fonction de coût|coût|fonction d'erreur",
    C.ERROR: "erreur",
    C.GRADIENT: "dérivée|dérivées",
    C.ACTIVATION: "fonction d'activation",
    C.TARGET: "cible|étiquette",
    C.RATE: "taux d'apprentissage",
    C.STRIDE: "un pas de|pas de convolution|un pas|le pas",
    C.PADDING: "remplissage|marge|rembourrage|bourrage|zéro padding",
    C.NO_PADDING: "sans padding|sans remplissage|pas de padding|pas de remplissage|"
    "aucun padding|aucun remplissage|sans bourrage",
    C.SIZE: "taille|dimension|dimensions|tailles",
    C.HEIGHT: "hauteur|lignes",
    C.WIDTH: "largeur|colonnes",
    C.CHANNELS: "canaux|profondeur|nombre de canaux",
    C.AMOUNT: "nombre de|nombre des|le nombre de",
    C.CORRELATION: "corrélation croisée|corrélation|intercorrélation|inter corrélation",
    C.CONVOLUTION: "produit de convolution|opération de convolution",
    C.TRUE: "vraie|véritable",
    C.FLIP: "retourné|retournée|inversé|pivoté|retourner|retournement",
    C.PRODUCT: "produit|produit scalaire|produit matriciel",
    C.ENTRYWISE: "produit terme à terme|produit élément par élément|produit d'hadamard|"
    "produit de hadamard|multiplication élément par élément",
    C.FORWARD: "propagation avant|passe avant",
    C.BACKWARD: "rétropropagation|passe arrière|rétro propagation",
    C.OPERATION: "couche|opérateur|opération|couche de convolution|couche convolutive|symbole",
    C.INDEX: "indice|les indices|indexation",
    C.START: "commencent|commence|commençant|débutent|partent",
    C.DIVISIBLE: "divise|un multiple de|multiple de",
    C.ZERO_OUTSIDE: "nul en dehors|nulle en dehors|nuls en dehors|nulles en dehors|"
    "zéro en dehors|prolongé par zéro|prolongée par zéro|complété par des zéros",
    C.SUMMED: "convention de sommation|convention d'einstein|convention de sommation d'einstein",
    C.IS: "est|sont|soit|soient|égal à|égale à|vaut",
    C.DENOTES: "désigne|désignent|représente|représentent|noté|notée|notés|dénote|est noté|"
    "est notée|correspond à",
    C.DENOTE: "on note|notons|nous notons|note",
    C.OF: "de|du|des|d|à|de taille|par",
    C.WITH: "avec|où|dont",
    C.AND: "et",
    C.OR: "ou",
    C.ARTICLE: "le|la|les|un|une|notre|l|cette|ce",
    C.NOUN: "matrice|tenseur|carte|fonction|valeur|terme",
    C.PART: "élément|canal|ligne|colonne",
    C.USE: "nous utilisons|on utilise|utilise|calcule|nous calculons|effectue|on calcule",
    C.HERE: "ici",
    C.NOT: "pas|sans|aucun|aucune|n'est pas|n'est",
    C.INSTEAD: "au lieu de|plutôt que|et non",
    C.CONTRAST: "différence|contrairement|diffère|diffèrent|comparer|tandis",
    C.HEDGE: "si|lorsque|quand|exemple|souvent|généralement|peut|pourrait|parfois|supérieur à",
    C.QUESTION: "pourquoi|qu'est|quel|quelle|comment",
}
