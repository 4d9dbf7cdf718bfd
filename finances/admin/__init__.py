from finances.admin.adhesions import AdhesionFinanceeAdmin
from finances.admin.attributions import AttributionCompensationAdmin, RegularisationAdmin
from finances.admin.couts import CleRepartitionAdmin, CoutServiceAdmin
from finances.admin.evaluations import EvaluationCLECTAdmin
from finances.admin.participations import ParticipationAdmin
from finances.admin.simulations import ScenarioAdmin

__all__ = [
    "AdhesionFinanceeAdmin",
    "AttributionCompensationAdmin",
    "CleRepartitionAdmin",
    "CoutServiceAdmin",
    "EvaluationCLECTAdmin",
    "ParticipationAdmin",
    "RegularisationAdmin",
    "ScenarioAdmin",
]
