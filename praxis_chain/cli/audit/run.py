"""`praxis audit` by itself: rebuild every balance and compare it with the chain."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ...core.naming import printable
from ...core.times import show_time
from ...core.units import show_prax, show_usdc
from ..context import Session
from .material import Named, gather
from .second_node import second_node

if TYPE_CHECKING:
    from ...audit.findings import Finding, Report

FINAL = {True: "final, as the node says", False: "not final", None: "nobody here knows whether it is final"}


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of praxis audit, but for those that name evidence."""

    block: str | int | None
    block_hash: bytes | None
    second_rpc: str | None
    all_headers: bool
    database: str | None
    bundle: Path | None
    recompile: bool


def run(session: Session, asked: Asked, where: Named) -> int:
    """Audit, show the report, and return the exit code."""
    from ...audit.internal import audit

    material = None if where.is_empty else gather(session, where)
    with second_node(session, asked.second_rpc) as second, session.out.progress() as progress:
        report = audit(
            session.network, session.record, asked.block, progress, block_hash=asked.block_hash, second=second,
            all_headers=asked.all_headers, database=asked.database, material=material, bundle=asked.bundle,
            recompiled=asked.recompile,
        )  # fmt: skip
    session.out.data("audit", report.as_json(), list(report_in_words(report)))
    if asked.bundle is not None:
        said = f"praxis audit check {asked.bundle} --block-hash 0x{report.block.hash.hex()}"
        session.out.say(f"Written to {asked.bundle}. Whoever knows the hash checks it without any network: {said}")
    return report.exit_code


def report_in_words(report: "Report") -> list[str]:
    """A report in full, for people: what strangers wrote steers no terminal."""
    figures, block = report.figures, report.block
    said = [
        f"Audit of chain {report.chain_id} at block {block.number} ({show_time(block.timestamp)}), "
        f"{FINAL[report.finalized]}",
        f"  block      0x{block.hash.hex()}",
        f"  read       {report.events} events, {report.slots} storage slots",
        f"  assurance  {int(report.assurance)}: {report.assurance.sentence}",
        f"  USDC       holds {show_usdc(figures['usdc_held'])}, owes {show_usdc(figures['usdc_owed'])}: "
        f"pools {show_usdc(figures['usdc_in_pools'])}, awards {show_usdc(figures['usdc_awarded_not_released'])}",
        f"             funded {show_usdc(figures['usdc_funded'])}, released {show_usdc(figures['usdc_released'])}, "
        f"refunded {show_usdc(figures['usdc_refunded'])}",
        f"  PRAX       accrued {show_prax(figures['prax_accrued'])}, revoked {show_prax(figures['prax_revoked'])}",
        "Checked",
        *(f"  {one.invariant:<8} {one.count:>6}×  {one.statement}" for one in report.checked),
        "Not checked",
        *(f"  {one.what}: {one.why}" + (f" ({one.count}×)" if one.count else "") for one in report.not_checked),
    ]
    if report.information:
        said += ["Information", *(f"  {sentence}" for sentence in report.information)]
    for why in report.incomplete:
        said.append(f"INCOMPLETE: {why}")
    for finding in report.findings:
        said += finding_in_words(finding)
    return [*map(printable, said), _verdict(report)]


def _verdict(report: "Report") -> str:
    if report.findings:
        return f"{len(report.findings)} findings: it does NOT hold."
    return (
        "Incomplete: nothing wrong was found, but not all could be checked."
        if report.incomplete
        else "Everything holds."
    )


def finding_in_words(finding: "Finding") -> list[str]:
    """A finding in full."""
    said = [
        f"{finding.id} ({finding.severity}): {finding.summary}",
        f"  expected   {finding.expected}",
        f"  actual     {finding.actual}",
        f"  see        {finding.reproduce}",
    ]
    return [printable(line) for line in said]
