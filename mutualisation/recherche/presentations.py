"""Ce qu'un résultat montre d'une ligne, selon sa nature."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst

from finances.models import EvaluationCLECT
from gouvernance.francais import date_en_lettres
from gouvernance.models import Collectivite, Deliberation, Instance, Pacte, Schema, Seance, Texte
from gouvernance.recherche import LONGUEUR_MAXIMALE
from mutualisation.aide.glossaire import Terme
from services_communs.models import Convention, Cooperation, Indicateur, Realisation, ServiceCommun


@dataclass(frozen=True, slots=True)
class Presentation:
    """L'extrait vient du premier des `textes` où se trouve un mot cherché, sinon du `resume`."""

    titre: str
    adresse: str
    precisions: tuple[str, ...] = ()
    textes: tuple[str, ...] = ()
    resume: str = ""


def presenter_terme(terme: Terme) -> Presentation:
    adresse = f"{reverse('glossaire')}#{terme.ancre}"
    developpe = (capfirst(terme.developpe),) if terme.developpe else ()
    return Presentation(capfirst(terme.titre), adresse, developpe, resume=terme.definition)


def presenter_collectivite(ligne: Collectivite) -> Presentation:
    precisions = [capfirst(ligne.get_nature_display())]
    if ligne.code_insee:
        precisions.append(f"code INSEE {ligne.code_insee}")
    if ligne.siren:
        precisions.append(f"SIREN {ligne.siren}")
    if ligne.date_fin:
        precisions.append(f"jusqu’au {date_en_lettres(ligne.date_fin)}")
    graphies = tuple(f"Aussi écrit « {graphie.texte} »" for graphie in ligne.graphies.all())
    return Presentation(ligne.nom, adresse_de(ligne), tuple(precisions), graphies)


def adresse_de(collectivite: Collectivite) -> str:
    """Page de la commune, la même pour son CCAS ; une autre n'a qu'une ligne de liste."""
    if collectivite.commune or collectivite.code_insee:
        return collectivite.get_absolute_url()
    return f"{reverse('collectivite_liste')}?{urlencode({'nom': collectivite.nom})}"


def presenter_service(ligne: ServiceCommun) -> Presentation:
    missions = [mission.libelle for mission in ligne.missions.all()]
    return Presentation(
        ligne.nom,
        ligne.get_absolute_url(),
        (ligne.domaine.titre,) if ligne.domaine.titre != ligne.nom else (),
        (*missions, ligne.domaine.direction),
    )


def presenter_deliberation(ligne: Deliberation) -> Presentation:
    numero = (f"n° {ligne.numero}",) if ligne.numero else ()
    date = date_en_lettres(ligne.date, ligne.precision)
    return Presentation(
        ligne.objet,
        ligne.get_absolute_url(),
        (capfirst(ligne.assemblee), date, *numero),
        (ligne.identifiant_actes,),
    )


def presenter_seance(ligne: Seance) -> Presentation:
    return Presentation(
        f"{ligne.instance.nom}, {date_en_lettres(ligne.jour)}",
        ligne.get_absolute_url(),
        (ligne.lieu,) if ligne.lieu else (),
        tuple(point.objet for point in ligne.points.all()),
    )


def presenter_instance(ligne: Instance) -> Presentation:
    return Presentation(
        ligne.nom,
        ligne.get_absolute_url(),
        (capfirst(ligne.get_nature_display()),),
        (ligne.regles, ligne.reference),
    )


def presenter_cooperation(ligne: Cooperation) -> Presentation:
    forme = (capfirst(ligne.get_forme_display()),) if ligne.forme else ()
    parties = ", ".join(partie.collectivite.nom for partie in ligne.parties.all())
    return Presentation(
        ligne.objet,
        ligne.get_absolute_url(),
        forme,
        (parties, ligne.autres_parties, ligne.description, ligne.base_legale),
    )


def presenter_convention(ligne: Convention) -> Presentation:
    signature = f"signée le {date_en_lettres(ligne.date_signature)}"
    return Presentation(ligne.objet, ligne.get_absolute_url(), (signature,))


def presenter_evaluation(ligne: EvaluationCLECT) -> Presentation:
    return Presentation(
        ligne.objet,
        ligne.get_absolute_url(),
        (f"CLECT du {date_en_lettres(ligne.date)}", ligne.get_etat_display()),
        (ligne.methode, ligne.resultat),
    )


def presenter_realisation(ligne: Realisation) -> Presentation:
    """Elle n'a que sa ligne dans la liste."""
    criteres = {"texte": ligne.titre[:LONGUEUR_MAXIMALE], "annee": ligne.fiche.annee}
    return Presentation(
        ligne.titre,
        f"{reverse('realisation_liste')}?{urlencode(criteres)}",
        (ligne.fiche.domaine.titre, str(ligne.fiche.annee), ligne.get_etat_display()),
        (ligne.detail, ligne.rubrique, ligne.autres_beneficiaires),
    )


def presenter_indicateur(ligne: Indicateur) -> Presentation:
    adresse = f"{reverse('indicateur_liste')}?{urlencode({'domaine': ligne.domaine_id})}"
    rubrique = (ligne.rubrique,) if ligne.rubrique else ()
    return Presentation(ligne.libelle, adresse, (ligne.domaine.titre, *rubrique), (ligne.unite,))


def presenter_texte(ligne: Texte) -> Presentation:
    return Presentation(
        ligne.objet,
        ligne.get_absolute_url(),
        (ligne.reference,),
        (ligne.contenu, ligne.version_citee, ligne.evolution),
    )


def presenter_schema(ligne: Schema) -> Presentation:
    annees = f"de {ligne.annee_debut} à {ligne.annee_fin}"
    return Presentation(ligne.nom, ligne.get_absolute_url(), (annees,), (ligne.orientations,))


def presenter_pacte(ligne: Pacte) -> Presentation:
    mandature = f"mandature {ligne.mandature}"
    textes = (ligne.objectifs, ligne.orientations)
    return Presentation(ligne.nom, ligne.get_absolute_url(), (mandature,), textes)
