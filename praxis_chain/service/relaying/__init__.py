"""Relaying for months: what is merged and attested is paid, whatever fails meanwhile."""

from .commenting import Commenting
from .counting import Counting
from .listening import Listening
from .programs import AllPrograms
from .relaying import Pass, Relaying, Terms
from .service import Service
from .status import document

__all__ = ["AllPrograms", "Commenting", "Counting", "Listening", "Pass", "Relaying", "Service", "Terms", "document"]
