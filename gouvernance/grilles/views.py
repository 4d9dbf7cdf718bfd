"""La page d'une grille, la même pour toutes."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from gouvernance.francais import INSECABLE, accord, enumerer
from gouvernance.grilles.collage import Collage, repartir
from gouvernance.grilles.declaration import Droits, Grille
from gouvernance.grilles.ecriture import Bilan, enregistrer
from gouvernance.grilles.envoi import Envoi, EnvoiIncomplet
from gouvernance.grilles.reglages import REPRENDRE
from gouvernance.grilles.reprise import reprendre
from gouvernance.grilles.tableau import Saisi, construire_tableau

INCOMPLET = (
    "L’envoi est arrivé incomplet : rien n’est enregistré. Revenez à la page précédente, votre "
    "saisie y est encore, et enregistrez de nouveau."
)
APERCU = "Rien n’est encore enregistré : relisez les cellules marquées, puis enregistrez."


def saisie_reservee(modele: type[Model]) -> Callable:
    """Un élu n'a pas de grille ; un agent sans droit la lit. Jugé avant de chercher de quoi."""

    def reserver(vue: Callable) -> Callable:
        @wraps(vue)
        def reservee(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not request.user.is_staff:
                raise Http404("La saisie en grille est réservée aux agents de la métropole.")
            droits = Droits.de(request.user, modele)
            if request.method == "POST" and not droits.permettent_d_ecrire:
                raise PermissionDenied
            return vue(request, *args, **kwargs)

        return reservee

    return reserver


def afficher_grille(request: HttpRequest, construire: Callable[[], Grille]) -> HttpResponse:
    """Lit, colle, reprend ou enregistre ; la vue porte `saisie_reservee`."""
    if request.method != "POST":
        return _ouvrir(request, construire())
    try:
        envoi = Envoi.lire(request.POST)
    except EnvoiIncomplet:
        return _montrer(request, construire(), Saisi(bilan=Bilan(generales=[INCOMPLET])), 400)
    match request.POST.get("action", "enregistrer"):
        case "coller":
            return _coller(request, construire(), envoi)
        case "reprendre":
            return _reprendre(request, construire(), envoi, avec_valeurs=True)
        case "reprendre_la_structure":
            return _reprendre(request, construire(), envoi, avec_valeurs=False)
    bilan = enregistrer(construire, envoi)
    if bilan.est_refuse:
        return _montrer(request, construire(), Saisi(envoi, bilan))
    messages.success(request, dire_le_bilan(bilan))
    return redirect(_adresse_sans_reprise(request))


def _ouvrir(request: HttpRequest, grille: Grille) -> HttpResponse:
    """La grille ou, si l'adresse le demande, ce qu'elle reprendrait de l'année d'avant."""
    if REPRENDRE in request.GET and grille.precedente:
        return _reprendre(request, grille, None, avec_valeurs=True)
    return _montrer(request, grille, Saisi())


def _adresse_sans_reprise(request: HttpRequest) -> str:
    """Ce qui vient d'être laissé vide exprès ne se repropose pas."""
    criteres = request.GET.copy()
    criteres.pop(REPRENDRE, None)
    return f"{request.path}?{criteres.urlencode()}" if criteres else request.path


def dire_le_bilan(bilan: Bilan) -> str:
    comptes = [
        (bilan.ajoutees, "ligne ajoutée", "lignes ajoutées"),
        (bilan.changees, "ligne modifiée", "lignes modifiées"),
        (bilan.supprimees, "ligne supprimée", "lignes supprimées"),
    ]
    dits = [f"{n}{INSECABLE}{accord(n, un, des)}" for n, un, des in comptes if n]
    if not dits:
        return "Rien n’avait changé : rien n’est écrit."
    return f"Enregistré{INSECABLE}: {enumerer(dits)}."


def _coller(request: HttpRequest, grille: Grille, envoi: Envoi) -> HttpResponse:
    depart = f"v.{request.POST.get('depart_ligne')}.{request.POST.get('depart_colonne')}"
    collage = repartir(grille, request.POST.get("bloc", ""), depart)
    if grille.pourquoi_fermee:
        collage = Collage({}, [grille.pourquoi_fermee])
    nombre = len(collage.textes)
    if nombre:
        remplies = accord(nombre, "cellule remplie", "cellules remplies")
        messages.info(request, f"{nombre}{INSECABLE}{remplies}. {APERCU}")
    saisi = Saisi(envoi, Bilan(generales=collage.fautes), collage.textes)
    return _montrer(request, grille, saisi)


def _reprendre(
    request: HttpRequest, grille: Grille, envoi: Envoi | None, *, avec_valeurs: bool
) -> HttpResponse:
    textes = {
        nom: envoi.texte(nom) if envoi else grille.texte(ligne, colonne)
        for nom, ligne, colonne in grille.cellules()
    }
    proposes = {}
    if not grille.pourquoi_fermee:
        proposes = reprendre(grille, textes, avec_valeurs=avec_valeurs)
    if proposes:
        reprises = accord(len(proposes), "cellule reprise", "cellules reprises")
        phrase = f"{len(proposes)}{INSECABLE}{reprises} de {grille.precedente}. {APERCU}"
    else:
        phrase = f"Rien à reprendre de {grille.precedente} : aucune ligne vide n’y avait de valeur."
    messages.info(request, phrase)
    return _montrer(request, grille, Saisi(envoi, ajouts=proposes))


def _montrer(request: HttpRequest, grille: Grille, saisi: Saisi, statut: int = 200) -> HttpResponse:
    contexte = {"tableau": construire_tableau(grille, saisi), "grille": grille}
    return render(request, "grilles/grille.html", contexte, status=statut)
