from finances.models.attributions import AttributionCompensation, Regularisation
from finances.models.cles import CleRepartition, TrancheForfait, ValeurCle
from finances.models.couts import CoutService
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
