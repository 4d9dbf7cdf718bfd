"""La page d'avancement d'une production, telle que la lit une personne."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models.functions import Length
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from gouvernance.francais import INSECABLE, accord
from gouvernance.models import Utilisateur
from mutualisation.models import Production
from mutualisation.productions.querysets import PEREMPTION

Etat = Production.Etat
BADGES = {
    Etat.EN_ATTENTE: ("En attente", "alerte"),
    Etat.EN_COURS: ("En cours", "accent"),
    Etat.FAITE: ("Prêt", "succes"),
    Etat.ECHOUEE: ("Échec", "erreur"),
}
INTERROMPU = "Interrompu", "erreur"
A_SUIVRE = "Vous pouvez quitter cette page et y revenir : le travail continue sans elle."
EN_PREPARATION = {
    Production.Nature.DOCUMENT: "Le document se prépare.",
    Production.Nature.EDITION: "L’édition se prépare.",
    Production.Nature.IMPORT: "Le fichier est confronté à la base.",
}
PRET = {
    Production.Nature.DOCUMENT: "Le document est prêt.",
    Production.Nature.EDITION: "L’édition est publiée.",
    Production.Nature.IMPORT: "Le travail est fini : ouvrez l’import pour en voir le résultat.",
}
INVITATIONS = {
    Production.Nature.DOCUMENT: "Ouvrir le PDF",
    Production.Nature.EDITION: "Lire l’édition",
    Production.Nature.IMPORT: "Ouvrir l’import",
}


@dataclass(frozen=True, slots=True)
class PageProduction:
    pk: UUID
    titre: str
    etat: str
    teinte: str
    phrase: str
    suite: str
    etape: str
    demande: str
    demandee_le: datetime
    demandee_par: str
    duree: str
    signe_de_vie: datetime | None
    est_en_cours: bool
    est_finie: bool
    adresse: str
    invitation: str
    taille: int | None
    peut_relancer: bool

    @property
    def annonce(self) -> str:
        """Ce qu'entend une personne qui ne voit pas la page se rafraîchir."""
        return f"{self.phrase} {self.etape}".strip()


def construire_page(pk: UUID, utilisateur: Utilisateur) -> PageProduction:
    """Lève `Production.DoesNotExist` si la personne ne peut pas la voir."""
    productions = Production.objects.visibles_par(utilisateur).sans_contenu()
    production = (
        productions.select_related("demandee_par").annotate(taille=Length("resultat")).get(pk=pk)
    )
    fin = production.terminee_le or timezone.now()
    etat, teinte = INTERROMPU if production.est_interrompue else BADGES[production.etat]
    est_en_cours = production.etat == Etat.EN_COURS
    phrase, suite = dire(production)
    return PageProduction(
        pk=production.pk,
        titre=production.titre,
        etat=etat,
        teinte=teinte,
        phrase=phrase,
        suite=suite,
        etape=production.etape,
        demande=capfirst(production.get_nature_display()),
        demandee_le=production.demandee_le,
        demandee_par=str(production.demandee_par or ""),
        duree=duree_en_lettres(fin - production.demandee_le),
        signe_de_vie=production.battement if est_en_cours else None,
        est_en_cours=est_en_cours and not production.est_interrompue,
        est_finie=production.terminee_le is not None,
        adresse=adresse_du_resultat(production),
        invitation=INVITATIONS[production.nature],
        taille=production.taille,
        peut_relancer=production.est_relancable_par(utilisateur),
    )


def dire(production: Production) -> tuple[str, str]:
    """Ce qu'il en est, puis ce qui se passe ensuite."""
    match production.etat:
        case Etat.FAITE:
            return PRET[production.nature], ""
        case Etat.ECHOUEE:
            return production.raison, (
                "Rien n’a été écrit à moitié. Si un nouvel essai échoue aussi, transmettez cette "
                "phrase à la personne qui administre l’application."
            )
        case Etat.EN_COURS if production.est_interrompue:
            return "Le travail s’est interrompu : l’exécutant ne donne plus signe de vie.", (
                "Rien n’a été écrit à moitié. Le travail reprendra du début dès qu’un exécutant "
                "sera libre ; si l’attente dure, la personne qui administre l’application peut "
                "vérifier qu’un exécutant tourne."
            )
        case Etat.EN_COURS:
            return EN_PREPARATION[production.nature], A_SUIVRE
    if timezone.now() - production.demandee_le < PEREMPTION:
        return "Le travail commencera dans un instant.", A_SUIVRE
    return "Le travail attend son tour.", (
        f"{A_SUIVRE} Si l’attente dure, la personne qui administre l’application peut vérifier "
        "qu’un exécutant tourne."
    )


def adresse_du_resultat(production: Production) -> str:
    if production.etat != Etat.FAITE:
        return ""
    if production.nature == Production.Nature.EDITION:
        edition = production.parametres
        return reverse("edition_detail", args=[edition["annee"], edition["edition"]])
    if production.nature == Production.Nature.IMPORT:
        return reverse("import_detail", args=[production.parametres["import"]])
    return reverse("production_fichier", args=[production.pk])


def duree_en_lettres(duree: timedelta) -> str:
    """« 12 secondes », « 3 minutes », « 2 heures » : l'unité la plus grande suffit."""
    secondes = max(int(duree.total_seconds()), 0)
    for taille, unite in [(3600, "heure"), (60, "minute")]:
        if secondes >= taille:
            return f"{secondes // taille}{INSECABLE}{accord(secondes // taille, unite)}"
    return f"{secondes}{INSECABLE}{accord(secondes, 'seconde')}" if secondes else "un instant"
