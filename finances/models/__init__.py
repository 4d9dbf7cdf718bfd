from finances.models.attributions import AttributionCompensation, Regularisation
from finances.models.couts import CleRepartition, CoutService, TrancheForfait, ValeurCle
from finances.models.evaluations import EvaluationCLECT, TotalVote
from finances.models.participations import Participation
from finances.models.simulations import Hypothese, Scenario

__all__ = [
    "AttributionCompensation",
    "CleRepartition",
    "CoutService",
    "EvaluationCLECT",
    "Hypothese",
    "Participation",
    "Regularisation",
    "Scenario",
    "TotalVote",
    "TrancheForfait",
    "ValeurCle",
]
