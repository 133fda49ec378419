"""The story of the demo: an issue funded by two sponsors, locked, merged, attested and paid; and everything around it.

Each scene asserts what it tells: a demo that tells something else than what happened would stop.
"""

from collections.abc import Callable, Iterator

from ..audit.internal import audit
from ..audit.layout import Layout
from ..core.errors import ContractRefused, PraxisError
from ..core.facts import Progress
from ..core.ids import bounty_id, subject_id, work_id
from ..core.programs import DAY
from ..evm import artifacts
from ..evm.bindings import Bounty, Call
from ..oracle import Outcome, Report
from .scenes import Scene, dollars, paid_by, prax
from .stage import USDC
from .town import Town

PAID, DEAD_END, PARTIAL, STILL_OPEN = 1, 2, 3, 4  # the issues


def tell(town: Town) -> Iterator[Scene]:
    """All scenes, in order."""
    for scene in _SCENES:
        yield scene(town)


def _the_stage(town: Town) -> Scene:
    token = "Circle's own FiatTokenV2_2" if town.usdc.is_circle else "the stand-in TestUSDC (npm ci brings Circle's)"
    return Scene(
        "The contracts stand",
        (
            f"Chain {town.network.chain_id} ({town.network.name}); USDC is {token}.",
            f"Attesters {town.contracts.attesters.address}: 2 of 3 sign.",
            f"BountyEscrow {town.contracts.escrow.address}: no owner, no fee, no pause.",
            "A repository with issues, a maintainer's policy, and SSH keys for everybody.",
        ),
        {"circle_usdc": town.usdc.is_circle, "escrow": town.contracts.escrow.address},
    )


def _funding(town: Town) -> Scene:
    town.repository.open_issue(PAID, "# Add a budget report\n\nComplete: it lists every payment.\n")
    first = town.fund("sponsor", town.repository.subject(PAID), 500)
    second = town.fund("second sponsor", town.repository.subject(PAID), 250)
    pool = _bounty(town, PAID).pool
    _require(pool == 750 * USDC, "the pool is what both put in")
    return Scene(
        "Two sponsors pool 500 + 250 USDC on one issue",
        (
            f"{town.repository.subject(PAID)[:24]}… now holds {dollars(pool)}.",
            f"First {paid_by(first)}; second {paid_by(second)}.",
        ),
        {"pool": pool, "fund_first_gas": first.gas_used, "fund_second_gas": second.gas_used},
    )


def _people(town: Town) -> Scene:
    for role in ("referrer", "contributor", "rival", "explainer"):
        town.publish_link(role)
        town.repository.admit(town.contributor(role), "residency-applicant", "they applied in public")
    report = town.relay()
    linked = _done(report, "link")
    _require(len(linked) == 4 and len(_done(report, "admit")) == 4, "four people are linked and admitted")
    return Scene(
        "Four people link their wallets and are admitted as applicants",
        (
            "Each wallet signed for its SSH identity, each identity published it; attesters checked both directions.",
            f"{len(report.done)} facts under one root, one signature per attester.",
        ),
        {"links": len(linked), "link_gas": _gas(linked[0])},
    )


def _lock(town: Town) -> Scene:
    town.repository.push_work(1, "contributor", {"report.py": "print('report')\n"}, closes=PAID)
    good = ("Good-progress", "pull/1 because it has a plan and a first table")
    town.repository.state("maintainer", "Review pull/1", good)
    report = town.relay()
    locked = _done(report, "lock")
    _require(len(locked) == 1, "the work took the lock")
    held = _bounty(town, PAID).lock
    _require(held.work == work_id(town.repository.work(1))[:20], "the lock is held by pull/1")
    return Scene(
        "A contributor opens work, a maintainer calls it good, the bounty locks",
        (
            f"Locked to pull/1 until {(held.end - held.start) // DAY} days after its last progress.",
            f"{_how(locked[0])}.",
        ),
        {"lock_end": held.end, "lock_gas": _gas(locked[0])},
    )


def _rival(town: Town) -> Scene:
    town.repository.push_work(2, "rival", {"copy.py": "print('copy')\n"}, closes=PAID)
    town.repository.state("maintainer", "Review pull/2", ("Good-progress", "pull/2 because it works as well"))
    report = town.relay()
    refused = [outcome for outcome in report.outcomes if outcome.refused and isinstance(outcome.facts[0], Progress)]
    _require(len(refused) == 1 and "LockHeld" in refused[0].detail, "the contract refused the rival's progress")
    return Scene(
        "A rival is refused, by the contract",
        (
            "Two attesters signed that the rival made good progress too. It makes no difference:",
            refused[0].detail + ".",
        ),
        {"refusal": refused[0].detail},
    )


def _payment(town: Town) -> Scene:
    town.repository.merge(1, closes=PAID)
    before = town.usdc_of("contributor")
    report = town.relay(online=(1, 3))
    award, accrual = _one(report, "award"), _one(report, "accrue")
    paid = town.usdc_of("contributor") - before
    _require(paid == 750 * USDC, "the contributor holds the whole pool")
    held = town.prax_of("contributor")
    attested = award.receipt.event("Attested") if award.receipt else None
    signatures = len(attested.args["signatures"]) // 65 if attested else 0
    _require(signatures == 2, "two of three signed")
    return Scene(
        "The merge lands, two of three attesters sign, one transaction pays",
        (
            f"Attester 2 is switched off. {signatures} signatures, {_how(award)}.",
            f"The contributor received {dollars(paid)} and holds {prax(held)}.",
        ),
        {"paid": paid, "prax": held, "award_gas": _gas(award), "accrue_gas": _gas(accrual), "signatures": signatures},
    )


def _again(town: Town) -> Scene:
    report = town.relay()
    _require(not report.done, "nothing happens twice")
    return Scene(
        "The relayer runs again and nothing happens",
        ("Every step first asks the chain whether it is done.",),
        {"transactions": len(report.done)},
    )


def _dead_end(town: Town) -> Scene:
    town.repository.open_issue(DEAD_END, "# Make the build twice as fast\n\nProof or disproof completes.\n")
    town.fund("sponsor", town.repository.subject(DEAD_END), 300)
    town.repository.push_work(3, "explainer", {"bench.md": "The linker takes 96% of it.\n"}, closes=DEAD_END)
    town.repository.attempt(3, "it was measured well and cannot work", closes=DEAD_END)
    town.repository.close_with_explanation(
        DEAD_END, "The linker is the limit: see pull/3.", explained_by=town.contributor("explainer")
    )
    report = town.relay()
    closed = _one(report, "close")
    paid, earned = town.usdc_of("explainer"), town.prax_of("explainer")
    action = town.seed.action("governance").action
    _require(paid == 100 * USDC, "the explanation earned the closing award")
    _require(earned == action.reward * action.attempt_share // 10_000 > 0, "the attempt earned its share")
    subject = subject_id(town.repository.subject(DEAD_END))
    town.send(town.contracts.escrow.refund(town.program.id, subject, town.account("sponsor").address), "relayer")
    back = town.usdc_of("sponsor")
    _require(back == 200 * USDC, "the rest went back")
    return Scene(
        "An honest dead end earns the closing award, and its attempt share",
        (
            f"Closed with an explanation: {dollars(paid)} and {prax(earned)} to the explainer.",
            f"The sponsor takes back the rest, {dollars(back)}; anybody may send it there.",
        ),
        {"closing_award": paid, "attempt_prax": earned, "refunded": back, "close_gas": _gas(closed)},
    )


def _partial(town: Town) -> Scene:
    town.repository.open_issue(PARTIAL, "# Port the model\n\n60% for the lateral part alone.\n")
    town.fund("sponsor", town.repository.subject(PARTIAL), 1_500)
    town.fund("second sponsor", town.repository.subject(PARTIAL), 1_000)
    town.repository.push_work(4, "contributor", {"port.py": "lateral = True\n"}, closes=PARTIAL)
    town.repository.merge(4, closes=PARTIAL, trailers=[("Completion", "60% because it is the lateral part only")])
    before = town.usdc_of("contributor")
    town.relay()
    paid = town.usdc_of("contributor") - before
    _require(paid == 1_500 * USDC, "60% of 2,500 was paid")
    early = _refused(town, "sponsor")
    town.wait(31 * DAY)
    held = {role: town.usdc_of(role) for role in ("sponsor", "second sponsor")}
    for role in held:
        town.send(_refund(town, role), role)
    back = {role: town.usdc_of(role) - held[role] for role in held}
    _require(back == {"sponsor": 600 * USDC, "second sponsor": 400 * USDC}, "each took back exactly their part")
    return Scene(
        "A partial result pays 60%, and the sponsors take back exactly the rest",
        (
            f"{dollars(paid)} of 2,500 paid. A refund before the commitment ends: {early}.",
            f"31 days later the sponsors take back {dollars(back['sponsor'])} and {dollars(back['second sponsor'])}.",
        ),
        {"paid": paid, "first_refund": back["sponsor"], "second_refund": back["second sponsor"]},
    )


def _referral(town: Town) -> Scene:
    town.publish_link("newcomer")
    town.repository.admit(
        town.contributor("newcomer"), "resident", "moved here in January", referred_by=town.contributor("referrer")
    )
    report = town.relay()
    referral = _one(report, "accrue referral")
    earned = town.prax_of("referrer")
    _require(earned > 0, "the referrer holds PRAX")
    return Scene(
        "A referral succeeds",
        (f"The newcomer is a Resident; whoever referred them holds {prax(earned)}, {_how(referral)}.",),
        {"referral_prax": earned, "referral_gas": _gas(referral)},
    )


def _audited(town: Town) -> Scene:
    town.repository.open_issue(STILL_OPEN, "# Translate the handbook\n")
    town.fund("sponsor", town.repository.subject(STILL_OPEN), 400)
    report = audit(town.network, town.record, "latest")
    _require(report.holds, f"the audit holds: {[finding.summary for finding in report.findings]}")
    owed, held = report.figures["usdc_owed"], report.figures["usdc_held"]
    _require(owed == held == 400 * USDC, "the escrow holds what it owes")
    return Scene(
        "The audit holds",
        (
            f"{report.events} events folded into {report.slots} storage slots, each compared with the chain's own.",
            f"Checked: {', '.join(checked.invariant for checked in report.checked)}.",
            f"One issue is still open: the escrow owes {dollars(owed)} and holds {dollars(held)}.",
        ),
        {"events": report.events, "slots": report.slots, "holds": report.holds},
    )


def _tampered(town: Town) -> Scene:
    """One PRAX balance is changed in the chain's storage, past every contract."""
    layout = Layout(artifacts.load("Prax").storage)
    ((slot, _),) = layout.place("_balances", 0, town.account("rival").address)
    town.network.set_storage(town.contracts.prax.address, slot, 1_000_000 * 10**18)
    report = audit(town.network, town.record, "latest")
    _require(report.exit_code == 3 and len(report.findings) > 0, "the audit found it")
    finding = report.findings[0]
    _require(finding.where.contract == "Prax", "the audit names the contract")
    return Scene(
        "One balance is tampered with in the chain's own storage, and the audit names it",
        (
            "Somebody wrote 1,000,000 PRAX into the rival's balance, past every contract.",
            f"{finding.id} {finding.severity}: {finding.summary}",
            f"Expected {finding.expected}; found {finding.actual}. Exit code {report.exit_code}.",
        ),
        {"finding": finding.id, "invariant": finding.invariant, "exit_code": report.exit_code},
    )


_SCENES: tuple[Callable[[Town], Scene], ...] = (
    _the_stage,
    _funding,
    _people,
    _lock,
    _rival,
    _payment,
    _again,
    _dead_end,
    _partial,
    _referral,
    _audited,
    _tampered,
)


def _bounty(town: Town, issue: int) -> Bounty:
    subject = subject_id(town.repository.subject(issue))
    return town.contracts.escrow.bounty(town.view, bounty_id(town.program.id, subject))


def _refund(town: Town, role: str) -> Call:
    subject = subject_id(town.repository.subject(PARTIAL))
    return town.contracts.escrow.refund(town.program.id, subject, town.account(role).address)


def _refused(town: Town, role: str) -> str:
    """What the escrow answers to a refund now; it has to refuse."""
    try:
        _refund(town, role).simulate(town.network, town.account(role).address)
    except ContractRefused as refused:
        return refused.name
    raise PraxisError("The escrow refunded a stake that is committed.")


def _done(report: Report, name: str) -> list[Outcome]:
    return [outcome for outcome in report.done if outcome.name == name]


def _one(report: Report, name: str) -> Outcome:
    found = _done(report, name)
    _require(len(found) == 1, f"there is one {name}, not {len(found)}: {[o.detail for o in report.outcomes]}")
    return found[0]


def _gas(outcome: Outcome) -> int:
    return outcome.receipt.gas_used if outcome.receipt else 0


def _how(outcome: Outcome) -> str:
    return paid_by(outcome.receipt) if outcome.receipt else outcome.detail


def _require(holds: bool, what: str) -> None:
    """The demo tells only what happened."""
    if not holds:
        raise PraxisError(f"The demo stopped: it is not so that {what}.")
