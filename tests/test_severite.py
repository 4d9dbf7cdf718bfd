import pytest
from django.template import Context, Engine

from tests.severite import ChercheurDEnLigne, VariableIndefinie


@pytest.fixture
def moteur(tmp_path):
    (tmp_path / "page.html").write_text("{% if absente %}{% endif %}[{{ absente|upper }}]")
    return lambda dossier: Engine(dirs=[tmp_path], string_if_invalid=VariableIndefinie(dossier))


def test_une_variable_indefinie_echoue_dans_nos_gabarits(moteur, tmp_path):
    page = moteur(tmp_path).get_template("page.html")

    with pytest.raises(AssertionError, match=r"page\.html : absente"):
        page.render(Context())


def test_une_variable_indefinie_reste_vide_dans_les_gabarits_des_autres(moteur, tmp_path):
    page = moteur(tmp_path / "ailleurs").get_template("page.html")

    assert page.render(Context()) == "[]"


@pytest.mark.parametrize(
    ("html", "fautes"),
    [
        ('<script src="/a.js"></script><p class="style">onclick=</p>', []),
        ("<script>alert()</script>", ["<script> en ligne"]),
        ('<p style="color: red">', ["attribut style sur <p>"]),
        ('<a onclick="aller()">', ["attribut onclick sur <a>"]),
    ],
)
def test_scripts_et_styles_en_ligne_releves(html, fautes):
    chercheur = ChercheurDEnLigne()
    chercheur.feed(html)

    assert chercheur.fautes == fautes
