"""L'historique se lit en noms, en français, et en autant de requêtes s'il est long."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from finances.models import Participation, TotalVote
from gouvernance.historique.changements import Genre
from gouvernance.historique.lecture import Lignes, lire_changements_d_un_objet
from gouvernance.historique.suivi import pour_motif
from gouvernance.historique.valeurs import Morceau, comparer_textes
from gouvernance.models import Texte
from services_communs.models import Adhesion, CommunesConcernees, Fiche, Objectif, PisteAction
from tests.fabriques import (
    creer_adhesion,
    creer_agent,
    creer_commune,
    creer_concernees,
    creer_deliberation,
    creer_evaluation_en_travaux,
    creer_fiche,
    creer_objectif,
    creer_participation,
    creer_piste,
    creer_service,
    creer_texte,
)

pytestmark = pytest.mark.django_db


def lus(objet, *lignes):
    return lire_changements_d_un_objet(type(objet), objet.pk, lignes, None).changements


def ecarts(changement) -> dict[str, tuple[str, str]]:
    return {ecart.champ: (ecart.avant, ecart.apres) for ecart in changement.ecarts}


def vieillir(modele) -> None:
    """Ce qui suit ne passera pas pour le même geste."""
    for ligne in modele.historique.all():
        ligne.history_date -= timedelta(minutes=5)
        ligne.save()


def test_qui_quand_pourquoi_avant_apres():
    adhesion = creer_adhesion(service=creer_service(nom="Assurances"))
    vieillir(Adhesion)
    auteur = creer_agent(first_name="Camille", last_name="Essai")
    adhesion.service, adhesion.date_fin = creer_service(nom="Archives"), date(2020, 12, 31)
    with pour_motif("Erreur de saisie", auteur):
        adhesion.save()

    dernier, premier = lus(adhesion)
    assert (dernier.auteur, dernier.motif, dernier.genre) == (
        "Camille Essai",
        "Erreur de saisie",
        Genre.MODIFICATION,
    )
    assert ecarts(dernier) == {
        "Service": ("Assurances", "Archives"),
        "Date de fin": ("", "31\u00a0décembre 2020"),
    }
    assert premier.genre == Genre.CREATION
    assert ecarts(premier)["Service"] == ("", "Assurances")


def test_une_relation_supprimee_depuis_garde_son_nom():
    adhesion, deliberation = creer_adhesion(), creer_deliberation(objet="Adhésion aux archives")
    adhesion.deliberations.add(deliberation)
    vieillir(Adhesion)
    deliberation.delete()

    dernier, *_ = lus(adhesion)
    (avant, apres), *_ = ecarts(dernier).values()
    assert "Adhésion aux archives (supprimé depuis)" in avant
    assert apres == ""


def test_choix_et_montants_en_francais():
    participation = creer_participation(
        evaluation=creer_evaluation_en_travaux(), montant=Decimal("1234.50")
    )
    vieillir(Participation)
    participation.montant = Decimal(7858606)
    participation.save()
    texte = creer_texte(categorie="code")
    vieillir(Texte)
    texte.categorie = "loi"
    texte.save()

    (avant, apres) = next(iter(ecarts(lus(participation)[0]).values()))
    assert avant.replace("\u00a0", " ") == "1 234,50 €"
    assert apres.replace("\u00a0", " ") == "7 858 606,00 €"
    assert ecarts(lus(texte)[0]) == {"Catégorie": ("texte codifié", "loi, ordonnance ou décret")}


def test_un_enregistrement_sans_difference_est_omis():
    texte = creer_texte()
    vieillir(Texte)
    texte.save()

    assert [changement.genre for changement in lus(texte)] == [Genre.CREATION]


def test_l_objet_et_ses_liens_ecrits_ensemble_sont_un_seul_geste():
    adhesion = creer_adhesion()
    adhesion.deliberations.add(creer_deliberation(objet="Adhérer"))

    (seul,) = lus(adhesion)
    assert seul.genre == Genre.CREATION
    assert "Adhérer" in ecarts(seul)["Délibérations"][1]


def test_les_lignes_se_lisent_avec_l_objet_supprimees_comprises():
    fiche = creer_fiche()
    piste = creer_piste(fiche=fiche, texte="Une action")
    creer_concernees(piste=piste)
    objectif = creer_objectif(fiche=fiche, texte="Disparu")
    creer_objectif(texte="D’une autre fiche")
    vieillir(Objectif)
    objectif.delete()
    pistes = Lignes(PisteAction._meta.get_field("fiche"))
    lignes = [
        Lignes(Objectif._meta.get_field("fiche")),
        pistes,
        Lignes(CommunesConcernees._meta.get_field("piste"), pistes),
    ]

    changements = lus(fiche, *lignes)
    assert [c.genre for c in changements if c.modele is Objectif] == [
        Genre.SUPPRESSION,
        Genre.CREATION,
    ]
    assert {c.modele for c in changements} == {Fiche, Objectif, PisteAction, CommunesConcernees}
    assert "D’une autre fiche" not in {c.objet for c in changements}


def test_requetes_constantes_quand_l_historique_grandit(requetes):
    evaluation = creer_evaluation_en_travaux()
    parts = [creer_participation(evaluation=evaluation) for _ in range(3)]
    lignes = [
        Lignes(Participation._meta.get_field("evaluation")),
        Lignes(TotalVote._meta.get_field("evaluation")),
    ]
    combien = requetes(lambda: lus(evaluation, *lignes))
    for part in parts:
        for montant in range(10):
            part.payeur, part.montant = creer_commune(), Decimal(montant)
            part.save()

    assert requetes(lambda: lus(evaluation, *lignes)) <= combien + 1


def test_un_texte_long_se_compare_mot_a_mot():
    avant = "La métropole et ses communes partagent vingt services depuis plusieurs années déjà."
    morceaux = comparer_textes(avant, avant.replace("vingt", "trente"))

    assert Morceau("ote", "vingt") in morceaux
    assert Morceau("ajoute", "trente") in morceaux
    assert "".join(m.texte for m in morceaux if m.sort != "ajoute") == avant


def test_un_texte_tres_long_se_compare_vite_et_se_resserre():
    lignes = [f"Ligne {n} du récit, avec quelques mots." for n in range(3000)]
    apres = [*lignes[:1500], "Ligne ajoutée.", *lignes[1500:]]
    morceaux = comparer_textes("\n".join(lignes), "\n".join(apres))

    assert [m.texte for m in morceaux if m.sort == "ajoute"] == ["Ligne ajoutée.\n"]
    assert all(len(m.texte) < 2000 for m in morceaux)
