"""La page des droits : les règles, ce qui s'en écarte ici, et les personnes."""

from dataclasses import dataclass
from datetime import date

from gouvernance.models import Utilisateur
from mutualisation.droits.domaines import DOMAINES
from mutualisation.droits.groupes import Ecart, lire_les_groupes, relever_les_ecarts
from mutualisation.droits.personnes import Personne, lire_les_personnes
from mutualisation.droits.regles import ROLES, Domaine, Ecriture, Lecture, Role


@dataclass(frozen=True, slots=True)
class Case:
    """Ce qu'un rôle fait d'un domaine."""

    role: str
    voit: str
    ecrit: str
    gestes: tuple[str, ...]
    est_vide: bool


@dataclass(frozen=True, slots=True)
class LigneDeRegles:
    domaine: Domaine
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class PageDesDroits:
    roles: tuple[Role, ...]
    lignes: tuple[LigneDeRegles, ...]
    ecarts: tuple[Ecart, ...]
    personnes: tuple[Personne, ...]
    fermes: int

    @property
    def dormantes(self) -> int:
        return sum(personne.est_dormante for personne in self.personnes)


def lire_droits(jour: date) -> PageDesDroits:
    return PageDesDroits(
        roles=ROLES,
        lignes=tuple(
            LigneDeRegles(domaine, tuple(_case(domaine, role) for role in ROLES))
            for domaine in DOMAINES
        ),
        ecarts=tuple(relever_les_ecarts(lire_les_groupes())),
        personnes=lire_les_personnes(jour),
        fermes=Utilisateur.objects.filter(is_active=False).count(),
    )


def _case(domaine: Domaine, role: Role) -> Case:
    lecture, ecriture = domaine.lecture(role), domaine.ecriture(role)
    gestes = tuple(geste.phrase for geste in domaine.gestes if role in geste.roles)
    ecrit = {
        Ecriture.RIEN: "",
        Ecriture.PARTIE: "écrit dans ses domaines",
        Ecriture.TOUT: "écrit tout",
    }[ecriture]
    return Case(
        role=role.nom,
        voit="" if lecture == Lecture.RIEN else f"voit {lecture}",
        ecrit=ecrit,
        gestes=gestes,
        est_vide=lecture == Lecture.RIEN and not ecrit and not gestes,
    )
