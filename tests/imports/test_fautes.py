"""Toutes les fautes à la fois, avec leur ligne et leur colonne ; rien n'est écrit."""

from datetime import date

import pytest
from django.contrib.auth.models import Group

from gouvernance.imports.analyse import ApercuPerime, ImportRefuse, analyser, appliquer
from gouvernance.models import Cloture
from services_communs.models import Adhesion, Mesure, TransfertAgents
from services_communs.ressources import (
    AdhesionRessource,
    EffectifRessource,
    MesureRessource,
    TransfertRessource,
)
from tests.fabriques import (
    creer_adhesion,
    creer_administrateur,
    creer_agent,
    creer_ccas,
    creer_commune,
    creer_domaine,
    creer_indicateur,
    creer_service,
)
from tests.imports.tableaux import dites, tableau

pytestmark = pytest.mark.django_db


@pytest.fixture
def dijon():
    return creer_commune(nom="Dijon", code_insee="21231")


@pytest.fixture
def service():
    return creer_service(nom="Droit des sols", code="droit-des-sols")


@pytest.fixture
def adhesion(service, dijon) -> dict:
    return {"Service": "Droit des sols", "Collectivité": "Dijon", "Date de début": "01/01/2019"}


def test_trois_fautes_trois_messages_et_rien_d_ecrit(adhesion):
    lignes = [
        adhesion,
        adhesion | {"Service": "Droit des sous"},
        adhesion | {"Collectivité": "Lyon"},
        adhesion | {"Date de début": "30/02/2019"},
    ]

    assert dites(AdhesionRessource, *lignes) == [
        (3, "Service", "aucun service « Droit des sous » : est-ce « Droit des sols » ?"),
        (4, "Collectivité", "aucune collectivité « Lyon »."),
        (5, "Date de début", "« 30/02/2019 » n’est pas un jour du calendrier."),
    ]
    with pytest.raises(ImportRefuse, match="il reste 3 fautes"):
        appliquer(AdhesionRessource, tableau(*lignes), auteur=None, motif="")
    assert not Adhesion.objects.exists()


def test_trois_fautes_d_une_meme_ligne_sont_dites(adhesion):
    fautive = {"Service": "x", "Collectivité": "Lyon", "Date de début": "hier"}

    assert [colonne for _, colonne, _ in dites(AdhesionRessource, fautive)] == [*fautive]


def test_une_ligne_en_double_est_dite(adhesion):
    autre = adhesion | {"Service": "droit-des-sols", "Collectivité": "21231"}

    assert dites(AdhesionRessource, adhesion, autre) == [
        (3, "Service", "la ligne 2 parle déjà du même objet.")
    ]


@pytest.mark.parametrize(
    ("changement", "faute"),
    [
        ({"Service": None}, ("Service", "il faut une valeur.")),
        ({"Service": "–"}, ("Service", "« – » dit qu’il n’y a rien : il faut une valeur.")),
        (
            {"Date de fin": "31/12/2018"},
            ("Date de début", "La date de fin précède la date de début."),
        ),
        (
            {"Date de fin": "=AUJOURDHUI()"},
            ("Date de fin", "« =AUJOURDHUI() » est une formule : collez la valeur qu’elle donne."),
        ),
    ],
)
def test_chaque_faute_sa_phrase(changement, faute, adhesion):
    assert dites(AdhesionRessource, adhesion | changement) == [(2, *faute)]


def test_deux_adhesions_du_fichier_ne_se_chevauchent_pas(adhesion):
    suivante = adhesion | {"Date de début": "01/06/2019"}

    fautes = dites(AdhesionRessource, adhesion, suivante)

    assert {ligne for ligne, _, _ in fautes} == {2, 3}
    assert fautes[0][2].startswith("Cette collectivité adhère déjà à ce service")


def test_clore_puis_rouvrir_dans_le_meme_fichier_quel_que_soit_l_ordre(adhesion):
    appliquer(AdhesionRessource, tableau(adhesion), auteur=None, motif="")
    suivante = adhesion | {"Date de début": "01/01/2021"}
    close = adhesion | {"Date de fin": "31/12/2020"}

    bilan = appliquer(AdhesionRessource, tableau(suivante, close), auteur=None, motif="")

    assert (bilan.creees, bilan.changees) == (1, 1)


def test_une_contrainte_de_la_base_est_dite_avec_sa_ligne(dijon):
    domaine = creer_domaine(titre="Achats")
    ligne = {"Domaine": "Achats", "Collectivité d’origine": "Dijon", "Date d’effet": "01/01/2019"}

    fautes = dites(
        TransfertRessource,
        ligne | {"Agents": 2, "ETP": "1,5"},
        ligne | {"Date d’effet": "01/01/2020", "Agents": 0},
        ligne | {"Date d’effet": "01/01/2021", "Agents": 1, "ETP": -1},
    )

    assert fautes == [
        (3, "Agents", "Un transfert concerne au moins un agent."),
        (4, "ETP", "Un nombre d’ETP n’est pas négatif."),
    ]
    assert not TransfertAgents.objects.filter(domaine=domaine).exists()


def test_un_effectif_vide_est_refuse_par_la_base():
    creer_domaine(titre="Achats")

    [faute] = dites(EffectifRessource, {"Domaine": "Achats", "Observé le": date(2020, 12, 31)})

    assert faute == (2, "Agents", "Renseignez les agents, les ETP ou les deux.")


def test_l_annee_hors_bornes_et_la_regle_du_modele_sont_dites():
    indicateur = creer_indicateur(libelle="Bulletins")
    ligne = {"Domaine": indicateur.domaine.code, "Indicateur": "Bulletins", "Valeur": 1}

    assert dites(
        MesureRessource,
        ligne | {"Année": 20200},
        ligne | {"Année": 2020, "Observée le": "31/12/2019"},
        ligne | {"Année": 2021, "Valeur": "1,234"},
    ) == [
        (2, "Année", "« 20200 » n’est pas une année de quatre chiffres, de 1950 à 2100."),
        (3, "Observée le", "La date d’observation est d’une autre année."),
        (4, "Valeur", "Assurez-vous qu’il n’y a pas plus de 2 chiffres après la virgule."),
    ]


def test_une_colonne_absente_et_un_titre_presque_juste_sont_dits(adhesion):
    adhesion["Date de debuts"] = adhesion.pop("Date de début")

    assert dites(AdhesionRessource, adhesion) == [
        (None, "Date de debuts", "colonne inconnue : est-ce « Date de début » ?"),
        (None, "Date de début", "cette colonne manque au fichier."),
    ]


def test_les_titres_se_lisent_sans_accent_et_les_autres_colonnes_sont_dites(service, dijon):
    ligne = {"SERVICE": "Droit des sols", "collectivite": "Dijon", "date_debut": "2019-01-01"}

    analyse = analyser(AdhesionRessource, tableau(ligne | {"Remarque": "à revoir"}))

    assert analyse.nombre_creations == 1
    assert analyse.remarques == ("Colonne laissée de côté\u00a0: «\u00a0Remarque\u00a0».",)


def test_les_fautes_montrees_sont_bornees_et_toutes_comptees(adhesion):
    lignes = [adhesion | {"Collectivité": f"Inconnue {n}"} for n in range(300)]

    analyse = analyser(AdhesionRessource, tableau(*lignes))

    assert (len(analyse.fautes), analyse.nombre_fautes) == (200, 300)


def test_un_exercice_clos_est_dit_ligne_par_ligne(adhesion):
    indicateur = creer_indicateur(libelle="Bulletins")
    Cloture.objects.create(annee=2020, close_par=creer_administrateur())
    ligne = {"Domaine": indicateur.domaine.code, "Indicateur": "Bulletins", "Valeur": 1}

    fautes = dites(MesureRessource, ligne | {"Année": 2020}, ligne | {"Année": 2021})

    [(numero, colonne, phrase)] = fautes
    assert (numero, colonne) == (2, "")
    assert phrase.startswith("L’exercice 2020")
    assert not Mesure.objects.exists()


def test_un_apercu_perime_n_est_pas_applique(adhesion, service, dijon):
    contenu = tableau(adhesion | {"Date de fin": "31/12/2020"})
    empreinte = analyser(AdhesionRessource, contenu).empreinte
    creer_adhesion(service=service, collectivite=dijon, date_debut=date(2019, 1, 1))

    with pytest.raises(ApercuPerime, match="ont changé"):
        appliquer(AdhesionRessource, contenu, auteur=None, motif="", empreinte=empreinte)
    assert Adhesion.objects.get().date_fin is None


def test_un_apercu_n_ecrit_rien_meme_dans_l_historique(adhesion):
    analyse = analyser(AdhesionRessource, tableau(adhesion))

    assert analyse.nombre_creations == 1
    assert not Adhesion.objects.exists()
    assert not Adhesion.historique.exists()


def test_chaque_ecriture_est_dans_l_historique_avec_auteur_et_motif(adhesion):
    auteur = creer_administrateur()
    appliquer(AdhesionRessource, tableau(adhesion), auteur=auteur, motif="Reprise 2019")
    close = tableau(adhesion | {"Date de fin": "31/12/2020"})

    appliquer(AdhesionRessource, close, auteur=auteur, motif="Sortie")

    lignes = Adhesion.historique.order_by("history_id")
    assert [
        (h.history_type, h.history_change_reason, h.history_user, h.date_fin) for h in lignes
    ] == [("+", "Reprise 2019", auteur, None), ("~", "Sortie", auteur, date(2020, 12, 31))]


def test_avant_et_apres_sont_dits_en_noms(adhesion, service, dijon):
    creer_adhesion(
        service=service, collectivite=dijon, date_debut=date(2019, 1, 1), precision_debut="annee"
    )

    analyse = analyser(
        AdhesionRessource,
        tableau(adhesion | {"Précision de la date": "au jour près", "Date de fin": "31/12/2020"}),
    )

    [ligne] = analyse.changements
    assert ligne.objet == "Dijon : Droit des sols"
    assert [(c.colonne, c.avant, c.apres) for c in ligne.changements] == [
        ("Précision de la date", "à l’année près", "au jour près"),
        ("Date de fin", "–", "31\u00a0décembre 2020"),
    ]


def test_une_cellule_vide_n_efface_rien_un_tiret_efface(adhesion, service, dijon):
    creer_adhesion(
        service=service,
        collectivite=dijon,
        date_debut=date(2019, 1, 1),
        date_fin=date(2020, 12, 31),
    )

    assert analyser(AdhesionRessource, tableau(adhesion | {"Date de fin": ""})).ne_change_rien
    appliquer(AdhesionRessource, tableau(adhesion | {"Date de fin": "–"}), auteur=None, motif="")
    assert Adhesion.objects.get().date_fin is None


def test_un_ccas_adhere_en_son_nom(adhesion, dijon):
    creer_ccas(commune=dijon, nom="CCAS de Dijon")
    contenu = tableau(adhesion, adhesion | {"Collectivité": "C.C.A.S. de Dijon"})

    appliquer(AdhesionRessource, contenu, auteur=None, motif="")

    adherents = Adhesion.objects.order_by("pk").values_list("collectivite__nom", flat=True)
    assert list(adherents) == ["Dijon", "CCAS de Dijon"]


def test_un_contributeur_n_importe_que_ses_domaines():
    sien, autre = creer_indicateur(libelle="Bulletins"), creer_indicateur(libelle="Marchés")
    contributeur = creer_agent()
    contributeur.groups.add(Group.objects.get_or_create(name="contributeurs")[0])
    contributeur.domaines.add(sien.domaine)
    lignes = [
        {"Domaine": i.domaine.code, "Indicateur": i.libelle, "Année": 2020, "Valeur": 1}
        for i in [sien, autre]
    ]

    assert dites(MesureRessource, *lignes, auteur=contributeur) == [
        (3, "Domaine", f"vous ne remplissez pas le domaine « {autre.domaine} ».")
    ]
    assert not dites(MesureRessource, *lignes, auteur=creer_administrateur())
