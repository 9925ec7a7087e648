"""A computed orbit made a theorem: the exact orbit from exactly its start, enclosed up to zero cost or to a loss of rank."""

from .certify import OrbitCertificate, certify
from .rank_loss import RankLossCertificate, certify_rank_loss
from .table import certify_orbits

__all__ = ["OrbitCertificate", "RankLossCertificate", "certify", "certify_orbits", "certify_rank_loss"]
