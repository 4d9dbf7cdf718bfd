from finances.models.evaluations import EvaluationCLECT, TotalVote
from finances.models.participations import Participation

__all__ = ["EvaluationCLECT", "Participation", "TotalVote"]
