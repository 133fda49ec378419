"""Writing a bundle: what a recording holds, and the report that it makes when it is read again."""

import os
from dataclasses import replace
from pathlib import Path

from ...core.errors import NetworkFailed, Refused, WrongInput
from ...evm.artifacts import sources
from ...evm.deployments import Record, bind
from ..evidence import Material, written
from ..findings import Assurance, Report
from ..reckoning import addresses_of
from .check import read_again, report_bytes
from .recording import Recording, ordered


def write(path: Path, recording: Recording, record: Record, report: Report, evidence: Material | None = None) -> None:
    """Write what an audit rested on; of evidence its documents and facts, but no logs of attesters.

    The same chain, block and evidence make the same file, whichever node was asked.
    Raises NetworkFailed where nothing was proven, or what the node gave does not prove it; WrongInput where the file
    cannot be written.
    """
    if report.assurance < Assurance.PROVEN_AGAINST_RPC_HEADER:
        raise NetworkFailed(f"{report.network} gives no proofs, so there is nothing to put into a bundle: ask another.")
    contracts = bind(record)
    addresses = addresses_of(contracts, record.chain_id)
    content = replace(recording.content(report.block.hash, addresses, contracts.first_block), sources=sources())
    if evidence is not None:
        content = ordered(replace(content, evidence=tuple(line.encode() for line in written(evidence))))
    try:
        enclosed, _ = read_again(content, given=False)
    except Refused as error:
        why = str(error).removesuffix(".")
        raise NetworkFailed(f"What {report.network} gave makes no bundle that proves anything: {why}.") from None
    _write(path, replace(content, report=report_bytes(enclosed)).encode())


def _write(path: Path, file: bytes) -> None:
    """Whole or not at all."""
    beside = path.with_name(path.name + ".new")
    try:
        with beside.open("wb") as opened:
            opened.write(file)
            opened.flush()
            os.fsync(opened.fileno())
        beside.replace(path)
    except OSError as error:
        raise WrongInput(f"The bundle cannot be written to {path}: {error.strerror}.") from None
