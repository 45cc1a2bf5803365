"""
Where a store's working files live: File 360, or a product that stands in for it.

Steps see one interface and ask for capabilities; which product is behind it is a setting.
"""

from integrator.repositories.ecm import EcmRepository
from integrator.repositories.filr import FilrRepository
from integrator.repositories.interface import Repository, Unsupported

__all__ = ["EcmRepository", "FilrRepository", "Repository", "Unsupported"]
