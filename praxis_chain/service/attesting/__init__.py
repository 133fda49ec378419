"""The attester's service: asked over HTTP, it signs what its own watch of the forges shows to be true."""

from ...store.attested import AttestedStore
from .app import Limits, attesting_app
from .chain import OnChain
from .desk import Desk, Look, Refusals, Signed
from .ration import Ration
from .refusing import Busy, NotReady
from .status import Status

__all__ = [
    "AttestedStore",
    "Busy",
    "Desk",
    "Limits",
    "Look",
    "NotReady",
    "OnChain",
    "Ration",
    "Refusals",
    "Signed",
    "Status",
    "attesting_app",
]
