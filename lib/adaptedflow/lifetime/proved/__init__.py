"""A computed orbit made a theorem: the exact orbit from exactly its start, enclosed up to zero cost."""

from .certify import OrbitCertificate, certify

__all__ = ["OrbitCertificate", "certify"]
