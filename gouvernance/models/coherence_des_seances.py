"""Ce qui, dans une séance, contredit son instance, sa convocation ou la demande des maires."""

from typing import TYPE_CHECKING

from gouvernance.francais import accord, date_en_lettres
from gouvernance.models.collectivites import Collectivite
from gouvernance.models.instances import Instance
from gouvernance.regles import DEMANDES_ANNUELLES_DES_MAIRES, tiers_des_maires

if TYPE_CHECKING:
    from gouvernance.models.seances import Seance

CONFERENCE_DES_MAIRES = "CGCT, art. L. 5211-11-3"


def fautes_de_tenue(seance: "Seance") -> dict[str, str]:
    """Une instance qui n'existe pas ce jour-là, une convocation qui vient après."""
    fautes = {}
    if not seance.instance.est_en_cours_le(seance.jour):
        fautes["jour"] = dire_l_absence(seance)
    if seance.convoquee_le and seance.convoquee_le > seance.jour:
        fautes["convoquee_le"] = "La convocation est postérieure à la séance."
        if dernier := seance.derniere_convocation:
            delai = seance.instance.delai_convocation
            fautes["convoquee_le"] += (
                f" Elle part au plus tard le {date_en_lettres(dernier)} : {delai} "
                f"{accord(delai, 'jour franc', 'jours francs')} avant "
                "(CGCT, art. L. 2121-12 et L. 5211-1)."
            )
    return fautes


def dire_l_absence(seance: "Seance") -> str:
    jour, instance = date_en_lettres(seance.jour), seance.instance
    if instance.date_debut and seance.jour < instance.date_debut:
        debut = date_en_lettres(instance.date_debut, instance.precision_debut)
        return f"« {instance} » n’existe pas encore le {jour} : sa création date de {debut}."
    fin = date_en_lettres(instance.date_fin)
    return f"« {instance} » n’existe plus le {jour} : son dernier jour est le {fin}."


def fautes_de_demande(seance: "Seance") -> dict[str, str]:
    """Ce qui manque à une demande de maires : leur conférence, le tiers, la limite de l'année."""
    demandeurs = seance.maires_demandeurs
    if seance.initiative != seance.Initiative.MAIRES or demandeurs is None:
        return {}
    if seance.instance.nature != Instance.Nature.CONFERENCE:
        faute = f"Les maires ne réunissent que leur conférence ({CONFERENCE_DES_MAIRES})."
        return {"initiative": faute}
    communes = Collectivite.objects.membres_le(seance.jour).count()
    tiers = tiers_des_maires(communes)
    if demandeurs < tiers:
        faute = (
            f"La demande ne suffit pas : il faut un tiers des maires, {tiers} sur {communes} "
            f"({CONFERENCE_DES_MAIRES})."
        )
        return {"maires_demandeurs": faute}
    if seance.autres_demandes_de_l_annee() >= DEMANDES_ANNUELLES_DES_MAIRES:
        faute = (
            f"Les maires ont déjà demandé {DEMANDES_ANNUELLES_DES_MAIRES} réunions en "
            f"{seance.jour.year}, la limite d’une année ({CONFERENCE_DES_MAIRES})."
        )
        return {"initiative": faute}
    return {}
