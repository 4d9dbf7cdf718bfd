"""Composition d'une instance à une date, et ce que la page en dit."""

from datetime import date

import pytest

from gouvernance.instances.contenu import construire_page
from gouvernance.models import Instance
from tests.fabriques import creer_commune, creer_mandature, creer_sieges
from tests.fabriques_gouvernance import (
    creer_elu_metropolitain,
    creer_instance,
    creer_mandat,
    creer_membre,
    creer_seance,
)

JOUR = date(2021, 3, 25)


def lire(nature, jour=JOUR):
    return construire_page(Instance.objects.get(nature=nature), jour)


def phrases(page):
    return [alerte.phrase.replace("\u00a0", " ") for alerte in page.alertes]


def resume(page):
    return page.resume.replace("\u00a0", " ")


def inscrire(instance, *, commune=None, fonction="conseiller", sexe="", **place):
    elu = creer_elu_metropolitain(sexe=sexe, commune=commune or creer_commune())
    return creer_membre(instance=instance, mandat=creer_mandat(elu=elu, fonction=fonction), **place)


# Sur les données livrées : aucune personne, les sièges seuls


def test_le_conseil_a_86_places_et_quatorze_suppleants(donnees):
    page = lire("conseil")

    sieges = {ligne.commune.nom: ligne.places for ligne in page.composition.communes}
    assert (len(sieges), sieges["Dijon"], sieges["Ahuy"]) == (23, 43, 1)
    assert page.composition.places == page.composition.effectif == 86
    assert page.composition.suppleants_prevus == 14
    assert resume(page) == "86 places entre 23 communes ; aucune personne n’est encore saisie."
    assert [chiffre.valeur.replace("\u00a0", " ") for chiffre in page.chiffres] == [
        "86",
        "44",
        "58",
        "5 jours",
    ]
    assert page.alertes == ()


@pytest.mark.parametrize("nature", ["conference", "commission_voirie", "comite_pilotage", "clect"])
def test_une_place_par_commune_la_ou_siegent_les_maires(donnees, nature):
    composition = lire(nature).composition

    assert composition.places == len(composition.communes) == 23


def test_le_bureau_a_42_places(donnees):
    page = lire("bureau")

    assert resume(page).startswith("42 places ;")
    assert page.composition.communes == ()


def test_les_quinze_petites_communes_envoient_deux_conseillers_municipaux(donnees):
    commission = Instance.objects.filter(nature="commission").first()

    communes = construire_page(commission, JOUR).composition.communes

    assert {ligne.places for ligne in communes} == {2}
    assert len(communes) == 15


def test_avant_la_mandature_les_sieges_ne_sont_pas_connus(donnees):
    page = lire("conseil", date(2020, 7, 15))

    assert page.composition.communes == ()
    assert page.composition.mandature == ""


def test_avant_2015_la_commission_voirie_n_existe_pas(donnees):
    assert "elle date de 2015" in lire("commission_voirie", date(2014, 12, 31)).absence
    assert lire("commission_voirie", date(2015, 1, 1)).absence == ""


# Avec des personnes


@pytest.mark.django_db
def test_une_place_s_acheve_avec_son_mandat_et_sa_mandature():
    mandature = creer_mandature()
    comite = creer_instance(nature="clect")
    partant = creer_mandat(date_fin=date(2021, 5, 3))
    for mandat in [partant, creer_mandat(mandature=mandature), creer_mandat()]:
        creer_membre(instance=comite, mandat=mandat)

    def nombre(jour):
        return construire_page(comite, jour).composition.membres

    jours = [date(2020, 7, 15), date(2021, 5, 3), date(2021, 5, 4), date(2026, 4, 1)]
    assert [nombre(jour) for jour in jours] == [0, 3, 2, 1]


@pytest.mark.django_db
def test_les_membres_suivent_l_ordre_des_qualites_et_les_invites_n_ont_pas_de_voix():
    comite = creer_instance(nature="conseil_dev")
    for qualite in ["invite", "membre", "president"]:
        inscrire(comite, fonction="autre", qualite=qualite)

    page = construire_page(comite, JOUR)

    assert [p.qualite for p in page.composition.personnes] == ["president", "membre", "invite"]
    assert resume(page) == "Aucun effectif n’est fixé ; 2 membres et 1 personne sans voix."


@pytest.mark.django_db
def test_sieges_vacants_et_en_trop_sont_dits_commune_par_commune():
    mandature = creer_mandature()
    sieges = {}
    for nom, nombre in [("Ahuy", 1), ("Dijon", 2), ("Talant", 1)]:
        sieges[nom] = creer_sieges(
            mandature=mandature, commune=creer_commune(nom=nom), nombre=nombre
        ).commune
    conseil = creer_instance(nature="conseil")
    for commune in ["Dijon", "Talant", "Talant"]:
        inscrire(conseil, commune=sieges[commune])
    inscrire(conseil, commune=sieges["Ahuy"], fonction="suppleant", qualite="suppleant")

    assert phrases(construire_page(conseil, JOUR)) == [
        "2 sièges vacants sur 4 : Ahuy 1 et Dijon 1.",
        "Plus de conseillers que de sièges : Talant 2 pour 1.",
        "1 commune sans suppléant : Talant.",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("membres", "attendue"),
    [(1, ["1 place vacante sur 2."]), (2, []), (3, ["3 membres pour 2 places : 1 de trop."])],
)
def test_places_vacantes_et_effectif_depasse(membres, attendue):
    bureau = creer_instance(nature="bureau", effectif=2)
    for _ in range(membres):
        inscrire(bureau)
    inscrire(bureau, qualite="invite")

    assert phrases(construire_page(bureau, JOUR)) == attendue


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("elus", "attendue"),
    [
        (18, "2 vice-présidences vacantes sur 20."),
        (19, "1 vice-présidence vacante sur 20."),
        (20, None),
        (21, "21 vice-présidents pour 20 postes."),
    ],
)
def test_les_vice_presidences_vacantes_sont_dites(elus, attendue):
    bureau = creer_instance(nature="bureau")
    for _ in range(elus):
        creer_mandat(fonction="vice_president")

    assert phrases(construire_page(bureau, JOUR)) == ([attendue] if attendue else [])


@pytest.mark.django_db
@pytest.mark.parametrize(("femmes", "hommes", "admis"), [(2, 3, True), (3, 2, True), (1, 3, False)])
def test_la_parite_du_conseil_de_developpement(femmes, hommes, admis):
    conseil = creer_instance(nature="conseil_dev")
    for sexe in "F" * femmes + "H" * hommes:
        inscrire(conseil, fonction="autre", sexe=sexe)

    page = construire_page(conseil, JOUR)

    assert (page.composition.femmes, page.composition.hommes) == (femmes, hommes)
    refus = ["1 femme et 3 hommes : un écart de 2, quand il ne dépasse pas un."]
    assert phrases(page) == ([] if admis else refus)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sexes", "parite"),
    [
        ("FFH", "67 % de femmes parmi 3 membres"),
        ("FH ", "50 % de femmes parmi 2 membres ; 1 sans indication"),
        ("  ", "aucune indication pour 2 membres"),
    ],
)
def test_la_parite_de_toute_instance_dit_ce_qu_elle_ignore(sexes, parite):
    comite = creer_instance(nature="comite_pilotage")
    for sexe in sexes:
        inscrire(comite, fonction="maire", sexe=sexe.strip())

    assert construire_page(comite, JOUR).parite.replace("\u00a0", " ") == parite


@pytest.mark.django_db
def test_une_commune_sans_membre_a_la_clect_est_nommee():
    ahuy, talant = creer_commune(nom="Ahuy"), creer_commune(nom="Talant")
    clect = creer_instance(nature="clect")
    assert phrases(construire_page(clect, JOUR)) == []
    inscrire(clect, commune=ahuy, fonction="municipal")

    [phrase] = phrases(construire_page(clect, JOUR))

    assert phrase == f"1 commune sans membre : {talant}."


@pytest.mark.django_db
def test_un_conseiller_ne_represente_pas_son_maire():
    talant = creer_commune(nom="Talant")
    voirie = creer_instance(nature="commission_voirie")
    inscrire(voirie, commune=talant, fonction="vice_president", qualite="president")

    assert phrases(construire_page(voirie, JOUR)) == [
        "1 commune dont le maire n’est pas inscrit : Talant."
    ]
    inscrire(voirie, commune=talant, fonction="maire")
    assert phrases(construire_page(voirie, JOUR)) == []


@pytest.mark.django_db
def test_en_commission_un_maire_conseiller_n_est_pas_un_conseiller_municipal():
    ahuy = creer_sieges(mandature=creer_mandature(), commune=creer_commune(nom="Ahuy")).commune
    commission = creer_instance(nature="commission")
    inscrire(commission, commune=ahuy, fonction="municipal")
    maire = creer_elu_metropolitain(commune=ahuy)
    creer_mandat(elu=maire, fonction="conseiller")
    creer_membre(instance=commission, mandat=creer_mandat(elu=maire, fonction="maire"))

    [ligne] = construire_page(commission, JOUR).composition.communes

    assert (ligne.places, ligne.membres) == (2, 1)


@pytest.mark.django_db
def test_l_annee_sans_journee_metropolitaine_est_dite():
    journee = creer_instance(nature="journee")
    creer_seance(instance=journee, jour=date(2022, 10, 1))

    assert phrases(construire_page(journee, JOUR)) == [
        "Aucune journée métropolitaine n’est enregistrée en 2021."
    ]
    assert phrases(construire_page(journee, date(2022, 1, 1))) == []
