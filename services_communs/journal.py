"""Les faits des services communs : adhésions, transferts d'agents, conventions."""

from collections.abc import Callable

from django.db.models import F, Q
from django.urls import reverse

from gouvernance.francais import INSECABLE, accord, enumerer, insecables, nombre
from gouvernance.journal.faits import Recit, Sorte
from gouvernance.models import Collectivite
from services_communs.models import Adhesion, Avenant, Convention, TransfertAgents

NOMS_CITES = 5


def sujet(collectivite: Collectivite) -> str:
    """« Talant », « Le CCAS de Talant » : le nom officiel porte parfois déjà son article."""
    articles = {"le": "Le ", "la": "La ", "les": "Les ", "l’": "L’"}
    article = articles.get(collectivite.article, "")
    return collectivite.nom if collectivite.nom.startswith(article) else article + collectivite.nom


def citer_les_services(lignes: list[Adhesion]) -> str:
    """« le service commun « Finances » », « 7 services communs : A, B, C, D, E et 2 autres »."""
    noms = [ligne.service.nom for ligne in sorted(lignes, key=lambda ligne: ligne.pk)]
    if len(noms) == 1:
        return f"le service commun « {noms[0]} »"
    if len(noms) > NOMS_CITES + 1:
        cites = [*noms[:NOMS_CITES], f"{nombre(len(noms) - NOMS_CITES)} autres"]
    else:
        cites = noms
    return f"{nombre(len(noms))}{INSECABLE}services communs : {enumerer(cites)}"


def raconter_les_adhesions(verbe: Callable[[str], str]) -> Callable[[list[Adhesion]], Recit]:
    def raconter(lignes: list[Adhesion]) -> Recit:
        premiere = lignes[0]
        phrase = f"{sujet(premiere.collectivite)} {verbe(citer_les_services(lignes))}."
        if len(lignes) == 1:
            adresse = premiere.service.get_absolute_url()
        else:
            commune = premiere.collectivite.commune_id or premiere.collectivite_id
            jour = max(ligne.jour_inscrit for ligne in lignes).isoformat()
            adresse = reverse("adhesion_liste", query={"commune": commune, "au": jour})
        return Recit(insecables(phrase), adresse)

    return raconter


def adherer(services: str) -> str:
    """« a adhéré au service commun « Finances » »."""
    if services.startswith("le "):
        return f"a adhéré au {services.removeprefix('le ')}"
    return f"a adhéré à {services}"


def quitter(services: str) -> str:
    return f"a quitté {services}"


def raconter_le_transfert(lignes: list[TransfertAgents]) -> Recit:
    [transfert] = lignes
    agents = f"{nombre(transfert.agents)}{INSECABLE}{accord(transfert.agents, 'agent')}"
    rejoint = accord(transfert.agents, "a rejoint", "ont rejoint")
    phrase = f"{agents} {transfert.origine.de} {rejoint} la métropole : {transfert.domaine.titre}."
    commune = transfert.origine.commune_id or transfert.origine_id
    adresse = reverse("transfert_liste", query={"commune": commune})
    return Recit(insecables(phrase), adresse)


def raconter_la_convention(lignes: list[Convention]) -> Recit:
    [convention] = lignes
    phrase = f"Une convention a été signée : {convention.objet}."
    return Recit(insecables(phrase), convention.get_absolute_url())


def raconter_l_avenant(lignes: list[Avenant]) -> Recit:
    [avenant] = lignes
    phrase = f"L’avenant n°{INSECABLE}{avenant.numero} a pris effet : {avenant.objet}."
    return Recit(insecables(phrase), avenant.get_absolute_url())


SORTES = (
    Sorte(
        "adhesion",
        "Adhésions",
        F("date_debut"),
        lambda utilisateur: Adhesion.objects.visibles_par(utilisateur).avec_relations(),
        lambda lignes, commune: lignes.pour_commune(commune),
        raconter_les_adhesions(adherer),
        groupe=("collectivite_id",),
        precision="precision_debut",
    ),
    Sorte(
        "retrait",
        "Retraits d’un service",
        F("date_fin"),
        lambda utilisateur: Adhesion.objects.visibles_par(utilisateur).avec_relations(),
        lambda lignes, commune: lignes.pour_commune(commune),
        raconter_les_adhesions(quitter),
        groupe=("collectivite_id",),
    ),
    Sorte(
        "transfert",
        "Transferts d’agents",
        F("date_effet"),
        lambda utilisateur: TransfertAgents.objects.visibles_par(utilisateur).avec_relations(),
        lambda lignes, commune: lignes.pour_commune(commune),
        raconter_le_transfert,
        precision="precision",
    ),
    Sorte(
        "convention",
        "Conventions",
        F("date_signature"),
        lambda utilisateur: Convention.objects.visibles_par(utilisateur),
        lambda lignes, commune: lignes.filter(
            Q(parties=commune) | Q(parties__commune=commune)
        ).distinct(),
        raconter_la_convention,
    ),
    Sorte(
        "avenant",
        "Avenants",
        F("date_effet"),
        lambda utilisateur: Avenant.objects.visibles_par(utilisateur).select_related("convention"),
        lambda lignes, commune: lignes.filter(
            Q(convention__parties=commune) | Q(convention__parties__commune=commune)
        ).distinct(),
        raconter_l_avenant,
    ),
)
