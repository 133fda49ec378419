"""The internal audit: what all events come to = what storage says = what USDC says, at one block.

    report = audit(network, record)
    report.exit_code, report.findings, report.not_checked

Nothing that the contracts computed is believed: the ledger computes it again from its inputs, and every slot of storage
that holds a balance or a right is compared with what the ledger makes it. Nor is the node, where it gives proofs.
"""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from ..core.errors import BadProof, NetworkFailed, UnknownNetwork
from ..core.events import BlockStamp
from ..core.proofs.header import Header
from ..evm.artifacts import sources
from ..evm.client import Client, View
from ..evm.deployments import Contracts, Record, bind
from ..evm.deployments.deploy import require_same_chain
from ..evm.networks import Network
from .believed import ask_second, ask_token, believe
from .concluding import conclude
from .evidence import Material, check_evidence
from .findings import HEADER, Assurance, NotChecked, Report, Where
from .index import Progress, read
from .lineage import LINKED
from .proven import Question, examine
from .reckoning import Reckoning
from .recompiling import recompile
from .witness import NotKept, RpcWitness, Witness
from .writing import Writer


def audit(
    network: Network,
    record: Record,
    block: str | int | None = None,
    progress: Progress | None = None,
    *,
    block_hash: bytes | None = None,
    second: Network | None = None,
    all_headers: bool = False,
    database: str | None = None,
    material: Material | None = None,
    bundle: Path | None = None,
    recompiled: bool = False,
    reckoned: Callable[[Reckoning], None] | None = None,
) -> Report:
    """Audit a deployment as of a block: a height, "latest", "finalized"; by default the newest that is final, or where
    the chain knows no such thing the latest.

    `block_hash`: the hash (32 bytes) of the block, from somewhere that the reader trusts; instead of `block`, or beside
    it. `second`: another node, which has to agree. `all_headers`: read every header since the deployment's first block,
    however many these are. `database`: URL of one that keeps what was read, so that the network is asked for the rest
    only. `material`: evidence to judge again and to compare the facts on chain with. `bundle`: a file to write, which
    `praxis_chain.audit.bundle.check` checks without any network. `recompiled`: whether to compile the package's
    sources, and compare the code with what they make. `reckoned`: given the ledger and the events that the report is
    of.

    Raises WrongInput if the deployment is unfinished or younger than the block, UnknownNetwork if it is of another
    chain, NetworkFailed if the node does not answer.
    """
    require_same_chain(network, record)
    contracts = bind(record)
    view = _view(network, block, block_hash)
    told = read(view, contracts, progress, database)
    writer = Writer(view.block)
    if second is not None:
        if second.chain_id != network.chain_id:
            raise UnknownNetwork(f"{second.name} is chain {second.chain_id}, not {network.chain_id} as {network.name}.")
        ask_second(second, view, contracts, told, writer)
    asked: Witness = RpcWitness(network)
    if bundle is not None:
        from .bundle import Recording, write

        asked = recording = Recording(asked)
    header, why = _provable(asked, contracts, view, writer)
    if header is not None:
        linked = all_headers or header.number - contracts.first_block <= LINKED
        found = examine(asked, Question(record, header, linked), told, writer, progress)
        if found.held is not None:
            ask_token(view, contracts, found.held, writer)
        assurance = Assurance.PROVEN_AGAINST_RPC_HEADER if block_hash is None else Assurance.PROVEN_AGAINST_GIVEN_HASH
    else:
        found = believe(view, record, told, writer, second, progress)
        assurance = Assurance.ONE_RPC if second is None else Assurance.TWO_RPCS
        writer.not_checked.append(NotChecked("whether the node tells the truth", f"nothing is proven: {why}"))
        if block_hash is not None:
            writer.incomplete.append(f"Nothing could be proven against the hash that was given: {why}.")
    if recompiled:
        recompile(record, found.codes, sources(), writer, progress)
    evidenced = check_evidence(found.ledger, found.events, material or Material(), progress)
    report = conclude(writer, found, network.name, is_final(network, view.block), assurance, evidenced)
    if bundle is not None:
        write(bundle, recording, record, report, material)
    if reckoned is not None:
        reckoned(found)
    return report


def is_final(network: Network, block: BlockStamp) -> bool:
    """Whether a node says that a block is final."""
    return network.has_finalized and block.number <= Client(network).stamp("finalized").number


def _view(network: Network, block: str | int | None, block_hash: bytes | None) -> View:
    client = Client(network)
    if block_hash is None:
        return client.as_of(block)
    stamp = client.stamp_of(block_hash)
    if stamp is None:
        raise NetworkFailed(f"{network.name} knows no block 0x{block_hash.hex()}: check the hash and the network.")
    if block is not None and client.stamp(block).hash != stamp.hash:
        raise NetworkFailed(f"{network.name} says that block {block} is another one than 0x{block_hash.hex()}.")
    return client.at(stamp)


def _provable(witness: Witness, contracts: Contracts, view: View, writer: Writer) -> tuple[Header | None, str]:
    """The header that everything is proven against; or None and why nothing can be."""
    try:
        header = Header.decode(witness.header(view.block.hash))
        with suppress(BadProof):  # of which a finding is made when it is asked for in earnest
            witness.proofs(header.hash, contracts.escrow.address, [])
    except NotKept as error:
        return None, str(error).removesuffix(".")
    except BadProof as error:
        shown = f"0x{view.block.hash.hex()}"
        writer.add(
            HEADER, f"The header of block {view.block.number} is not what its hash is of.", shown, str(error),
            Where(view.block.number), f'eth_getBlockByHash("{shown}", false)',
        )  # fmt: skip
        return None, str(error).removesuffix(".")
    writer.block = BlockStamp(header.number, header.hash, header.timestamp)
    return header, ""
