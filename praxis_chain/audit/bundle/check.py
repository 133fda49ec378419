"""Checking a bundle: the same audit as over a node, with the file for its witness; then the report, byte by byte."""

import json
from dataclasses import replace
from pathlib import Path

from ...core.errors import Refused, WrongInput
from ...core.events import BlockStamp
from ...core.ledger import Addresses
from ...core.proofs.header import Header
from ...evm.artifacts import CONTRACTS, sources
from ...evm.deployments import Record, Step, packaged_record
from ..concluding import conclude
from ..evidence import Material, check_evidence, read_lines
from ..findings import Assurance, NotChecked, Report
from ..index import Progress
from ..proven import Question, examine
from ..recompiling import recompile
from ..witness import NotKept
from ..writing import Writer
from .content import LARGEST, Content
from .recording import ordered
from .witness import BundleWitness

WHICH_CONTRACTS = NotChecked(
    "whether these are the contracts that are meant",
    "no record of the deployment was at hand: compare their addresses with those that you know, or name its record",
)


def check(
    path: Path,
    block_hash: bytes | None = None,
    record: Record | None = None,
    progress: Progress | None = None,
    *,
    recompiled: bool = False,
) -> Report:
    """Audit again what a bundle holds, without any network. The report is as sure as the hash that was given.

    `block_hash`: of the audited block, 32 bytes, from somewhere that the reader trusts. `record`: of the deployment
    that the bundle should be of; by default the package's own of that chain, if there is one. `recompiled`: whether to
    compile the enclosed sources, and compare the code with what they make.
    Raises WrongInput where the file is no bundle, Refused where it was changed, lacks something, or is of another block
    or deployment. A report with findings is returned, as any other.
    """
    try:
        content = Content.decode(_bytes(path))
        return _check(content, block_hash, record, progress, recompiled)
    except Refused as error:
        raise Refused(f"{path} does not hold: {str(error).removesuffix('.')}.") from None
    except WrongInput as error:
        raise WrongInput(f"{path} cannot be checked: {str(error).removesuffix('.')}.") from None


def read_again(
    content: Content, given: bool, progress: Progress | None = None, recompiled: bool = False
) -> tuple[Report, Report]:
    """The report that the content makes, as a bundle holds it, and as sure as the reader is. Raises Refused.

    Nothing was compiled for the one that a bundle holds, whoever wrote it: compiling shows in the reader's only.
    """
    try:
        header = Header.decode(content.header)
        witness = BundleWitness(content)
        writer = Writer(BlockStamp(header.number, header.hash, header.timestamp))
        question = Question(record_of(content.addresses, content.first_block), header, content.linked)
        found = examine(witness, question, witness.blocks, writer, progress)
    except NotKept as error:
        raise Refused(str(error)) from None
    if witness.unused:
        raise Refused(f"{witness.unused} of its entries prove nothing")
    evidenced = check_evidence(found.ledger, found.events, _evidence(content.evidence))
    name = f"chain {content.addresses.chain_id}"
    enclosed = conclude(writer, found, name, None, Assurance.PROVEN_AGAINST_RPC_HEADER, evidenced)
    if recompiled:
        recompile(question.record, found.codes, content.sources, writer, progress)
    sure = Assurance.PROVEN_AGAINST_GIVEN_HASH if given else Assurance.PROVEN_AGAINST_RPC_HEADER
    shown = conclude(writer, found, name, None, sure, evidenced)
    return enclosed, shown


def report_bytes(report: Report) -> bytes:
    """The one text of a report."""
    return json.dumps(report.as_json(), indent=1, sort_keys=True, ensure_ascii=False).encode() + b"\n"


def record_of(addresses: Addresses, first_block: int) -> Record:
    """As much of a deployment's record as can be proven; what else a record says is nobody's but its writer's word."""
    contracts = (addresses.attesters, addresses.stakeholders, addresses.prax, addresses.escrow)
    steps = {
        name: Step({}, "", address=address, block=first_block)
        for name, address in zip(CONTRACTS, contracts, strict=True)
    }
    return Record(addresses.chain_id, "", addresses.usdc, "", "", "", steps)


def _check(
    content: Content, block_hash: bytes | None, record: Record | None, progress: Progress | None, recompiled: bool
) -> Report:
    header = Header.decode(content.header)
    if block_hash is not None and header.hash != block_hash:
        raise Refused(f"it is of block {header.number} with the hash 0x{header.hash.hex()}, not 0x{block_hash.hex()}")
    meant = record or packaged_record(content.addresses.chain_id)
    _require_same(content.addresses, meant)
    if ordered(content) != content:
        raise Refused("its entries are not in the order of a bundle")
    if content.sources != sources():
        raise Refused(
            "its sources are not those of this package: they were changed, or are of another version of praxis-chain"
        )
    enclosed, shown = read_again(content, block_hash is not None, progress, recompiled)
    if report_bytes(enclosed) != content.report:
        raise Refused(
            "its report is not what its evidence makes: it was changed, or written by another version of praxis-chain"
        )
    return replace(shown, not_checked=(*shown.not_checked, WHICH_CONTRACTS)) if meant is None else shown


def _evidence(lines: tuple[bytes, ...]) -> Material:
    try:
        return read_lines([line.decode() for line in lines], "the bundle's evidence")
    except (UnicodeDecodeError, WrongInput) as error:
        raise Refused(f"its evidence cannot be read: {error}") from None


def _require_same(addresses: Addresses, record: Record | None) -> None:
    """A bundle proves something about the contracts it names; whether these are those that are meant is known here."""
    if record is None:
        return
    if addresses.chain_id != record.chain_id:
        raise Refused(f"it is of chain {addresses.chain_id}, not {record.chain_id}")
    pairs = zip(CONTRACTS, (addresses.attesters, addresses.stakeholders, addresses.prax, addresses.escrow), strict=True)
    for name, address in pairs:
        if address != record.address_of(name):
            raise Refused(f"its {name} is at {address}, not {record.address_of(name)}")


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise WrongInput(f"it has {size:,} bytes, and a bundle at most {LARGEST:,}")
        return path.read_bytes()
    except OSError as error:
        raise WrongInput(str(error.strerror)) from None
