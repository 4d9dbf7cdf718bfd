"""Par contrôle : une donnée fautive, et sa jumelle juste."""

from decimal import Decimal

from tests.fabriques import creer_chiffre_annonce, creer_transfert


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


ECARTS = {
    "chiffres-annonces": (lambda: chiffre_et_transfert(2), lambda: chiffre_et_transfert(3)),
    "chiffres-contradictoires": (
        lambda: deux_chiffres(2),
        lambda: deux_chiffres(2, qualificatif=">"),
    ),
}
