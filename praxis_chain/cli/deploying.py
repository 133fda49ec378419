"""What whoever deploys is shown; and test USDC for chains of one's own."""

from typing import TYPE_CHECKING

from ..core.errors import WrongInput
from ..core.units import show_prax
from .context import Session
from .program_words import Rows
from .writes import show_ether

if TYPE_CHECKING:
    from ..evm.deployments import Parameters, Preview

CREATION = 53_000  # gas: a transaction (21,000) and a creation (32,000)
PER_BYTE = 200  # gas for each byte of deployed code
DATA = 16 + 1  # gas at most for each byte of data, and for looking through it
STORAGE = 400_000  # gas: more than any constructor here spends on storage and events


def rows(session: Session, parameters: "Parameters", preview: "Preview") -> tuple[Rows, int]:
    """The preview, and the most that it can cost in wei. The creation of the first contract is simulated."""
    from ..evm import artifacts
    from ..evm.bindings import abi_of

    first = artifacts.load("Attesters")
    arguments = (list(parameters.members), parameters.quorum, parameters.owner)
    creation = bytes.fromhex(first.bytecode[2:])
    prepared = session.sender(signing=False).prepare_deployment(abi_of("Attesters"), creation, *arguments)
    gas = sum(_gas_at_most(name) for name in preview.todo)
    most = gas * prepared.max_fee
    return [
        ("chain", session.chain_name),
        ("from", session.address),
        ("USDC", f"{preview.usdc or 'a test token, deployed first'} ({preview.usdc_origin})"),
        *(("member", member) for member in parameters.members),
        ("quorum", f"{parameters.quorum} of {len(parameters.members)}"),
        ("epoch cap", f"{show_prax(parameters.epoch_cap)} PRAX in 28 days"),
        *((name, f"is at {address}") for name, address in preview.done.items()),
        ("to create", ", ".join(preview.todo) or "nothing"),
        ("highest fee", f"{show_ether(most)} ETH ({gas:,} gas)"),
        ("simulation", "the first contract's creation succeeds"),
        ("record", str(session.record_path)),
    ], most


def mint(session: Session, to: str, amount: int) -> None:
    """Test USDC (base units) where the token is one that deploy made on a local chain. Raises WrongInput elsewhere."""
    from ..evm.local import require_local
    from ..evm.sender import Sender
    from ..evm.usdc import USDC_ABI

    network = require_local(session.network, "minting test USDC")
    if session.record.usdc_origin != "local":
        raise WrongInput(f"{session.record.usdc} was not made for testing: nobody here can mint it.")
    *_, circle, _admin = network.accounts
    Sender(network, circle, abis=[USDC_ABI]).transact(session.contracts.usdc, "mint", to, amount)


def _gas_at_most(name: str) -> int:
    from ..evm import artifacts

    artifact = artifacts.load(name)
    created, data = (len(text) // 2 - 1 for text in (artifact.deployed_bytecode, artifact.bytecode))
    return CREATION + PER_BYTE * created + DATA * data + STORAGE
