"""Par contrôle : une donnée fautive, et sa jumelle juste."""

from datetime import date
from decimal import Decimal

from tests.fabriques import (
    creer_ccas,
    creer_chiffre_annonce,
    creer_commune,
    creer_deliberation,
    creer_effectif,
    creer_etape,
    creer_rapport,
    creer_realisation,
    creer_transfert,
    nomme,
    numero,
)
from tests.fabriques_gouvernance import creer_elu_metropolitain
from tests.fabriques_rapport import creer_date_annoncee, creer_relation_annoncee

fait = nomme("Fait {}")
nom_de_commune = nomme("Fénay {}e")


def chiffre_et_transfert(valeur: int):
    creer_transfert(agents=3)
    creer_chiffre_annonce(grandeur="agents_transferes", annee=2019, valeur=Decimal(valeur))


def deux_chiffres(valeur: int, qualificatif: str = ""):
    creer_chiffre_annonce(grandeur="agents_transferes", annee=2019, valeur=Decimal(3))
    creer_chiffre_annonce(
        grandeur="agents_transferes",
        annee=2019,
        valeur=Decimal(valeur),
        qualificatif=qualificatif,
    )


def relation(operation: str, total: int, *termes: int):
    affirmee = creer_relation_annoncee(
        operation=operation, total=creer_chiffre_annonce(valeur=Decimal(total))
    )
    affirmee.termes.set([creer_chiffre_annonce(valeur=Decimal(terme)) for terme in termes])


def dates(*jours: date, deliberation: date | None = None):
    nom = fait()
    decision = creer_deliberation(date=deliberation) if deliberation else None
    for rang, jour in enumerate(jours):
        creer_date_annoncee(emplacement=f"page {rang}", fait=nom, jour=jour, deliberation=decision)


def texte(est_fautif: bool):
    nom = nom_de_commune()
    fautif = nom.replace("é", "e")
    creer_commune(nom=nom).graphies.create(texte=fautif)
    creer_realisation(detail=f"Formation des agents de {fautif if est_fautif else nom}.")
    # Un mot qui contient la graphie n'est pas elle.
    creer_realisation(detail=f"{fautif}rville")


def recit(texte: str):
    creer_elu_metropolitain(nom="Bernard", prenom="Sophie")
    creer_realisation(detail=texte)


def date_d_une_etape(annee: int):
    titre = fait()
    creer_etape(titre=titre, date=date(2004, 1, 1))
    creer_date_annoncee(fait=titre, jour=date(annee, 1, 1), precision="annee")


def rapport(jour: date):
    # Un nombre premier d'années : deux de suite ne retombent pas sur la même.
    annee = 2021 + numero() % 79
    creer_effectif(date=date(annee, 11, 30))
    creer_rapport(annee=annee, date_observation=jour.replace(year=annee))


def collectivites(nom_du_ccas: str | None):
    if nom_du_ccas:
        commune = creer_commune(nom=nom_de_commune())
        creer_commune(nom=nom_de_commune()).graphies.create(texte=commune.nom)
        creer_ccas(nom=nom_du_ccas.format(numero()))
    else:
        creer_commune(nom=nom_de_commune()).graphies.create(texte=fait())
        creer_ccas()


ECARTS = {
    "personnes": (
        lambda: recit("Formation suivie par Mme Dupont."),
        lambda: recit("Formation ouverte par Sophie Bernard, rue Jean Jaurès."),
    ),
    "noms-officiels": (
        lambda: collectivites(nom_du_ccas="Action sociale {}"),
        lambda: collectivites(nom_du_ccas=None),
    ),
    "noms": (lambda: texte(est_fautif=True), lambda: texte(est_fautif=False)),
    "sommes-annoncees": (
        lambda: [
            relation("somme", 15, 7, 1, 2, 2, 2),
            relation("produit", 91_350, 450, 204),
            relation("part", 491, 492),
            relation("taux", 58, 4820, 2752),
        ],
        lambda: [
            relation("somme", 14, 7, 1, 2, 2, 2),
            relation("produit", 91_350, 450, 203),
            relation("part", 491, 406),
            relation("taux", 57, 4820, 2752),
        ],
    ),
    "dates-annoncees": (
        lambda: [
            dates(date(2018, 11, 28), date(2018, 11, 29)),
            dates(date(2019, 4, 10), deliberation=date(2019, 4, 11)),
            date_d_une_etape(2005),
        ],
        lambda: [
            dates(date(2018, 11, 29), date(2018, 11, 29)),
            dates(date(2019, 4, 11), deliberation=date(2019, 4, 11)),
            date_d_une_etape(2004),
        ],
    ),
    "observation-du-rapport": (
        lambda: rapport(date(2020, 12, 31)),
        lambda: rapport(date(2020, 11, 30)),
    ),
    "chiffres-annonces": (lambda: chiffre_et_transfert(2), lambda: chiffre_et_transfert(3)),
    "chiffres-contradictoires": (
        lambda: deux_chiffres(2),
        lambda: deux_chiffres(2, qualificatif=">"),
    ),
}
