from django.apps import AppConfig


class FinancesConfig(AppConfig):
    name = "finances"
    verbose_name = "Finances"
    # Ce que la base refuse par un déclencheur ou une exclusion, dit comme une règle.
    refus_de_la_base = {
        "finances_participation_payeur": (
            "Le payeur est la commune, pour elle et son CCAS, ou la métropole."
        ),
        "finances_participation_adhesion": (
            "Une commune ne paie qu’un service où elle, ou son CCAS, adhère cette année-là."
        ),
        "finances_coutservice_seance": "L’exercice d’un coût ne précède pas la séance de la CLECT.",
        "finances_evaluationclect_pourcentages": (
            "Une clé en pourcentages d’un service évalué ne fait pas 100 %."
        ),
        "finances_evaluationclect_parts": (
            "Les parts d’un exercice ne font pas le total voté : corrigez-les, ou expliquez "
            "l’écart."
        ),
        "finances_participation_figee": "Cette participation est votée : elle ne change plus.",
        "finances_totalvote_figee": "Ce total est voté : il ne change plus.",
        "finances_evaluationclect_figee": (
            "Cette évaluation est adoptée : elle ne se supprime pas, et le vote reste acquis."
        ),
        "finances_clerepartition_sans_chevauchement": (
            "Une autre clé de ce service vaut déjà à ces dates."
        ),
        "finances_participation_sans_chevauchement": (
            "Une autre participation de ce payeur couvre déjà ces exercices."
        ),
        "finances_trancheforfait_sans_chevauchement": "Deux tranches de la clé se chevauchent.",
        "finances_totalvote_sans_chevauchement": "Un autre total voté couvre déjà ces exercices.",
    }
