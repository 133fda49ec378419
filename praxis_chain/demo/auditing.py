"""The last two scenes of either story: the audit holds, then somebody tampers with a balance, and it no longer does."""

from collections import Counter

from ..audit.internal import audit
from ..audit.layout import Layout
from ..evm import artifacts
from .scenes import Scene, dollars, prax, require
from .stage import Stage

FORGED = 1_000_000 * 10**18  # wei


def audited(stage: Stage, *, owed: int) -> Scene:
    """Every balance follows from the events. `owed`: what the escrow should still owe, in base units."""
    report = audit(stage.network, stage.record, "latest")
    require(report.holds, f"the audit holds: {[finding.summary for finding in report.findings]}")
    figures = report.figures
    require(figures["usdc_owed"] == figures["usdc_held"] == owed, "the escrow holds exactly what it owes")
    return Scene(
        "The audit holds",
        (
            f"{report.events} events were folded into {report.slots} storage slots; each is what the chain holds.",
            f"Checked: {', '.join(checked.invariant for checked in report.checked)}.",
            f"Assurance level {int(report.assurance)}: {report.assurance.sentence}.",
            f"The escrow owes {dollars(owed)} and holds {dollars(figures['usdc_held'])}.",
        ),
        {"events": report.events, "slots": report.slots, "holds": report.holds, "owed": owed},
    )


def tampered(stage: Stage, role: str, whose: str) -> Scene:
    """A role's PRAX balance is changed in the chain's storage, past every contract. `whose`: for the sentence."""
    wallet, contract = stage.account(role).address, stage.contracts.prax.address
    before = stage.prax_of(role)
    fields = Layout(artifacts.load("Prax").storage).place("_accounts", Counter(), wallet)
    ((slot, balance),) = [(slot, field) for slot, field in fields if field.path == "_accounts.balance"]
    word = int(stage.network.request("eth_getStorageAt", contract, f"0x{slot:064x}", "latest"), 16)
    forged = word + ((FORGED - balance.of(word)) << 8 * balance.offset)
    stage.network.set_storage(contract, slot, forged)
    report = audit(stage.network, stage.record, "latest")
    found = [finding for finding in report.findings if finding.where.contract == "Prax" and wallet in finding.summary]
    require(report.exit_code == 3 and len(found) == 1, "the audit names the balance")
    (finding,) = found
    return Scene(
        "One balance is tampered with in the chain's own storage, and the audit names it",
        (
            f"Somebody wrote {prax(FORGED)} over {whose} {prax(before)}, past every contract.",
            f"{finding.id}, {finding.severity}: {finding.summary}",
            f"That is what praxis audit would say, with exit code {report.exit_code}.",
        ),
        {
            "finding": finding.id,
            "invariant": finding.invariant,
            "findings": len(report.findings),
            "exit_code": report.exit_code,
        },
    )
