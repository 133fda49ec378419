"""Putting the contracts on a chain, keeping a record of it, and checking it later.

    record = deploy(sender, Parameters(members, quorum, owner, epoch_cap), Path("deployment.json"))
    require_verified(verify(Client(network).at("latest"), record))
    contracts = bind(record)

The package's own deployments lie beside this file as `<chain id>.json`; there is none yet on a public chain.
"""

from ..artifacts import CONTRACTS
from .contracts import Contracts, bind, find_record
from .deploy import Preview, deploy, preview
from .findings import Change, Finding, Verification, require_verified
from .parameters import Parameters
from .record import Record, Step, packaged_record
from .seed import EXAMPLE, NamedAction, Seed, missing, read_seed
from .token import choose_usdc, require_usdc
from .verify import verify

__all__ = [
    "CONTRACTS",
    "EXAMPLE",
    "Change",
    "Contracts",
    "Finding",
    "NamedAction",
    "Parameters",
    "Preview",
    "Record",
    "Seed",
    "Step",
    "Verification",
    "bind",
    "choose_usdc",
    "deploy",
    "find_record",
    "missing",
    "packaged_record",
    "preview",
    "read_seed",
    "require_usdc",
    "require_verified",
    "verify",
]
