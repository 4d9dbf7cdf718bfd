"""De 2020 à 2021, sur les données livrées : collecter, expliquer, publier."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from gouvernance.models import Utilisateur
from mutualisation.campagne.contenu import lire_suivi
from mutualisation.campagne.operations import ouvrir_campagne
from mutualisation.rapport.contenu import construire_rapport
from mutualisation.rapport.editions import derniere_edition
from mutualisation.rapport.publication import preparer
from mutualisation.rapport.publication_forms import nom_du_champ
from services_communs.completude import manques
from services_communs.models import Effectif, Fiche, Indicateur, Mesure, Realisation
from tests.conflits.pages import envoyer_a_jour
from tests.severite import ClientSevere

SUIVI = reverse("campagne_detail", args=[2021])
PUBLIER = reverse("rapport_publier", args=[2021])
OBSERVATION = date(2021, 11, 30)
CONTRIBUTEURS = {
    "ressources-humaines": "contributeur-ressources-humaines",
    "achats": "contributeur-achats",
    "numerique": "contributeur-numerique",
    "juridique": "contributeur-juridique",
    "assurances": "contributeur-assurances",
}


@pytest.fixture
def direction(donnees):
    return Utilisateur.objects.get(username="agent")


def connecter(personne):
    client = ClientSevere()
    client.force_login(personne)
    return client


def qui_remplit(fiche, direction):
    """Le contributeur du domaine ; à défaut, la direction."""
    nom = CONTRIBUTEURS.get(fiche.domaine.code)
    return Utilisateur.objects.get(username=nom) if nom else direction


def remplir(fiche, par):
    """Ce que 2020 avait et que 2021 attend : une réalisation, l'effectif, chaque indicateur."""
    fiche.commencer(par)
    avant = Fiche.objects.get(domaine=fiche.domaine, annee=2020)
    if avant.realisations.exists():
        Realisation.objects.create(fiche=fiche, ordre=1, titre="Poursuite des chantiers de 2020")
    for effectif in Effectif.objects.filter(domaine=fiche.domaine, date__year=2020, perimetre=""):
        Effectif.objects.create(
            domaine=fiche.domaine, date=OBSERVATION, agents=effectif.agents, etp=effectif.etp
        )
    for indicateur in Indicateur.objects.filter(domaine=fiche.domaine).a_mesurer(2021):
        Mesure.objects.create(indicateur=indicateur, annee=2021, valeur=1)


def soumettre(client, fiche):
    adresse = reverse("fiche_soumettre", args=[2021, fiche.domaine.code])
    return client.post(adresse, {"mot": "Tout y est."})


def repondre(client, fiche, verbe, mot=""):
    adresse = reverse("fiche_suivre", args=[2021, fiche.domaine.code])
    return envoyer_a_jour(client, adresse, {"verbe": verbe, "mot": mot}, "empreinte")


def ouvrir_et_relancer(client):
    echeance = timezone.localdate() + timedelta(days=30)
    client.post(reverse("campagne_ouvrir", args=[2021]), {"echeance": echeance.isoformat()})
    client.post(reverse("campagne_relancer", args=[2021]))
    return list(Fiche.objects.filter(annee=2021).select_related("domaine"))


@pytest.mark.usefixtures("rendu_factice")
def test_la_campagne_2021_va_de_l_ouverture_a_la_publication(direction, mailoutbox, client):
    agent = connecter(direction)
    collecter(agent, direction, mailoutbox)
    assert client.get("/rapports/2021/").status_code == 404

    expliquer_ce_qui_manque(agent)
    publier(agent)

    publie = client.get("/rapports/2021/").content.decode()
    assert "Édition 1" in publie
    assert "Poursuite des chantiers de 2020" in publie
    assert client.get("/rapports/2021/rapport.pdf").status_code == 200


def collecter(client, direction, mailoutbox):
    """De l'ouverture à la dernière validation."""
    fiches = ouvrir_et_relancer(client)
    assert (len(fiches), len(mailoutbox)) == (16, len(CONTRIBUTEURS))
    assert len(construire_rapport(2021).methode.fiches_non_validees) == 16

    for fiche in fiches:
        par = qui_remplit(fiche, direction)
        remplir(fiche, par)
        assert manques(fiche) == ()
        soumettre(connecter(par), fiche)
    assert set(Fiche.objects.filter(annee=2021).values_list("etat", flat=True)) == {"a_valider"}

    renvoyer_puis_resoumettre(client, next(f for f in fiches if f.domaine.code == "numerique"))
    for fiche in fiches:
        assert repondre(client, fiche, "valider").url == SUIVI

    suivi = lire_suivi(2021, direction)
    assert (suivi.validees, suivi.total, suivi.a_relancer) == (16, 16, 0)
    assert all(suivie.manques == () for suivie in suivi.fiches)
    assert construire_rapport(2021).methode.fiches_non_validees == ()


def expliquer_ce_qui_manque(client):
    """La publication demande d'expliquer ce que 2021 n'a pas."""
    points = preparer(2021).controles.inexpliques
    textes = {nom_du_champ(p.point.cle): "Non suivi en 2021." for p in points}
    client.post(PUBLIER, {"expliquer": "1"} | textes)


def publier(client):
    preparation = preparer(2021)
    assert preparation.controles.refus == ()
    client.post(PUBLIER, {"publier": "1", "empreinte": preparation.empreinte})
    assert derniere_edition(2021).numero == 1


def renvoyer_puis_resoumettre(client, numerique):
    contributeur = connecter(Utilisateur.objects.get(username="contributeur-numerique"))
    repondre(client, numerique, "renvoyer", "Précisez le nombre de sites raccordés.")
    numerique.refresh_from_db()
    assert numerique.etat == "en_cours"
    assert "sites raccordés" in contributeur.get(SUIVI).content.decode()

    soumettre(contributeur, numerique)
    assert [mot.etat for mot in numerique.commentaires.order_by("pk")] == [
        "a_remplir",
        "en_cours",
        "a_valider",
        "en_cours",
        "a_valider",
    ]


def test_la_commande_ouvre_la_meme_campagne_que_la_page(direction):
    call_command("ouvrir_campagne", 2021, verbosity=0)

    suivi = lire_suivi(2021, direction)

    assert suivi.total == 16
    assert [etape.nombre for etape in suivi.etapes] == [16, 0, 0, 0, 0]


@pytest.mark.usefixtures("donnees")
def test_2021_s_ouvre_avec_les_objectifs_et_les_actions_de_2020():
    ouverture = ouvrir_campagne(2021)

    def lignes(annee):
        fiches = Fiche.objects.filter(annee=annee).prefetch_related(
            "objectifs", "pistes__concernees__collectivites"
        )
        return {
            fiche.domaine_id: (
                [o.texte for o in fiche.objectifs.all()],
                [
                    (
                        p.texte,
                        p.formalisme,
                        [
                            (c.annee, c.condition, {x.pk for x in c.collectivites.all()})
                            for c in p.concernees.all()
                        ],
                    )
                    for p in fiche.pistes.all()
                ],
            )
            for fiche in fiches
        }

    assert ouverture.fiches.creees == 16
    assert lignes(2021) == lignes(2020)
