"""The story of the demo: an issue funded by two sponsors, locked, merged, attested and paid; and everything around it.

Each scene asserts what it tells: a demo that tells something else than what happened would stop.
"""

from collections.abc import Callable, Iterator

from ..core.facts import Progress
from ..core.ids import work_id
from ..core.programs import DAY
from .auditing import audited, tampered
from .endings import dead_end, partial, referral
from .outcomes import bounty, done, gas, how, one, refused
from .scenes import Scene, dollars, prax, require, sent
from .stage import USDC
from .town import Town

PAID, STILL_OPEN = 1, 4  # issues


def tell(town: Town) -> Iterator[Scene]:
    """All scenes, in order."""
    for scene in SCENES:
        yield scene(town)


def the_stage(town: Town) -> Scene:
    token = "Circle's own FiatTokenV2_2" if town.usdc.is_circle else "the stand-in TestUSDC (npm ci brings Circle's)"
    return Scene(
        "The contracts stand",
        (
            f"Chain {town.network.chain_id} ({town.network.name}). USDC is {token}.",
            f"Attesters {town.contracts.attesters.address}: any two of three decide what is true.",
            f"BountyEscrow {town.contracts.escrow.address}: no owner, no fee, no pause.",
            "A git repository with issues, a maintainer's policy, and an SSH key for everybody.",
        ),
        {"circle_usdc": town.usdc.is_circle, "escrow": town.contracts.escrow.address},
    )


def funding(town: Town) -> Scene:
    town.repository.open_issue(PAID, "# Add a budget report\n\nComplete: it lists every payment.\n")
    first = town.fund("sponsor", town.repository.subject(PAID), 500)
    second = town.fund("second sponsor", town.repository.subject(PAID), 250)
    pool = bounty(town, PAID).pool
    require(pool == 750 * USDC, "the pool is what both put in")
    return Scene(
        "Two sponsors pool 500 + 250 USDC on one issue",
        (
            f"The issue “Add a budget report” now holds {dollars(pool)}.",
            f"The first: {sent(first)}.",
            f"The second: {sent(second)}.",
        ),
        {"pool": pool, "fund_first_gas": first.gas_used, "fund_second_gas": second.gas_used},
    )


def people(town: Town) -> Scene:
    for role in ("referrer", "contributor", "rival", "explainer"):
        town.publish_link(role)
        town.repository.admit(town.contributor(role), "residency-applicant", "they applied in public")
    report = town.relay()
    linked = done(report, "link")
    require(len(linked) == 4 and len(done(report, "admit")) == 4, "four people are linked and admitted")
    receipts = [outcome.receipt for outcome in report.done if outcome.receipt]
    roots = {receipt.event("Attested").args["root"] for receipt in receipts}
    require(len(roots) == 1, "one root holds all facts")
    return Scene(
        "Four people link their wallets and apply for residency",
        (
            "Each SSH key published its wallet, each wallet signed the same; every attester checked both.",
            f"{len(report.done)} facts under one root, so each attester signed once.",
        ),
        {"links": len(linked), "facts": len(report.done), "roots": len(roots), "link_gas": gas(linked[0])},
    )


def lock(town: Town) -> Scene:
    town.repository.push_work(1, "contributor", {"report.py": "print('report')\n"}, closes=PAID)
    good = ("Good-progress", "pull/1 because it has a plan and a first table")
    town.repository.state("maintainer", "Review pull/1", good)
    locked = one(town.relay(), "lock")
    held = bounty(town, PAID).lock
    require(held.work == work_id(town.repository.work(1))[:20], "the lock is held by pull/1")
    return Scene(
        "A contributor opens work, a maintainer calls it good, the bounty locks",
        (f"To pull/1, for {(held.end - held.start) // DAY} days after its last progress: {how(locked)}.",),
        {"lock_start": held.start, "lock_end": held.end, "lock_gas": gas(locked)},
    )


def rival(town: Town) -> Scene:
    town.repository.push_work(2, "rival", {"copy.py": "print('copy')\n"}, closes=PAID)
    town.repository.state("maintainer", "Review pull/2", ("Good-progress", "pull/2 because it works as well"))
    report = town.relay()
    refusals = [o for o in refused(report, "lock") if isinstance(o.facts[0], Progress)]
    require(len(refusals) == 1 and not report.done, "the rival's progress was refused, and nothing else happened")
    require("LockHeld" in refusals[0].detail, "it was refused because of the lock")
    return Scene(
        "A rival is refused, by the contract itself",
        (
            "The attesters signed that the rival's work is good progress too, as it is. It changes nothing:",
            refusals[0].detail + ".",
        ),
        {"refusal": refusals[0].detail},
    )


def payment(town: Town) -> Scene:
    town.repository.merge(1, closes=PAID)
    before = town.usdc_of("contributor")
    report = town.relay(online=(1, 3))
    award, accrual = one(report, "award"), one(report, "accrue")
    paid, held = town.usdc_of("contributor") - before, town.prax_of("contributor")
    require(paid == 750 * USDC, "the contributor holds the whole pool")
    require(held == town.seed.action("governance").action.reward, "the contributor holds the action's reward")
    assert award.receipt is not None
    signatures = len(award.receipt.event("Attested").args["signatures"]) // 65
    require(signatures == 2, "two of three signed")
    return Scene(
        "The merge lands, two of three attesters sign, one transaction pays",
        (
            f"Attester 2 is switched off; {signatures} signatures are enough.",
            f"The contributor received {dollars(paid)}: {how(award)}.",
            f"And holds {prax(held)}, which cannot be bought or sold: {how(accrual)}.",
        ),
        {"paid": paid, "prax": held, "award_gas": gas(award), "accrue_gas": gas(accrual), "signatures": signatures},
    )


def again(town: Town) -> Scene:
    report = town.relay()
    require(not report.outcomes, "nothing happens twice")
    return Scene(
        "The relayer runs again, and nothing happens",
        ("Before every step it asks the chain: there was nothing left to sign, to send or to pay.",),
        {"transactions": len(report.done)},
    )


def still_open(town: Town) -> Scene:
    town.repository.open_issue(STILL_OPEN, "# Translate the handbook\n")
    town.fund("sponsor", town.repository.subject(STILL_OPEN), 400)
    return audited(town, owed=400 * USDC)


def forgery(town: Town) -> Scene:
    return tampered(town, "rival", "the rival's")


SCENES: tuple[Callable[[Town], Scene], ...] = (
    the_stage, funding, people, lock, rival, payment, again, dead_end, partial, referral, still_open, forgery,
)  # fmt: skip
