"""Formats pour l'œil. Une valeur absente s'écrit d'un tiret, jamais d'un zéro."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django import template

from gouvernance import francais

register = template.Library()


def est_absente(valeur) -> bool:
    """Une variable de gabarit inconnue vaut une chaîne vide."""
    return valeur is None or valeur == ""


@register.filter
def nombre(valeur: int | Decimal | None, decimales: int | None = None) -> str:
    """`{{ surface|nombre }}` : « 917 566 »."""
    return francais.ABSENT if est_absente(valeur) else francais.nombre(valeur, decimales)


@register.filter
def euros(montant: int | Decimal | None, decimales: int = 0) -> str:
    """`{{ montant|euros }}` : « 7 858 606 € » ; `{{ part|euros:2 }}` : « 2,17 € »."""
    return francais.ABSENT if est_absente(montant) else francais.euros(montant, decimales)


@register.filter
def etp(valeur: int | Decimal | None) -> str:
    """`{{ effectif.etp|etp }}` : « 5,8 ETP »."""
    if est_absente(valeur):
        return francais.ABSENT
    return f"{francais.nombre(valeur)}{francais.INSECABLE}ETP"


@register.filter
def ecart(valeur: int | Decimal | None, decimales: int | None = None) -> str:
    """`{{ ecart|ecart }}` : « +12 », « −3,5 », « 0 »."""
    if est_absente(valeur):
        return francais.ABSENT
    return francais.nombre(valeur, decimales, signe=True)


@register.filter
def ecart_euros(montant: int | Decimal | None, decimales: int = 0) -> str:
    """`{{ ecart|ecart_euros }}` : « +156 310 € »."""
    if est_absente(montant):
        return francais.ABSENT
    return francais.euros(montant, decimales, signe=True)


@register.filter
def denombre(quantite: int | Decimal | None, nom: str) -> str:
    """`{{ 0|denombre:"adhérent" }}` : « 0 adhérent » ; `"réseau|réseaux"` donne le pluriel."""
    if est_absente(quantite):
        return francais.ABSENT
    singulier, _, pluriel = nom.partition("|")
    accorde = francais.accord(quantite, singulier, pluriel or None)
    return f"{francais.nombre(quantite)}{francais.INSECABLE}{accorde}"


@register.filter
def accord(quantite: int | Decimal, nom: str) -> str:
    """`{{ total|accord:"agent" }}` : le nom seul, au pluriel dès deux."""
    singulier, _, pluriel = nom.partition("|")
    return francais.accord(quantite, singulier, pluriel or None)


@register.filter
def date_longue(jour: date | None, precision: francais.Precision = "jour") -> str:
    """`{{ seance.date|date_longue }}` : « 11 avril 2019 »."""
    return francais.ABSENT if est_absente(jour) else francais.date_en_lettres(jour, precision)


@register.filter
def enumerer(elements: Iterable) -> str:
    """`{{ communes|enumerer }}` : « Ahuy, Dijon et Quetigny »."""
    return francais.enumerer(str(element) for element in elements)


@register.filter
def taille(octets: int) -> str:
    """`{{ fichier.taille|taille }}` : « 17 ko », « 1,2 Mo »."""
    if octets < 1_000_000:
        return f"{francais.nombre(Decimal(max(octets, 1000)) / 1000, 0)}{francais.INSECABLE}ko"
    return f"{francais.nombre(Decimal(octets) / 1_000_000, 1)}{francais.INSECABLE}Mo"
