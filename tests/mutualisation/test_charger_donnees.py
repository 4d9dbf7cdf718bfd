from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from gouvernance.models import Collectivite, Etape, Utilisateur
from mutualisation.models import DonneeChargee
from services_communs.models import Domaine, Effectif, Fiche, Objectif
from tests.fabriques import creer_commune, creer_domaine, creer_fiche, creer_utilisateur
from tests.mutualisation.lignes import COMMUNE, DOMAINE, EFFECTIF, FICHE, OBJECTIF

pytestmark = pytest.mark.django_db


def test_les_lignes_sont_creees_et_comptees(livrer, charger):
    livrer(DOMAINE, FICHE, OBJECTIF)
    livrer(EFFECTIF, fichier="reference/20_effectifs.jsonl")

    sortie = charger()

    assert "reference/10_donnees.jsonl : 3 créées" in sortie
    assert "reference/20_effectifs.jsonl : 1 créée" in sortie
    assert "4 lignes lues." in sortie
    assert Objectif.objects.get().fiche.domaine.code == "achats"
    assert str(Effectif.objects.get().etp) == "21.10"


def test_un_second_chargement_ne_change_rien(livrer, charger):
    commune = creer_commune()
    etape = ("gouvernance.etape", {"date": "2019-01-01", "titre": "Fusion", "communes": []})
    etape[1]["communes"] = [[commune.nom]]
    livrer(DOMAINE, FICHE, OBJECTIF, EFFECTIF, etape)
    charger()

    sortie = charger()

    assert "10_donnees.jsonl : 5 inchangées" in sortie
    assert Etape.objects.get().communes.get() == commune


def test_une_ligne_livree_corrigee_est_mise_a_jour(livrer, charger):
    livrer(DOMAINE, EFFECTIF)
    charger()
    livrer(DOMAINE, (EFFECTIF[0], EFFECTIF[1] | {"agents": 23}))

    sortie = charger()

    assert "1 modifiée et 1 inchangée" in sortie
    assert Effectif.objects.get().agents == 23


def test_un_champ_qui_n_est_pas_livre_garde_la_saisie(livrer, charger):
    livrer(DOMAINE, FICHE)
    charger()
    Fiche.objects.update(responsable=creer_utilisateur(), a_etudier="Saisi par un agent")
    livrer(DOMAINE, (FICHE[0], FICHE[1] | {"prerequis": "Ajouté aux données livrées"}))

    sortie = charger()

    fiche = Fiche.objects.get()
    assert "1 modifiée" in sortie
    assert fiche.responsable is not None
    assert (fiche.a_etudier, fiche.prerequis) == (
        "Saisi par un agent",
        "Ajouté aux données livrées",
    )


def test_une_ligne_modifiee_ici_n_est_pas_ecrasee(livrer, charger):
    livrer(DOMAINE, EFFECTIF)
    charger()
    Effectif.objects.update(agents=30)
    Domaine.objects.update(titre="Commande publique")
    livrer(DOMAINE, EFFECTIF, FICHE)

    with pytest.raises(CommandError) as refus:
        charger()

    message = str(refus.value)
    assert "10_donnees.jsonl, ligne 1 : domaine" in message
    assert "(titre)" in message
    assert "ligne 2 : effectif" in message
    assert "(agents)" in message
    assert "--ecraser" in message
    assert Effectif.objects.get().agents == 30
    assert not Fiche.objects.exists()


def test_garder_laisse_la_modification_et_charge_le_reste(livrer, charger):
    livrer(DOMAINE, EFFECTIF)
    charger()
    Effectif.objects.update(agents=30)
    livrer(DOMAINE, EFFECTIF, FICHE)

    sortie = charger("--garder")

    assert "1 créée, 1 inchangée et 1 gardée" in sortie
    assert Effectif.objects.get().agents == 30
    assert Fiche.objects.exists()


def test_ecraser_revient_aux_donnees_livrees(livrer, charger):
    livrer(DOMAINE, EFFECTIF)
    charger()
    Effectif.objects.update(agents=30)

    sortie = charger("--ecraser")

    assert "1 modifiée et 1 inchangée" in sortie
    assert Effectif.objects.get().agents == 22
    assert "2 inchangées" in charger()


def test_une_relation_multiple_modifiee_ici_est_un_conflit(livrer, charger):
    commune, autre = creer_commune(), creer_commune()
    livrer(
        (
            "gouvernance.etape",
            {"date": "2019-01-01", "titre": "Fusion", "communes": [[commune.nom]]},
        )
    )
    charger()
    Etape.objects.get().communes.add(autre)

    with pytest.raises(CommandError, match="communes"):
        charger()


def test_une_ligne_saisie_avant_le_chargement_n_est_pas_ecrasee(livrer, charger):
    creer_domaine(ordre=1, code="achats", titre="Saisi à la main")
    livrer(DOMAINE)

    with pytest.raises(CommandError, match=r"modifiée ici \(titre\)"):
        charger()


def test_une_ligne_supprimee_ici_ne_revient_pas_sans_le_dire(livrer, charger):
    livrer(DOMAINE, FICHE, OBJECTIF)
    charger()
    Fiche.objects.all().delete()

    with pytest.raises(CommandError, match="supprimée ou renommée ici"):
        charger()
    assert "1 inchangée et 2 gardées" in charger("--garder")
    assert not Objectif.objects.exists()
    assert "2 créées et 1 inchangée" in charger("--ecraser")
    assert Objectif.objects.exists()


def test_le_mot_de_passe_d_un_compte_existant_n_est_pas_touche(livrer, charger):
    livrer(("gouvernance.utilisateur", {"username": "agent", "password": "md5$a$livre"}))
    charger()
    utilisateur = Utilisateur.objects.get()
    assert utilisateur.password == "md5$a$livre"
    Utilisateur.objects.update(password="md5$b$change")

    sortie = charger()

    assert "1 inchangée" in sortie
    assert Utilisateur.objects.get().password == "md5$b$change"
    assert "password" not in DonneeChargee.objects.get().valeurs


def test_un_groupe_recoit_ses_permissions(livrer, charger):
    permission = ["view_domaine", "services_communs", "domaine"]
    livrer(("auth.group", {"name": "lecteurs", "permissions": [permission]}))
    livrer(
        (
            "gouvernance.utilisateur",
            {"username": "agent", "password": "md5$a$livre", "groups": [["lecteurs"]]},
        ),
        fichier="reference/20_comptes.jsonl",
    )

    charger()

    assert Utilisateur.objects.get().has_perm("services_communs.view_domaine")


def test_un_champ_absent_de_la_cle_prend_son_defaut(livrer, charger):
    """`perimetre` fait partie de la clé d'un effectif et n'est presque jamais écrit."""
    livrer(DOMAINE, EFFECTIF, (EFFECTIF[0], EFFECTIF[1] | {"perimetre": "agents accueillis"}))

    assert "3 créées" in charger()
    assert "3 inchangées" in charger()


def test_sans_argument_les_trois_jeux_sont_charges_dans_l_ordre(livrer, tmp_path):
    livrer(DOMAINE)
    livrer(FICHE, fichier="exercice_2020/10_fiches.jsonl")
    livrer(OBJECTIF, fichier="demonstration/10_objectifs.jsonl")
    sortie = StringIO()

    call_command("charger_donnees", dossier=tmp_path, stdout=sortie)

    assert [ligne.split("/")[0] for ligne in sortie.getvalue().splitlines()[:3]] == [
        "reference",
        "exercice_2020",
        "demonstration",
    ]


def test_le_chargement_relit_la_base_une_fois_par_modele(livrer, charger, requetes):
    """Une ligne inchangée coûte une lecture ; ses relations n'en coûtent pas."""

    def lignes(nombre):
        return [
            ("services_communs.objectif", {"fiche": ["achats", 2020], "ordre": n, "texte": "x"})
            for n in range(nombre)
        ]

    creer_fiche(domaine=creer_domaine(code="achats"), annee=2020)
    livrer(*lignes(5))
    avant = requetes(charger)
    livrer(*lignes(15))

    assert requetes(charger) == avant + 10


def test_une_collectivite_livree_se_designe_par_son_nom(livrer, charger):
    livrer(
        ("gouvernance.collectivite", COMMUNE),
        (
            "gouvernance.collectivite",
            {"nature": "ccas", "nom": "CCAS d’Ahuy", "article": "le", "commune": ["Ahuy"]},
        ),
    )

    charger()

    assert Collectivite.objects.get(nom="CCAS d’Ahuy").commune.code_insee == "21003"
