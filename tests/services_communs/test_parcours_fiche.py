"""D'une fiche à remplir à une fiche validée : passages permis, refusés, journal."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied, ValidationError

from services_communs.models import Fiche
from tests.fabriques import creer_administrateur, creer_agent, creer_domaine, creer_fiche

pytestmark = pytest.mark.django_db

Etat = Fiche.Etat
PASSAGES = {
    "commencer": {Etat.A_REMPLIR: Etat.EN_COURS, Etat.EN_COURS: Etat.EN_COURS},
    "soumettre": {Etat.EN_COURS: Etat.A_VALIDER},
    "valider": {Etat.A_VALIDER: Etat.VALIDEE},
    "renvoyer": {Etat.A_VALIDER: Etat.EN_COURS},
    "rouvrir": {Etat.VALIDEE: Etat.EN_COURS},
}
AVEC_UN_MOT = {"renvoyer", "rouvrir"}


@pytest.fixture
def contributeur():
    """Il remplit un domaine, avec les seuls droits d'un contributeur."""
    personne = creer_agent()
    groupe = Group.objects.create(name="contributeurs")
    groupe.permissions.set(Permission.objects.filter(codename="change_fiche"))
    personne.groups.add(groupe)
    personne.domaines.add(creer_domaine())
    return personne


def fiche_de(contributeur, **valeurs):
    return creer_fiche(domaine=contributeur.domaines.get(), **valeurs)


def appeler(fiche, verbe, par, mot="Merci de préciser."):
    arguments = [mot] if verbe in AVEC_UN_MOT else []
    getattr(fiche, verbe)(par, *arguments)


def journal(fiche):
    return list(fiche.commentaires.order_by("pk").values_list("auteur", "etat", "texte"))


@pytest.mark.parametrize("verbe", PASSAGES)
@pytest.mark.parametrize("depuis", Etat.values)
def test_seuls_les_passages_prevus_se_font(verbe, depuis):
    fiche, par = creer_fiche(etat=depuis), creer_administrateur()
    vers = PASSAGES[verbe].get(depuis)

    if vers is None:
        with pytest.raises(ValidationError, match="seule une fiche"):
            appeler(fiche, verbe, par)
    else:
        appeler(fiche, verbe, par)

    assert fiche.etat == (vers or depuis)
    assert Fiche.objects.get(pk=fiche.pk).etat == (vers or depuis)
    assert fiche.commentaires.count() == (vers not in {None, depuis})


def test_une_fiche_est_soumise_renvoyee_resoumise_puis_validee(contributeur):
    fiche, direction = fiche_de(contributeur), creer_administrateur()

    fiche.commencer(contributeur)
    fiche.soumettre(contributeur, " Il manque les ETP. ")
    fiche.renvoyer(direction, "Indiquez l’effectif.")
    fiche.soumettre(contributeur)
    fiche.valider(direction)

    assert journal(fiche) == [
        (contributeur.pk, "en_cours", ""),
        (contributeur.pk, "a_valider", "Il manque les ETP."),
        (direction.pk, "en_cours", "Indiquez l’effectif."),
        (contributeur.pk, "a_valider", ""),
        (direction.pk, "validee", ""),
    ]


@pytest.mark.parametrize(
    ("verbe", "etat"), [("valider", "a_valider"), ("renvoyer", "a_valider"), ("rouvrir", "validee")]
)
def test_un_contributeur_ne_valide_pas_sa_propre_fiche(verbe, etat, contributeur):
    fiche = fiche_de(contributeur, etat=etat)

    with pytest.raises(PermissionDenied):
        appeler(fiche, verbe, contributeur)

    assert (fiche.etat, journal(fiche)) == (etat, [])


@pytest.mark.parametrize(("verbe", "etat"), [("commencer", "a_remplir"), ("soumettre", "en_cours")])
def test_un_contributeur_ne_remplit_pas_la_fiche_d_un_autre_domaine(verbe, etat, contributeur):
    autre = creer_fiche(etat=etat)

    with pytest.raises(PermissionDenied):
        appeler(autre, verbe, contributeur)

    assert (autre.etat, journal(autre)) == (etat, [])


@pytest.mark.parametrize(("verbe", "etat"), [("renvoyer", "a_valider"), ("rouvrir", "validee")])
@pytest.mark.parametrize("mot", ["", "  \n"])
def test_rendre_une_fiche_demande_de_dire_pourquoi(verbe, etat, mot):
    fiche = creer_fiche(etat=etat)

    with pytest.raises(ValidationError) as refus:
        appeler(fiche, verbe, creer_administrateur(), mot)

    assert list(refus.value.message_dict) == ["mot"]
    assert (fiche.etat, journal(fiche)) == (etat, [])


def test_deux_personnes_ne_font_pas_le_meme_passage_deux_fois():
    fiche, direction = creer_fiche(etat="a_valider"), creer_administrateur()
    meme_fiche = Fiche.objects.get(pk=fiche.pk)
    fiche.valider(direction)

    with pytest.raises(ValidationError, match="rechargez la page"):
        meme_fiche.renvoyer(direction, "Trop tard.")

    assert len(journal(fiche)) == 1


def test_un_commentaire_ne_change_pas_l_etat(contributeur):
    fiche = fiche_de(contributeur, etat="a_valider")

    fiche.commenter(contributeur, "L’effectif arrive lundi.")

    assert journal(fiche) == [(contributeur.pk, "", "L’effectif arrive lundi.")]
    assert fiche.etat == "a_valider"
    with pytest.raises(ValidationError, match="Écrivez"):
        fiche.commenter(contributeur, " ")


@pytest.mark.parametrize(
    ("etat", "ouverte"),
    [("a_remplir", True), ("en_cours", True), ("a_valider", False), ("validee", False)],
)
def test_une_fiche_s_ecrit_jusqu_a_ce_qu_elle_soit_soumise(etat, ouverte):
    assert Fiche(etat=etat).est_ouverte is ouverte


def test_le_responsable_d_une_fiche_peut_la_remplir(contributeur):
    fiche_de(contributeur, responsable=contributeur).full_clean()
    creer_fiche(responsable=creer_administrateur()).full_clean()

    with pytest.raises(ValidationError, match="ne remplit pas ce domaine"):
        creer_fiche(responsable=contributeur).full_clean()


@pytest.mark.parametrize(
    ("etat", "ecart", "retard"),
    [
        ("en_cours", -1, 0),
        ("en_cours", 0, 0),
        ("a_remplir", 1, 1),
        ("a_valider", 9, 0),
        ("validee", 9, 0),
    ],
)
def test_une_fiche_est_en_retard_du_lendemain_de_l_echeance_jusqu_a_sa_remise(etat, ecart, retard):
    fiche = Fiche(etat=etat, echeance=date(2022, 1, 31))

    assert fiche.retard(date(2022, 1, 31) + timedelta(days=ecart)) == retard
    assert Fiche(etat=etat).retard(date(2022, 1, 31)) == 0
