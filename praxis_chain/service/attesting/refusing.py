"""What keeps an attester from answering now."""

from ...core.errors import PraxisError


class NotReady(PraxisError):
    """It cannot decide now; asked later, it may."""

    exit_code = 4


class Busy(NotReady):
    """It has signed as much as it may for now."""
