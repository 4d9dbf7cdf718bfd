"""Un texte se met à plat de la même façon en Python, dans SQLite et dans PostgreSQL."""

import pytest
from django.db import connection

from gouvernance.mise_a_plat import contient_les_mots, mettre_a_plat
from gouvernance.models import Collectivite
from gouvernance.trigrammes import ressemblance
from tests.fabriques import creer_commune

EPREUVES = {
    "L’Été à St-Apollinaire": " l ete a saint apollinaire ",
    "Ste-Marie": " sainte marie ",
    "Stade des Saints": " stade des saints ",
    "Œuvre, cœur & ŒUFS": " oeuvre coeur oeufs ",
    "Fe\u0301nay": " fenay ",
    "  CGCT,\u00a0art. L.\u202f5211-4-2 ": " cgct art l 5211 4 2 ",
    "100 % _gratuit_": " 100 gratuit ",
    "": " ",
    "🏛 بلدية": " ",
}
LETTRES = "".join(map(chr, range(0xC0, 0x180)))
# Les signes × et ÷, et des lettres d'ailleurs que le dictionnaire de PostgreSQL transcrit.
AILLEURS = set("×÷ÐðÞþßĦħĸŉŊŋŦŧſĲĳĿŀ")


@pytest.mark.parametrize(("texte", "attendu"), EPREUVES.items(), ids=ascii)
def test_accents_casse_ponctuation_et_saints_s_effacent(texte, attendu):
    assert mettre_a_plat(texte) == attendu


@pytest.mark.django_db
def test_la_base_met_a_plat_comme_python():
    textes = [*EPREUVES, *(f"a{lettre}b" for lettre in LETTRES if lettre not in AILLEURS)]
    with connection.cursor() as curseur:
        for texte in textes:
            curseur.execute("SELECT mise_a_plat(%s)", [texte])

            assert curseur.fetchone() == (mettre_a_plat(texte),), ascii(texte)


@pytest.mark.django_db
def test_un_texte_absent_le_reste():
    with connection.cursor() as curseur:
        curseur.execute("SELECT mise_a_plat(NULL)")

        assert curseur.fetchone() == (None,)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cherche", "trouve"),
    [
        ("feNAY", True),
        ("Fé", True),
        ("nay", False),
        ("fenay dijon", False),
        ("%", True),
        ("", True),
    ],
)
def test_chaque_mot_cherche_commence_un_mot_de_la_ligne(cherche, trouve):
    creer_commune(nom="Fénay")

    lignes = Collectivite.objects.filter(contient_les_mots(cherche, ["nom", "code_insee"]))

    assert lignes.exists() is trouve


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("mot", "texte", "minimum", "maximum"),
    [
        ("fenay", " fenay ", 1, 1),
        ("fenai", " fenay ", 0.5, 0.99),
        ("dijno", " ccas de dijon ", 0.5, 0.99),
        ("quetiny", " quetigny ", 0.5, 0.99),
        ("chenvoe", " chenove ", 0.5, 0.99),
        ("talant", " dijon ", 0, 0.2),
        ("talant", " ", 0, 0),
    ],
)
def test_la_base_compare_les_mots_comme_python(mot, texte, minimum, maximum):
    with connection.cursor() as curseur:
        curseur.execute("SELECT word_similarity(%s, %s)", [mot, texte])
        (par_la_base,) = curseur.fetchone()

    assert minimum <= par_la_base <= maximum
    assert ressemblance(mot, texte) == pytest.approx(par_la_base, abs=0.01)
