"""Ce que la page d'une commune dit en toutes lettres ; rien n'y est lu en base."""

from datetime import date

from finances.calculs import ZERO
from gouvernance.francais import accord, date_en_lettres, euros, nombre
from gouvernance.models import Collectivite
from mutualisation.communes import FicheCommune, MontantVote, ServiceRejoint


def surtitre(fiche: FicheCommune) -> str:
    """« 9 671 habitants · membre depuis 1978 · 4 sièges sur 86 au conseil… · un CCAS »."""
    parties = []
    if fiche.population:
        parties.append(f"{nombre(fiche.population)} {accord(fiche.population, 'habitant')}")
    if fiche.membre_depuis:
        parties.append(f"membre {_depuis(fiche.membre_depuis)}")
    if fiche.sieges:
        sieges = f"{fiche.sieges} {accord(fiche.sieges, 'siège')}"
        parties.append(f"{sieges} sur {fiche.total_sieges} au conseil métropolitain")
    if fiche.a_ccas:
        parties.append("un CCAS")
    return " · ".join(parties)


def phrase(fiche: FicheCommune, jour: str = "") -> str:
    """L'exercice en une phrase : ce que la commune partage, ce que cela lui coûte.

    `jour`, s'il n'est pas le dernier de l'exercice : « au 30 juin 2019 ».
    """
    if jour:
        dite = _phrase(fiche, f" sur l’exercice {fiche.annee}")
        return f"{jour[0].upper()}{jour[1:]}, {dite[0].lower()}{dite[1:]}"
    return _phrase(fiche)


def _phrase(fiche: FicheCommune, exercice: str = "") -> str:
    if not fiche.services:
        return "La commune n’adhère à aucun service commun."
    par_le_ccas = any("CCAS" in service.qui for service in fiche.services)
    sujet = "La commune et son CCAS adhèrent" if par_le_ccas else "La commune adhère"
    debut = f"{sujet} {_services(fiche)}"
    if not fiche.montants:
        return f"{debut}."
    if fiche.contribution:
        verbe = "contribuent" if par_le_ccas else "contribue"
        return f"{debut} et y {verbe} pour {_contribution(fiche, exercice)}."
    if all(service.est_gratuit for service in fiche.services):
        return f"{debut} sans rien payer : ces services sont gratuits pour les communes."
    return f"{debut} ; aucune participation ne lui est demandée."


def _services(fiche: FicheCommune) -> str:
    rejoints, tous = len(fiche.services), fiche.nombre_services
    if tous == 1:
        return "au seul service commun"
    if rejoints == tous:
        return f"aux {tous} services communs"
    return f"à {rejoints} des {tous} services communs"


def _contribution(fiche: FicheCommune, exercice: str) -> str:
    morceaux = [f"{euros(fiche.contribution)}{exercice}"]
    if fiche.refacturation:
        morceaux.append(f"dont {euros(fiche.refacturation)} refacturés")
    if fiche.par_habitant is not None:
        morceaux.append(f"soit {euros(fiche.par_habitant, 2)} par habitant")
    return ", ".join(morceaux)


def absence(commune: Collectivite, jour: date) -> str:
    """Pourquoi il n'y a rien à lire de la commune ce jour-là."""
    quand = f"Au {date_en_lettres(jour)}, {commune.nom} n’"
    if commune.date_fin and commune.date_fin < jour:
        return f"{quand}était plus membre de la métropole."
    debut = date_en_lettres(commune.date_debut, commune.precision_debut)
    return f"{quand}était pas encore membre de la métropole : elle l’est {_depuis(debut)}."


def evolution_des_services(fiche: FicheCommune) -> str:
    if len(fiche.services) == fiche.services_precedents:
        return f"comme en {fiche.annee - 1}"
    return f"{fiche.services_precedents} en {fiche.annee - 1}"


def evolution_de_la_participation(fiche: FicheCommune) -> str:
    """« 13 957 € en 2019, sur 8 mois » ; vide si rien n'a été voté l'année d'avant."""
    votes = fiche.montants_precedents
    if not votes:
        return ""
    total = sum((vote.montant for vote in votes), ZERO)
    if total == fiche.contribution:
        return f"comme en {fiche.annee - 1}"
    durees = {vote.mois for vote in votes}
    mois = durees.pop() if len(durees) == 1 else None
    return f"{euros(total)} en {fiche.annee - 1}" + (f", sur {mois} mois" if mois else "")


def effet_sur_l_attribution(fiche: FicheCommune) -> str:
    if fiche.deja_valorise:
        return f"{euros(fiche.deja_valorise)} y étaient déjà valorisés"
    if fiche.refacturation:
        return f"{euros(fiche.refacturation)} sont refacturés à part"
    return "rien n’y était déjà valorisé" if fiche.ajustement else "elle ne change pas"


def origine_des_transferts(fiche: FicheCommune) -> str:
    domaines = {transfert.domaine for transfert in fiche.transferts}
    if len(domaines) == 1:
        return domaines.pop()
    return f"dans {len(domaines)} domaines" if domaines else "depuis l’origine"


def adhesion(service: ServiceRejoint) -> str:
    """« commune et CCAS, depuis le 1er janvier 2019 » ; une date vague se passe d'article."""
    return f"{service.qui}, {_depuis(service.depuis)}"


def _depuis(quand: str) -> str:
    est_un_jour = quand[:1].isdigit() and not quand.isdigit()
    return f"depuis {'le ' if est_un_jour else ''}{quand}"


def precision(vote: MontantVote) -> str:
    if vote.est_refacture:
        return f"{vote.objet}, part refacturée"
    return f"dont {euros(vote.deja_valorise)} déjà valorisés" if vote.deja_valorise else ""
