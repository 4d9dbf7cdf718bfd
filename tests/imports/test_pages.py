"""Envoyer, lire l'aperçu, confirmer : ce qu'en voit et ce qu'en obtient un agent."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from gouvernance.models import Sieges
from mutualisation.imports.querysets import CONSERVATION
from mutualisation.models import Import
from tests.fabriques import creer_agent, creer_commune, creer_sieges
from tests.fabriques_rapport import creer_import
from tests.imports.envois import confirmer, dernier, envoyer, fichier_de_sieges, texte
from tests.imports.test_lecture_fautive import MAUVAIS


@pytest.fixture
def sieges(db):
    return creer_sieges(commune=creer_commune(nom="Ahuy"), nombre=1)


@pytest.fixture
def ligne(sieges):
    def ecrire(nombre, commune="Ahuy", acte="arrêté du préfet"):
        return f"{sieges.mandature.nom};{commune};{nombre};{acte}"

    return ecrire


@pytest.fixture
def envoye(client_administrateur, ligne):
    envoyer(client_administrateur, fichier_de_sieges(ligne(2)))
    return dernier()


def test_l_apercu_dit_avant_et_apres_sans_rien_ecrire(client_administrateur, sieges, envoye):
    page = texte(client_administrateur.get(envoye.get_absolute_url()))

    assert "<del>1</del>" in page
    assert "<ins>2</ins>" in page
    assert "Tout enregistrer" in page
    sieges.refresh_from_db()
    assert sieges.nombre == 1


def test_confirmer_ecrit_avec_l_auteur_et_le_motif_puis_efface_le_fichier(
    client_administrateur, sieges, envoye
):
    page = texte(confirmer(client_administrateur, envoye, motif="Arrêté reçu ce matin"))

    sieges.refresh_from_db()
    trace = sieges.historique.latest()
    envoye.refresh_from_db()
    assert sieges.nombre == 2
    assert trace.history_change_reason == "Import de sieges.csv : Arrêté reçu ce matin"
    assert trace.history_user == envoye.confirme_par
    assert (envoye.etat, envoye.contenu, envoye.changees) == ("applique", None, 1)
    assert "Ce qui a changé" in page


def test_confirmer_deux_fois_n_a_qu_un_effet(client_administrateur, sieges, envoye):
    confirmer(client_administrateur, envoye)
    traces = sieges.historique.count()
    page = texte(confirmer(client_administrateur, envoye))

    assert sieges.historique.count() == traces
    assert "n’est plus celui de l’import" in page


def test_si_la_base_a_change_un_nouvel_apercu_remplace_l_ecriture(
    client_administrateur, sieges, envoye
):
    Sieges.objects.filter(pk=sieges.pk).update(nombre=7)

    page = texte(confirmer(client_administrateur, envoye))

    sieges.refresh_from_db()
    assert sieges.nombre == 7
    assert "Les données ont changé depuis l’aperçu" in page
    assert "<del>7</del>" in page
    confirmer(client_administrateur, envoye)
    sieges.refresh_from_db()
    assert sieges.nombre == 2


def test_un_apercu_perime_ailleurs_n_est_pas_confirme(client_administrateur, sieges, envoye):
    confirmer(client_administrateur, envoye, empreinte="f" * 64)

    sieges.refresh_from_db()
    assert sieges.nombre == 1


def test_toutes_les_fautes_ont_leur_ligne_et_leur_colonne_et_rien_n_est_ecrit(
    client_administrateur, sieges, ligne
):
    contenu = fichier_de_sieges(ligne(2), ligne("x", "Ahuyy", ""), ligne("-"))
    envoyer(client_administrateur, contenu)

    page = texte(client_administrateur.get(dernier().get_absolute_url()))

    assert "Tout enregistrer" not in page
    for colonne in ["Commune", "Sièges", "Acte qui le fixe"]:
        assert f'<td class="nombre">3</td> <th scope="row">{colonne}</th>' in page
    confirmer(client_administrateur, dernier())
    sieges.refresh_from_db()
    assert sieges.nombre == 1


@pytest.mark.parametrize("nom", MAUVAIS)
def test_un_mauvais_fichier_donne_une_phrase_et_ne_garde_rien(client_administrateur, sieges, nom):
    contenu, _ = MAUVAIS[nom]

    reponse = envoyer(client_administrateur, contenu, nom="sieges.xlsx")

    page = texte(reponse)
    assert reponse.status_code == 200
    assert "message--error" in page
    assert "Error" not in page
    assert not Import.objects.exists()
    assert Sieges.objects.get().nombre == 1


def test_une_question_se_pose_puis_se_repond(client_administrateur, ligne):
    communes = [creer_commune(nom=nom) for nom in ["Fontaîne", "Fontaïne"]]
    envoyer(client_administrateur, fichier_de_sieges(ligne(3, "Fontaine")))
    recu = dernier()
    page = texte(client_administrateur.get(recu.get_absolute_url()))
    (question,) = recu.apercu["questions"]
    choisie = question["candidats"][1]["valeur"]

    repondre = reverse("import_repondre", args=[recu.pk])
    muette = client_administrateur.post(repondre, {"reponse-1": ""})
    client_administrateur.post(repondre, {"reponse-1": choisie})
    confirmer(client_administrateur, recu)

    assert "peut désigner" in page
    assert "Choisissez une réponse." in texte(muette)
    assert Sieges.objects.filter(commune__in=communes, nombre=3).count() == 1


def test_abandonner_efface_le_fichier(client_administrateur, sieges, envoye):
    client_administrateur.post(reverse("import_abandonner", args=[envoye.pk]))

    envoye.refresh_from_db()
    assert (envoye.etat, envoye.contenu, envoye.apercu) == ("abandonne", None, None)
    confirmer_apres = {"empreinte": "", "motif": ""}
    client_administrateur.post(reverse("import_confirmer", args=[envoye.pk]), confirmer_apres)
    sieges.refresh_from_db()
    assert sieges.nombre == 1


def test_un_fichier_que_personne_ne_confirme_s_efface(client_administrateur, ligne, envoye):
    ancien = timezone.now() - CONSERVATION - timedelta(hours=1)
    Import.objects.filter(pk=envoye.pk).update(envoye_le=ancien)

    envoyer(client_administrateur, fichier_de_sieges(ligne(3)))

    envoye.refresh_from_db()
    assert (envoye.etat, envoye.contenu) == ("abandonne", None)


def test_un_import_interrompu_reprend(client_administrateur, sieges, envoye):
    Import.objects.filter(pk=envoye.pk).update(etat="en_analyse", apercu=None)
    page = texte(client_administrateur.get(envoye.get_absolute_url()))

    client_administrateur.post(reverse("import_reprendre", args=[envoye.pk]))

    assert "Interrompu" in page
    assert "Reprendre" in page
    assert "Tout enregistrer" in texte(client_administrateur.get(envoye.get_absolute_url()))


@pytest.mark.parametrize("forme", ["csv", "xlsx", "ods"])
def test_l_export_renvoye_ne_change_rien(client_administrateur, sieges, forme):
    adresse = reverse("import_donnees", args=["sieges", forme])
    contenu = b"".join(client_administrateur.get(adresse).streaming_content)

    envoyer(client_administrateur, contenu, nom=f"sieges.{forme}")

    page = texte(client_administrateur.get(dernier().get_absolute_url()))
    assert "Ce fichier ne change rien" in page


@pytest.mark.parametrize("forme", ["csv", "xlsx", "ods"])
def test_le_modele_est_a_remplir(client_administrateur, sieges, forme):
    adresse = reverse("import_modele", args=["sieges", forme])
    contenu = b"".join(client_administrateur.get(adresse).streaming_content)

    page = texte(envoyer(client_administrateur, contenu, nom=f"modele.{forme}"))

    assert "aucune ligne sous ses titres" in page


def test_un_agent_sans_le_droit_ne_voit_ni_la_page_ni_les_imports(client, envoye):
    client.force_login(creer_agent())

    assert client.get(reverse("import_envoyer", args=["sieges"])).status_code == 403
    assert client.get(envoye.get_absolute_url()).status_code == 404
    assert "aucune donnée" in texte(client.get(reverse("import_liste")))
    assert "sieges.csv" not in texte(client.get(reverse("journal_import_liste")))


def test_le_journal_dit_qui_quoi_et_son_empreinte(client_administrateur, envoye):
    confirmer(client_administrateur, envoye, motif="Essai")

    page = texte(client_administrateur.get(reverse("journal_import_liste")))

    for dit in ["sieges.csv", "Sièges des communes", envoye.empreinte[:12], "Essai"]:
        assert dit in page


def test_une_ressource_ou_un_format_inconnus_sont_introuvables(client_administrateur):
    for nom, arguments in [("import_envoyer", ["rien"]), ("import_modele", ["sieges", "pdf"])]:
        assert client_administrateur.get(reverse(nom, args=arguments)).status_code == 404


def test_les_pages_ont_un_nombre_de_requetes_constant(client_administrateur, ligne, requetes):
    envoyer(client_administrateur, fichier_de_sieges(ligne(2)))
    adresses = [
        reverse("import_liste"),
        reverse("journal_import_liste"),
        reverse("import_envoyer", args=["sieges"]),
        dernier().get_absolute_url(),
    ]
    avant = [requetes(lambda a=a: client_administrateur.get(a)) for a in adresses]
    for _ in range(6):
        creer_import()

    assert [requetes(lambda a=a: client_administrateur.get(a)) for a in adresses] == avant
