"""Lignes livrées minimales : modèle, champs."""

DOMAINE = ("services_communs.domaine", {"ordre": 1, "code": "achats", "titre": "Achats"})
FICHE = ("services_communs.fiche", {"domaine": ["achats"], "annee": 2020})
OBJECTIF = (
    "services_communs.objectif",
    {"fiche": ["achats", 2020], "ordre": 1, "texte": "Grouper les achats"},
)
EFFECTIF = (
    "services_communs.effectif",
    {"domaine": ["achats"], "date": "2020-11-30", "agents": 22, "etp": 21.1},
)

COMMUNE = {
    "nature": "commune",
    "nom": "Ahuy",
    "code_insee": "21003",
    "date_debut": "2000-01-01",
}
