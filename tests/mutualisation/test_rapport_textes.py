import re
from decimal import Decimal

import pytest

from mutualisation.templatetags.markdown import markdown
from mutualisation.templatetags.rapport import mesure
from services_communs.chapitre_realisations import Valeur


@pytest.mark.parametrize(
    ("valeur", "ecrite"),
    [
        (None, "–"),
        (Valeur(Decimal("4038.00"), None, "", "", ""), "4\u00a0038"),
        (Valeur(Decimal("260.00"), None, "≈", "", ""), "environ\u00a0260"),
        (Valeur(Decimal("850.00"), None, ">", "", ""), "plus\u00a0de\u00a0850"),
        (Valeur(Decimal("0.00"), Decimal("4.70"), "", "", ""), "de\u00a00\u00a0à\u00a04,7"),
    ],
)
def test_une_mesure_s_ecrit_en_toutes_lettres(valeur, ecrite):
    assert mesure(valeur) == ecrite


def test_le_html_d_un_texte_est_montre_et_jamais_execute():
    assert "<script>" not in markdown("<script>alert(1)</script> et <b>gras</b>")
    assert "&lt;b&gt;" in markdown("<b>gras</b>")


@pytest.mark.parametrize(
    "adresse", ["javascript:alert(1)", "data:text/html,x", "/admin/", "mailto:a@b.fr", "//x.fr"]
)
def test_un_lien_ne_mene_qu_au_web(adresse):
    assert "<a" not in markdown(f"[ici]({adresse})")
    assert '<a href="https://example.org/">' in markdown("[ici](https://example.org/)")


def test_une_image_distante_n_est_jamais_chargee():
    assert "<img" not in markdown("![plan](https://example.org/plan.png)")


@pytest.mark.parametrize(
    ("texte", "titres"),
    [
        ("# A\n\n## B", ["h3", "h4"]),
        ("### A\n\n# B\n\n### C", ["h3", "h3", "h4"]),
        ("# A\n\n## B\n\n### C\n\n#### D\n\n##### E", ["h3", "h4", "h5", "h6", "h6"]),
    ],
)
def test_les_titres_d_un_texte_suivent_celui_du_chapitre(texte, titres):
    assert re.findall(r"<(h\d)>", markdown(texte, 3)) == titres


def test_les_signes_doubles_ne_commencent_pas_une_ligne():
    assert markdown("Bilan : « oui » ; non !") == (
        "<p>Bilan\u00a0: «\u00a0oui\u00a0»\u00a0; non\u00a0!</p>\n"
    )
