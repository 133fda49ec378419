"""`praxis audit` by itself: rebuild every balance and compare it with the chain."""

from typing import TYPE_CHECKING

from ...core.naming import printable
from ...core.times import show_time
from ...core.units import show_prax, show_usdc
from ..context import Session
from .material import Named, gather

if TYPE_CHECKING:
    from ...audit.findings import Finding, Report


def run(session: Session, block: str | int | None, where: Named, database: str | None = None) -> int:
    """Audit, show the report, and return the exit code."""
    from ...audit.internal import audit

    material = None if where.is_empty else gather(session, where)
    with session.out.progress() as progress:
        report = audit(session.network, session.record, block, progress, database=database, material=material)
    session.out.data("audit", report.as_json(), list(_lines(report)))
    return report.exit_code


def _lines(report: "Report") -> list[str]:
    figures, block = report.figures, report.block
    said = [
        f"Audit of chain {report.chain_id} at block {block.number} ({show_time(block.timestamp)}), "
        f"{'final' if report.finalized else 'not final'}",
        f"  block      0x{block.hash.hex()}",
        f"  read       {report.events} events, {report.slots} storage slots",
        f"  assurance  {int(report.assurance)}: {report.assurance.sentence}",
        f"  USDC       holds {show_usdc(figures['usdc_held'])}, owes {show_usdc(figures['usdc_owed'])}: "
        f"pools {show_usdc(figures['usdc_in_pools'])}, awards {show_usdc(figures['usdc_awarded_not_released'])}",
        f"             funded {show_usdc(figures['usdc_funded'])}, released {show_usdc(figures['usdc_released'])}, "
        f"refunded {show_usdc(figures['usdc_refunded'])}",
        f"  PRAX       accrued {show_prax(figures['prax_accrued'])}, revoked {show_prax(figures['prax_revoked'])}",
        "Checked",
        *(f"  {one.invariant:<4} {one.count:>6}×  {one.statement}" for one in report.checked),
        "Not checked",
        *(f"  {one.what}: {one.why}" + (f" ({one.count}×)" if one.count else "") for one in report.not_checked),
    ]
    if report.information:
        said += ["Information", *(f"  {printable(sentence)}" for sentence in report.information)]
    for why in report.incomplete:
        said.append(f"INCOMPLETE: {why}")
    for finding in report.findings:
        said += finding_in_words(finding)
    return [*said, _verdict(report)]


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
    return [
        f"{finding.id} ({finding.severity}): {finding.summary}",
        f"  expected   {finding.expected}",
        f"  actual     {finding.actual}",
        f"  see        {finding.reproduce}",
    ]
