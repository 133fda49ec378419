"""A relayer's work in words: what would follow from attested facts, what would be paid, what became of each step."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..core.facts import Closure, Commit, Fact
from ..core.programs import Program
from ..core.units import show_usdc
from .context import Session
from .event_words import tell_events
from .fact_words import Names, tell
from .forecast import forecast
from .names import short
from .writes import receipt_data, show_ether

if TYPE_CHECKING:
    from ..evm.bindings import Bounty
    from ..oracle import Chain, Outcome, Report


def preview(session: Session, chain: "Chain", planned: "Report", names: Names) -> None:
    """Each step as it was simulated, and the payments among them, for the person who is asked next."""
    price = int(session.network.request("eth_gasPrice"), 16)
    rows = [
        ("chain", session.chain_name),
        ("from", session.address),
        ("escrow", session.contracts.escrow.address),
        ("gas price", f"{price / 10**9:.3f} gwei: 100,000 gas cost {show_ether(price * 100_000)} ETH"),
    ]
    session.out.facts("Relay", rows)
    for number, outcome in enumerate(planned.outcomes, 1):
        session.out.say(f"{number}. {_title(outcome, names)}")
        for payment in [] if outcome.refused else _payments(session, chain, outcome, names):
            session.out.say(f"   pays        {payment}")
        session.out.say(f"   simulation  {f'refused: {outcome.detail}' if outcome.refused else 'succeeds'}")


def tell_outcome(session: Session, outcome: "Outcome", names: Names) -> None:
    """A step that was taken, with what its transaction did; or that was refused, with the reason."""
    session.out.say(_title(outcome, names))
    if outcome.receipt is None:
        session.out.say(f"   refused  {outcome.detail}")
        return
    for clause in tell_events(outcome.receipt.events):
        session.out.say(f"   {clause}")
    session.out.say(f"   tx 0x{outcome.receipt.tx_hash.hex()}, {outcome.receipt.gas_used:,} gas")


def outcome_data(outcome: "Outcome", names: Names) -> dict[str, Any]:
    """The same for machines."""
    done = receipt_data(outcome.receipt) if outcome.receipt else {"hash": None}
    events = list(tell_events(outcome.receipt.events)) if outcome.receipt else []
    facts = [tell(fact, names) for fact in outcome.facts]
    return {"step": outcome.name, "facts": facts, "refusal": outcome.detail or None, "events": events, **done}


def still_lacking(lacking: Sequence[tuple[Fact, int]], names: Names) -> Iterator[str]:
    """A sentence for each fact that too few attesters find true."""
    for fact, count in lacking:
        yield f"Only {count} attester{'s' if count != 1 else ''} signed: {tell(fact, names)}."


def _title(outcome: "Outcome", names: Names) -> str:
    about = "; ".join(tell(fact, names) for fact in outcome.facts)
    return f"{outcome.name}: {about}" if about else outcome.name


def _payments(session: Session, chain: "Chain", outcome: "Outcome", names: Names) -> Iterator[str]:
    """Who would get how much, by pools and awards as they are."""
    from ..oracle.undoing import together

    view = session.latest
    if outcome.name == "award":
        commits = [fact for fact in outcome.facts if isinstance(fact, Commit)]
        for work in together(commits):
            for program, bounty in chain.funded(view, work[0].subject):
                if program in chain.awardable(view, work[0]):
                    yield from _award(session, program, bounty, work)
    if outcome.name == "release":
        for fact in outcome.facts:
            assert isinstance(fact, Commit | Closure)
            for program in chain.releasable(view, fact):
                amount = chain.award_of(view, program, fact).amount
                yield f"{show_usdc(amount)} USDC to {_wallet(session, fact.contributor)}"


def _award(session: Session, program: Program, bounty: "Bounty", work: Sequence[Commit]) -> Iterator[str]:
    when = "once its review is over" if program.review_period else "at once"
    for contributor, amount in forecast(bounty.pool, bounty.awarded, work):
        yield f"{show_usdc(amount)} USDC to {_wallet(session, contributor)} {when}, program {short(program.id)}"


def _wallet(session: Session, contributor: bytes) -> str:
    found = session.contracts.stakeholders.wallet_of(session.latest, contributor)
    return found or f"{short(contributor)}, as soon as they have a wallet,"
