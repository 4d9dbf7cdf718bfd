"""Le thème unique des graphiques : couleurs, police, largeurs.

Les couleurs sont les valeurs claires de static/css/jetons.css, que site.css remplace à l'écran
selon le mode. La place des textes est calculée, non mesurée : le dessin ne dépend pas des
polices de la machine.
"""

ENCRE, ENCRE_DOUCE = "#1d232c", "#55606e"
ACCENT, GRIS = "#7b1e3a", "#7d828b"
# Couleur, tirets et marque : deux lignes se distinguent sans leur couleur.
SERIES = (
    ("#7b1e3a", [1, 0], "circle"),
    ("#3c5a8a", [7, 3], "square"),
    ("#2f6b5e", [2, 3], "triangle-up"),
    ("#b07a10", [9, 3, 2, 3], "diamond"),
)
# Du plus faible au plus fort ; la clarté seule les distingue, et le mode sombre l'inverse.
ECHELLE = ("#f0ced7", "#dba1b2", "#c4738a", "#963552", "#5c1229")
# Une valeur nulle n'est pas une petite valeur ; une inconnue n'a que son contour, en tirets.
NUL, INCONNU = "#fffdfa", "none"
SUR_FONCE = "#fffefd"
# Largeur d'un petit téléphone ; un long libellé élargit le dessin plutôt que d'être coupé.
LARGEUR = 360
CORPS = 14
MARGE = 8

POLICE = {"font": "'Source Sans 3', sans-serif", "fontSize": CORPS, "fill": ENCRE}
THEME = {
    "aria": False,
    "autosize": "none",
    "background": "transparent",
    "view": {"stroke": None},
    "text": POLICE,
    "axis": {
        "domainColor": GRIS,
        "grid": False,
        "labelColor": ENCRE_DOUCE,
        "labelFont": POLICE["font"],
        "labelFontSize": CORPS,
        "labelOverlap": False,
        "tickColor": GRIS,
    },
}
