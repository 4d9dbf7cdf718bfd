"""La page de suivi de la campagne, ses passages et sa page d'ouverture."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone

from mutualisation.models import Rapport, TexteChapitre
from services_communs.models import CommentaireFiche, Fiche
from tests.conflits.formulaires import lire_formulaire
from tests.conflits.pages import envoyer_a_jour
from tests.fabriques import (
    creer_administrateur,
    creer_agent,
    creer_domaine,
    creer_effectif,
    creer_fiche,
    creer_indicateur,
    creer_mesure,
    creer_rapport,
    creer_texte_chapitre,
)
from tests.fabriques_rapport import creer_commentaire, creer_edition
from tests.severite import ClientSevere

pytestmark = pytest.mark.django_db

SUIVI = reverse("campagne_detail", args=[2021])
OUVRIR = reverse("campagne_ouvrir", args=[2021])


@pytest.fixture
def rapport():
    return creer_rapport(annee=2021)


def connecter(personne):
    client = ClientSevere()
    client.force_login(personne)
    return client


def creer_contributeur(*domaines):
    """Compte du groupe des contributeurs, qui remplit ces domaines."""
    personne = creer_agent(email=f"{len(domaines)}@metropole.example")
    groupe, _ = Group.objects.get_or_create(name="contributeurs")
    droits = ["view_fiche", "change_fiche", "add_commentairefiche"]
    groupe.permissions.set(Permission.objects.filter(codename__in=droits))
    personne.groups.add(groupe)
    personne.domaines.set(domaines)
    return personne


def fiche_de(etat="a_remplir", **valeurs):
    return creer_fiche(annee=2021, etat=etat, **valeurs)


def suivre(fiche):
    return reverse("fiche_suivre", args=[fiche.annee, fiche.domaine.code])


def texte(reponse):
    return reponse.content.decode().replace("\u00a0", " ")


def repondre(client, fiche, champs, **options):
    return envoyer_a_jour(client, suivre(fiche), champs, "empreinte", **options)


def suivi(client, **parametres):
    return client.get(SUIVI, parametres).context["suivi"]


def test_la_direction_voit_ou_en_est_chaque_domaine(client_administrateur, rapport):
    hier = timezone.localdate() - timedelta(days=1)
    responsable = creer_agent(last_name="Direction des achats")
    fiche = fiche_de("en_cours", responsable=responsable, echeance=hier)
    creer_indicateur(domaine=fiche.domaine, est_obligatoire=True)
    creer_commentaire(fiche=fiche, texte="Les chiffres arrivent.", auteur=responsable)

    page = client_administrateur.get(SUIVI)

    contenu = texte(page)
    assert page.status_code == 200
    assert "Direction des achats" in contenu
    assert "1 jour de retard" in contenu
    assert "Aucun objectif ; aucune réalisation ; 1 indicateur sans valeur 2021" in contenu
    assert "effectif manquant au 31 décembre 2020" in contenu
    assert "Les chiffres arrivent." in contenu


def test_les_fiches_se_comptent_et_se_filtrent_par_etat(client_administrateur, rapport):
    hier = timezone.localdate() - timedelta(days=1)
    for etat in ["a_remplir", "a_valider", "validee", "validee"]:
        fiche_de(etat, echeance=hier)

    complet = suivi(client_administrateur)

    nombres = {etape.filtre: etape.nombre for etape in complet.etapes}
    assert nombres == {"a_remplir": 1, "en_cours": 0, "a_valider": 1, "validee": 2, "en_retard": 1}
    assert (complet.validees, complet.total) == (2, 4)
    for filtre, nombre in nombres.items():
        assert len(suivi(client_administrateur, montrer=filtre).fiches) == nombre
    assert len(suivi(client_administrateur, montrer="n’importe quoi").fiches) == 4


def test_un_contributeur_ne_voit_que_ses_domaines_et_rien_a_valider(rapport):
    sienne, autre = fiche_de("a_valider"), fiche_de("a_valider")
    client = connecter(creer_contributeur(sienne.domaine))

    page = client.get(SUIVI)

    (ligne,) = page.context["suivi"].fiches
    assert (ligne.fiche, ligne.passages, ligne.peut_etre_relancee) == (sienne, {}, False)
    assert page.context["suivi"].textes == ()
    assert autre.domaine.titre not in texte(page)
    assert client.get(suivre(sienne)).status_code == 200
    assert client.get(suivre(autre)).status_code == 404


def test_les_textes_ecrits_et_a_ecrire(client_administrateur, rapport):
    creer_texte_chapitre(rapport=rapport, chapitre="perspectives")

    textes = suivi(client_administrateur).textes

    assert len(textes) == len(TexteChapitre.Chapitre)
    assert [texte.chapitre for texte in textes if texte.est_ecrit] == ["perspectives"]


def test_une_campagne_publiee_le_dit(client_administrateur, rapport):
    creer_edition(rapport=rapport)

    assert "Rapport publié le" in texte(client_administrateur.get(SUIVI))


def test_le_dernier_mot_est_celui_qui_suit_l_ouverture(client_administrateur, rapport):
    fiche = fiche_de()
    fiche.commentaires.create(etat="a_remplir", texte="Ouverte.")
    assert suivi(client_administrateur).fiches[0].dernier_mot is None

    for mot in ["Premier", "Dernier"]:
        creer_commentaire(fiche=fiche, texte=mot)

    assert suivi(client_administrateur).fiches[0].dernier_mot.texte == "Dernier"


def test_le_suivi_se_lit_en_requetes_constantes(requetes, rapport):
    client = connecter(creer_administrateur())

    def peupler():
        fiche = fiche_de("a_valider", responsable=creer_agent())
        creer_commentaire(fiche=fiche)
        fiche.domaine.contributeurs.add(creer_agent())
        creer_mesure(indicateur=creer_indicateur(domaine=fiche.domaine), annee=2020)
        creer_effectif(domaine=fiche.domaine)

    peupler()
    avant = requetes(lambda: client.get(SUIVI))
    for _ in range(5):
        peupler()

    assert requetes(lambda: client.get(SUIVI)) == avant <= 15


def test_valider_depuis_le_suivi(client_administrateur, rapport):
    fiche = fiche_de("a_valider")

    reponse = repondre(client_administrateur, fiche, {"verbe": "valider"}, follow=True)

    fiche.refresh_from_db()
    assert fiche.etat == "validee"
    assert reponse.redirect_chain == [(SUIVI, 302)]
    assert f"La fiche {fiche} est validée." in texte(reponse)


def test_une_fiche_modifiee_depuis_ne_se_valide_pas_sans_etre_relue(client_administrateur, rapport):
    fiche = fiche_de("a_valider")
    vue = lire_formulaire(client_administrateur.get(suivre(fiche)), "empreinte")
    Fiche.objects.filter(pk=fiche.pk).update(faits_marquants="Changé entre-temps.")

    refus = client_administrateur.post(suivre(fiche), vue | {"verbe": "valider", "mot": "Bien."})

    assert "a été modifiée depuis que vous avez ouvert cette page" in texte(refus)
    assert Fiche.objects.get(pk=fiche.pk).etat == "a_valider"
    suite = lire_formulaire(refus, "empreinte") | {"verbe": "valider"}
    assert suite["mot"] == ["Bien."]
    client_administrateur.post(suivre(fiche), suite)
    assert Fiche.objects.get(pk=fiche.pk).etat == "validee"


def test_renvoyer_sans_dire_pourquoi_demande_le_mot(client_administrateur, rapport):
    fiche = fiche_de("a_valider")

    reponse = repondre(client_administrateur, fiche, {"verbe": "renvoyer", "mot": " "})

    assert reponse.status_code == 200
    assert reponse.context["formulaire"].errors["mot"] == ["Dites ce qu’il faut reprendre."]
    assert Fiche.objects.get(pk=fiche.pk).etat == "a_valider"


def test_un_passage_arrive_trop_tard_garde_le_mot_ecrit(client_administrateur, rapport):
    fiche = fiche_de("validee")

    reponse = repondre(
        client_administrateur, fiche, {"verbe": "renvoyer", "mot": "Il manque les ETP."}
    )

    assert "seule une fiche à valider se renvoie" in texte(reponse)
    assert "Il manque les ETP." in texte(reponse)
    assert not fiche.commentaires.exists()


def test_le_journal_garde_chaque_mot(client_administrateur, rapport):
    fiche = fiche_de("a_valider")

    repondre(client_administrateur, fiche, {"verbe": "commenter", "mot": "Je relis lundi."})
    repondre(client_administrateur, fiche, {"verbe": "renvoyer", "mot": "Précisez les ETP."})

    assert [mot.texte for mot in fiche.commentaires.all()] == [
        "Précisez les ETP.",
        "Je relis lundi.",
    ]
    page = texte(client_administrateur.get(suivre(fiche)))
    assert page.index("Précisez les ETP.") < page.index("Je relis lundi.")


def test_un_contributeur_ne_valide_pas_par_la_page(rapport):
    fiche = fiche_de("a_valider")
    client = connecter(creer_contributeur(fiche.domaine))

    reponse = repondre(client, fiche, {"verbe": "valider"})

    assert reponse.status_code == 403
    assert Fiche.objects.get(pk=fiche.pk).etat == "a_valider"


@pytest.mark.parametrize("verbe", ["", "delete", "full_clean"])
def test_seuls_les_verbes_prevus_se_demandent(client_administrateur, rapport, verbe):
    fiche = fiche_de("a_valider")

    reponse = repondre(client_administrateur, fiche, {"verbe": verbe, "mot": "Essai"})

    assert "ne se demande pas à une fiche" in texte(reponse)
    assert Fiche.objects.filter(pk=fiche.pk, etat="a_valider").exists()
    assert not CommentaireFiche.objects.exists()


def test_un_domaine_sans_fiche_n_a_pas_de_page_de_suivi(client_administrateur, rapport):
    adresse = reverse("fiche_suivre", args=[2021, creer_domaine().code])

    assert client_administrateur.get(adresse).status_code == 404


def test_une_campagne_pas_encore_ouverte_mene_a_son_ouverture(client_administrateur):
    creer_rapport(annee=2020)

    reponse = client_administrateur.get(SUIVI)

    assert reponse.status_code == 404
    assert OUVRIR in texte(reponse)


def test_ouvrir_depuis_la_page(client_administrateur):
    creer_rapport(annee=2020)
    domaine = creer_domaine()
    echeance = timezone.localdate() + timedelta(days=60)

    reponse = client_administrateur.post(OUVRIR, {"echeance": echeance.isoformat()}, follow=True)

    assert "La campagne 2021 commence : 1 fiche ouverte." in texte(reponse)
    assert domaine.fiches.get().echeance == echeance


def test_une_echeance_passee_se_dit_au_champ(client_administrateur):
    creer_rapport(annee=2020)

    reponse = client_administrateur.post(OUVRIR, {"echeance": "2021-03-01"})

    erreurs = reponse.context["formulaire"].errors["echeance"]
    assert erreurs == ["L’échéance du 1er mars 2021 est déjà passée.".replace("1er ", "1er\u00a0")]
    assert not Rapport.objects.filter(annee=2021).exists()


def test_une_annee_qui_ne_s_ouvre_pas_dit_pourquoi(client_administrateur):
    creer_rapport(annee=2020)
    adresse = reverse("campagne_ouvrir", args=[2024])

    page = texte(client_administrateur.get(adresse))

    assert "part du rapport 2023, qui n’existe pas" in page
    assert "<form method" not in page.partition("<main")[2].partition("</main>")[0]


def test_ouvrir_et_relancer_demandent_un_droit(client_agent, rapport):
    assert client_agent.get(OUVRIR).status_code == 403
    assert client_agent.post(reverse("campagne_relancer", args=[2021])).status_code == 403
