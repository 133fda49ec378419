"""How a relayer is doing, for machines: whether all is well, what is in flight, and what each work lacks."""

from collections.abc import Iterable, Sequence
from typing import Any

from ...core.facts import Fact, fact_hash
from ...oracle import Outcome
from ...store.intents import Intent
from ..watching import Freshness
from .listening import Said
from .relaying import Relaying
from .works import Work

MOST_LISTED = 200
"""Of each kind in one document; `more` says how many there are besides."""


def health(relaying: Relaying, freshness: Iterable[Freshness], now: float, patience: float) -> tuple[bool, list[str]]:
    """Whether nothing went wrong in its last pass, one went through within `patience` seconds, and every repository was
    looked at within them; and a sentence about whatever is not so."""
    last = relaying.last
    wrong = [] if last.ended else ["No pass has ended yet."]
    if now - relaying.well_at > patience:
        wrong.append(f"No pass went through for {now - relaying.well_at:.0f} s. {last.waits}".rstrip())
    wrong += [last.trouble] if last.trouble else []
    for fresh in freshness:
        if now - fresh.looked_at > patience:
            wrong.append(f"{fresh.name} was not looked at for {patience:.0f} s.")
    return not wrong, wrong


def document(relaying: Relaying, works: Sequence[Work], freshness: Iterable[Freshness], head: int) -> dict[str, Any]:
    """Everything, as JSON. head: time of the chain's head."""
    last = relaying.last
    open_works = [work for work in works if work.state(head) not in ("paid", "nothing to pay")]
    return {
        "relayer": relaying.sender.address,
        "chain": relaying.sender.network.chain_id,
        "quorum": last.quorum,
        "attesters": [attester.name for attester in relaying.attesters],
        "pass": {
            "began": last.began, "ended": last.ended, "waits": last.waits or None, "trouble": last.trouble or None,
            "failures": list(last.report.failures),
            "steps": [step_data(outcome) for outcome in last.report.outcomes][:MOST_LISTED],
        },
        "in_flight": [_intent(intent) for intent in last.waiting],
        "lacking": [_lacking(fact, count, relaying) for fact, count in last.report.lacking[:MOST_LISTED]],
        "works": [work_data(work, head) for work in open_works[:MOST_LISTED]],
        "more": {
            "lacking": max(0, len(last.report.lacking) - MOST_LISTED),
            "works": max(0, len(open_works) - MOST_LISTED),
        },
        "repositories": [
            {"name": fresh.name, "looked_at": fresh.looked_at, "problems": list(fresh.problems[:MOST_LISTED])}
            for fresh in freshness
        ],
    }  # fmt: skip


def work_data(work: Work, head: int) -> dict[str, Any]:
    """One work; amounts in base units."""
    return {
        "work": work.name,
        "state": work.state(head),
        "issues": list(work.subjects),
        "refused": {"reason": work.reason, "sentence": work.refusal} if work.refusal else None,
        "agreeing": work.agreeing,
        "attesters": {name: _said(said) for name, said in work.said},
        "steps_refused": list(work.steps),
        "awards": [
            {
                "issue": share.subject, "contributor": share.contributor, "amount": share.amount, "state": share.state,
                "review_end": share.review_end, "to": share.to or None, "hash": "0x" + share.tx_hash.hex(),
            }
            for share in work.shares
        ],
    }  # fmt: skip


def step_data(outcome: Outcome) -> dict[str, Any]:
    """What became of a step."""
    receipt = outcome.receipt
    return {
        "step": outcome.name,
        "facts": ["0x" + fact_hash(fact).hex() for fact in outcome.facts],
        "refusal": outcome.detail or None,
        "hash": "0x" + receipt.tx_hash.hex() if receipt else None,
        "gas_used": receipt.gas_used if receipt else None,
    }


def _lacking(fact: Fact, count: int, relaying: Relaying) -> dict[str, Any]:
    name = fact_hash(fact)
    said = {one.name: _said(answer) for one in relaying.attesters if (answer := one.said(name)) is not None}
    return {"fact": "0x" + name.hex(), "kind": type(fact).__name__, "agreeing": count, "attesters": said}


def _said(said: Said) -> dict[str, Any]:
    return {"agrees": said.agrees, "why": said.why or None}


def _intent(intent: Intent) -> dict[str, Any]:
    return {
        "action": intent.meant.action, "nonce": intent.nonce, "hash": "0x" + intent.newest.hash.hex(),
        "max_fee": intent.newest.max_fee, "attempts": len(intent.attempts),
    }  # fmt: skip
