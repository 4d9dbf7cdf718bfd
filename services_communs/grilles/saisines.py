"""Grille des saisines d'une année : ce que chaque commune a demandé à chaque domaine."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Model, Q
from django.urls import reverse

from gouvernance.grilles.declaration import (
    Calcul,
    Colonne,
    Droits,
    Grille,
    Lien,
    Ligne,
    exercice_clos,
    noms_connus,
)
from gouvernance.grilles.saisies import Saisie, nettoyer
from gouvernance.models import Collectivite, Utilisateur
from services_communs.models import Domaine, Saisine

SANS_OBJET = "oui"
AFFIRMATIONS = {SANS_OBJET, "x"}


class Demande(Saisie):
    """L'objet d'une demande, ou « oui » pour celle dont on ne sait pas l'objet."""

    est_comptee = True

    def ecrire(self, objet: Model) -> str:
        return getattr(objet, self.champ) or SANS_OBJET

    def lire(self, texte: str) -> dict[str, Any]:
        net = self.accueillir(texte)
        # Une case vide n'est pas une demande sans objet : elle n'a pas de demande du tout.
        return {self.champ: ("" if net == SANS_OBJET else net) if net else None}

    def accueillir(self, texte: str) -> str:
        net = nettoyer(texte)
        return SANS_OBJET if net.lower() in AFFIRMATIONS else net

    def nombre(self, texte: str) -> Decimal | None:
        return Decimal(1) if nettoyer(texte) else None


def construire_grille_saisines(
    utilisateur: Utilisateur, annee: int, domaines: list[Domaine]
) -> Grille:
    """Communes × domaines ; une commune qui a déjà demandé garde une ligne libre."""
    par_code = {str(domaine.pk): domaine for domaine in domaines}
    return Grille(
        modele=Saisine,
        titre=f"Demandes des communes en {annee}",
        chapeau=(
            "Dans chaque case, l’objet de la demande, ou « oui » s’il n’est pas connu. Vider une "
            "case retire la demande. Une autre demande au même domaine va à la ligne suivante de "
            "la commune."
        ),
        retour=Lien(reverse("saisine_liste", query={"annee": annee}), "Demandes des communes"),
        sujet="Commune",
        colonnes=_colonnes(domaines),
        lignes=tuple(_lire_lignes(annee, domaines)),
        nouveau=lambda ligne, colonne: Saisine(
            commune=ligne.sujet, domaine=par_code[colonne.objet], annee=annee
        ),
        droits=Droits.de(utilisateur, Saisine),
        fermee=exercice_clos([annee]),
        precedente=str(annee - 1),
    )


def _colonnes(domaines: list[Domaine]) -> tuple[Colonne | Calcul, ...]:
    """Une demande ne se reprend pas d'une année à l'autre : celle d'avant se lit, sans plus."""
    return (
        *(
            Colonne(
                code=f"d{domaine.pk}",
                libelle=domaine.titre,
                objet=str(domaine.pk),
                saisie=Demande("objet"),
                est_totalisee=True,
                montre_la_precedente=True,
            )
            for domaine in domaines
        ),
        Calcul(code="total", libelle="Demandes", nature="total"),
    )


def _lire_lignes(annee: int, domaines: list[Domaine]) -> Iterator[Ligne]:
    lues = Saisine.objects.filter(annee__in=[annee - 1, annee], domaine__in=domaines)
    actuelles, precedentes = _listes(), _listes()
    for saisine in lues.select_related("commune", "domaine").order_by("pk"):
        annuelles = actuelles if saisine.annee == annee else precedentes
        annuelles[saisine.commune_id][str(saisine.domaine_id)].append(saisine)
    for commune in _communes(annee, actuelles):
        siennes, passees = actuelles[commune.pk], precedentes[commune.pk]
        prises = max(map(len, siennes.values()), default=0)
        for rang in range(max(prises + 1, *map(len, passees.values()), 1)):
            yield Ligne(
                code=f"{commune.pk}-{rang + 1}",
                libelle=f"{commune}" + (f", ligne {rang + 1}" if rang else ""),
                noms=() if rang else noms_connus(commune),
                sujet=commune,
                objets=_au_rang(siennes, rang),
                precedents=_au_rang(passees, rang),
            )


def _listes() -> defaultdict:
    return defaultdict(lambda: defaultdict(list))


def _au_rang(par_domaine: dict[str, list[Saisine]], rang: int) -> dict[str, Saisine]:
    return {code: liste[rang] for code, liste in par_domaine.items() if rang < len(liste)}


def _communes(annee: int, connues) -> list[Collectivite]:
    """Membres dans l'année, et celles dont une demande est déjà notée."""
    membres = Collectivite.objects.communes().pour_exercice(annee).values("pk")
    voulues = Collectivite.objects.filter(Q(pk__in=membres) | Q(pk__in=list(connues)))
    return sorted(voulues.prefetch_related("graphies"), key=lambda c: (c.nom_de_tri, c.pk))
