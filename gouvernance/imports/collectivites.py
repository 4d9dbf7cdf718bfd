"""Retrouver une collectivité : nom officiel, code, SIREN, graphie, CCAS, ancienne commune."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable
from datetime import date, timedelta

from gouvernance.francais import date_en_lettres, insecables
from gouvernance.imports.annuaires import Annuaire, Reference, normaliser
from gouvernance.imports.resultats import Candidat
from gouvernance.imports.valeurs import ValeurRefusee, citer
from gouvernance.models import Collectivite, Graphie

Nature = Collectivite.Nature
# « Ville de Dijon », « commune de Dijon », « mairie d'Ahuy ».
TITRES = {"ville", "commune", "mairie"}
LIAISONS = {"de", "du", "des", "d", "la", "le", "l"}
CCAS = [["centre", "communal", "d", "action", "sociale"], ["c", "c", "a", "s"], ["ccas"]]


class AnnuaireDesCollectivites(Annuaire):
    sorte = "collectivité"
    aucun = "aucune"

    def lire(self) -> Iterable[Collectivite]:
        self.graphies = defaultdict(list)
        for graphie in Graphie.objects.order_by("pk"):
            self.graphies[graphie.collectivite_id].append(graphie.texte)
        lues = {collectivite.pk: collectivite for collectivite in Collectivite.objects.all()}
        for collectivite in lues.values():
            # Une ligne ne doit pas relire la commune d'un CCAS, ni ce qui succède.
            collectivite.commune = lues.get(collectivite.commune_id)
            collectivite.successeur = lues.get(collectivite.successeur_id)
        self.codes = {c.code_insee for c in lues.values() if not c.successeur_id}
        self.ccas = {c.commune_id: c for c in lues.values() if c.commune_id}
        return lues.values()

    def noms(self, objet: Collectivite) -> Iterable[str]:
        yield objet.nom
        yield from self.graphies[objet.pk]
        yield from filter(None, [objet.siren, objet.siret])
        # Une commune nouvelle garde le code de l'une des anciennes.
        if objet.code_insee and not (objet.successeur_id and objet.code_insee in self.codes):
            yield objet.code_insee

    def chercher(self, texte: str, portee: Hashable) -> Collectivite:
        cle = normaliser(texte)
        if (portee, cle) in self.par_cle:
            return super().chercher(texte, portee)
        mots = cle.split()
        for sigle in CCAS:
            if reste := sans_suite(mots, sigle):
                return self.chercher_ccas(texte, " ".join(sans_liaison(reste)), portee)
        sans_titre = [mot for mot in mots if mot not in TITRES]
        if len(sans_titre) < len(mots):
            return super().chercher(" ".join(sans_liaison(sans_titre)) or texte, portee)
        return super().chercher(texte.zfill(5) if texte.isdigit() else texte, portee)

    def chercher_ccas(self, texte: str, nom: str, portee: Hashable) -> Collectivite:
        commune = super().chercher(nom, portee)
        if commune.nature == Nature.CCAS:
            return commune
        if commune.pk not in self.ccas:
            raise ValeurRefusee(f"{citer(texte)} : le site ne connaît pas de CCAS {commune.de}.")
        return self.ccas[commune.pk]

    def commencant_par(self, cle: str, portee: Hashable) -> list[Collectivite]:
        """Un CCAS ne se confond pas avec sa commune : il ne vient que si on le nomme."""
        trouvees = super().commencant_par(cle, portee)
        return [c for c in trouvees if c.nature != Nature.CCAS or "ccas" in cle.split()]

    def candidat(self, objet: Collectivite) -> Candidat:
        details = [f"code {objet.code_insee}"] if objet.code_insee else []
        if objet.date_fin:
            details.append(f"jusqu’au {date_en_lettres(objet.date_fin)}")
        libelle = f"{objet.nom} ({', '.join(details)})" if details else objet.nom
        return Candidat(objet.nom, libelle)


def sans_suite(mots: list[str], suite: list[str]) -> list[str]:
    """Les mots moins cette suite ; rien si elle n'y est pas."""
    for rang in range(len(mots) - len(suite) + 1):
        if mots[rang : rang + len(suite)] == suite:
            return mots[:rang] + mots[rang + len(suite) :]
    return []


def sans_liaison(mots: list[str]) -> list[str]:
    return sans_liaison(mots[1:]) if mots and mots[0] in LIAISONS else mots


class UneCollectivite(Reference):
    """Collectivité de l'une de ces natures ; sans nature, toutes conviennent."""

    def __init__(self, *natures: str, regle: str = ""):
        super().__init__(AnnuaireDesCollectivites)
        self.natures: Collection[str] = natures
        self.regle = regle

    def verifier(self, objet: Collectivite) -> Collectivite:
        if self.natures and objet.nature not in self.natures:
            raise ValeurRefusee(self.refuser(objet))
        return objet

    def refuser(self, objet: Collectivite) -> str:
        if objet.nature == Nature.CCAS and Nature.COMMUNE in self.natures:
            return (
                f"« {objet.nom} » est un CCAS, et il faut ici la commune : écrivez "
                f"« {objet.commune.nom} ».{self.regle}"
            )
        if objet.nature == Nature.COMMUNE and Nature.CCAS in self.natures:
            return f"« {objet.nom} » est une commune, et il faut ici son CCAS."
        return f"« {objet.nom} » n’est pas une commune de la métropole.{self.regle}"


def faute_d_appartenance(collectivite: Collectivite, debut: date) -> str:
    """Phrase si la collectivité n'existait plus ce jour-là : une ancienne commune."""
    if collectivite.date_fin is None or collectivite.date_fin >= debut:
        return ""
    lendemain = date_en_lettres(collectivite.date_fin + timedelta(days=1))
    suite = ""
    if collectivite.successeur:
        suite = f" : « {collectivite.successeur.nom} » lui a succédé"
    return insecables(f"« {collectivite.nom} » n’existe plus depuis le {lendemain}{suite}.")
