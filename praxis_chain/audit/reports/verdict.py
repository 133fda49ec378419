"""The first thing that a report says: whether every dollar is where it should be, for people who know none of this."""

from dataclasses import dataclass

from ...core.units import show_prax, show_usdc
from ..findings import Assurance, Report, Severity


@dataclass(frozen=True, slots=True)
class Verdict:
    """`mood`: good, unsure or bad. `headline` is one sentence, `more` are those that explain it."""

    mood: str
    headline: str
    more: tuple[str, ...]


def verdict(report: Report) -> Verdict:
    """What the report comes to."""
    if report.findings:
        return Verdict("bad", _wrong(report), (_money(report), "Each finding below says what was expected and found."))
    if report.incomplete:
        headline = "Nothing wrong was found, but not everything could be checked."
        return Verdict(
            "unsure", headline, (_money(report), "What is missing stands below, under what was not checked.")
        )
    figures = report.figures
    headline = (
        f"Every dollar is where it should be: the escrow holds {show_usdc(figures['usdc_held'])} USDC "
        f"and owes {show_usdc(figures['usdc_owed'])} USDC."
    )
    prax = figures["prax_accrued"] - figures["prax_revoked"]
    earned = f"Every PRAX was earned: {show_prax(prax)} PRAX stand for Commits and referrals that attesters signed."
    judged = "The evidence at hand was judged again, and says the same."
    again = [judged] if any(one.invariant == "X1" and one.count for one in report.checked) else []
    return Verdict("good", headline, (_money(report), " ".join([earned, *again])))


def held_of(report: Report) -> int | None:
    """USDC that the escrow holds, in base units; None where nobody could say: less than owed would be a finding."""
    missing = report.figures["usdc_surplus"] < 0 and all(one.invariant != "E1" for one in report.findings)
    return None if missing else report.figures["usdc_held"]


def trust(report: Report) -> tuple[str, ...]:
    """How much of it rests on somebody's word, in sentences."""
    final = (
        "The block is final: it will not be replaced."
        if report.finalized
        else "The block is not known to be final: the chain may still replace it, and with it what this report says."
    )
    more = {
        Assurance.ONE_RPC: "Compare with a second node, or prove it against a block hash you know, to need no trust.",
        Assurance.TWO_RPCS: "Both would have to lie alike for this report to be wrong.",
    }
    sentence = report.assurance.sentence
    return (f"{sentence[0].upper()}{sentence[1:]}.", *([more[report.assurance]] if report.assurance in more else []),
            final)  # fmt: skip


def _wrong(report: Report) -> str:
    figures, held = report.figures, held_of(report)
    if held is not None and held < figures["usdc_owed"]:
        owed, more = show_usdc(figures["usdc_owed"]), show_usdc(figures["usdc_owed"] - held)
        return f"Money is missing: the escrow holds {show_usdc(held)} USDC and owes {owed} USDC, {more} USDC more."
    count, grave = len(report.findings), sum(one.severity is Severity.CRITICAL for one in report.findings)
    what = f"{count:,} {'thing does' if count == 1 else 'things do'} not hold"
    if not grave:
        return f"{what}. Money and PRAX are where they should be as far as that was checked."
    return f"{what}, {grave:,} of them about money or PRAX that is not where it must be."


def _money(report: Report) -> str:
    figures = {key: show_usdc(value) for key, value in report.figures.items() if key.startswith("usdc")}
    holds = "What it holds is not known. It" if held_of(report) is None else f"It holds {figures['usdc_held']} USDC and"
    said = (
        f"{holds} owes {figures['usdc_owed']}: {figures['usdc_in_pools']} USDC are "
        f"in pools for work to come, {figures['usdc_awarded_not_released']} USDC are earned and not paid yet. "
        f"Sponsors put in {figures['usdc_funded']} USDC, {figures['usdc_released']} USDC went to contributors, "
        f"{figures['usdc_refunded']} USDC back to sponsors."
    )
    surplus = report.figures["usdc_surplus"]
    return said + (f" {show_usdc(surplus)} USDC more came than anybody funded." if surplus > 0 else "")
