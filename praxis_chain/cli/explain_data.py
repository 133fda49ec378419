"""An explanation of a work as one document for machines, and the words that both kinds of reader share."""

import json
from typing import TYPE_CHECKING, Any

from ..core.canonical import encode
from ..core.evidence import evidence_hash
from ..core.fact_json import fact_json
from ..core.facts import Fact, fact_hash
from ..core.rules import STANDINGS
from .bounty_words import award_data
from .check_values import value_of
from .fact_words import about, tell
from .weighing import Weighed

if TYPE_CHECKING:
    from .attesters_asked import Asked
    from .explaining import Explanation
    from .work_on_chain import OnBounty, OnChain


def as_json(found: "Explanation") -> dict[str, Any]:
    """Amounts in USDC base units, completion in basis points, times in unix seconds."""
    chain = found.chain
    return {
        "work": found.work,
        "subjects": found.subjects,
        "documents": [_document_data(one) for one in (*found.weighed, *found.personal)],
        "facts": [
            {**fact_json(fact), "says": tell(fact, found.names), "on_chain": on_chain(chain, fact) if chain else None}
            for fact in found.facts
        ],
        "problems": found.problems,
        "attesters": [_asked_data(found, one) for one in found.asked],
        "quorum": {"needed": chain.quorum, "members": chain.members} if chain else None,
        "bounties": [_bounty_data(chain, one) for one in chain.bounties] if chain else None,
        "people": [
            {
                "contributor": one.name,
                "wallet": one.wallet,
                "standing": STANDINGS[one.standing],
                "change": one.found.change,
            }
            for one in chain.people.values()
        ]
        if chain
        else None,
        "links": found.links,
        "logins": found.logins,
        "next": found.next,
        "unasked": found.unasked,
    }


def on_chain(chain: "OnChain | None", fact: Fact) -> str:
    """What still follows from a fact."""
    if chain is None:
        return ""
    name = fact_hash(fact)
    return "revoked" if name in chain.revoked else "to do" if name in chain.pending else "nothing now"


def state_of_bounty(one: "OnBounty") -> str:
    """In a few words."""
    if one.bounty.is_closed:
        return "closed with an explanation" if one.bounty.explained else "completed"
    return "locked" if one.is_locked else "open"


def _document_data(one: Weighed) -> dict[str, Any]:
    return {
        "kind": one.document.KIND,
        "about": about(one.document),
        "evidence": evidence_hash(one.document),
        "document": json.loads(encode(one.document)),
        "checks": [
            {
                "name": check.name,
                "value": value_of(one.document, check),
                "passed": check.passed,
                "refusal": check.refusal or None,
                "detail": check.detail,
            }
            for check in one.checks
        ],
        "facts": [fact_hash(fact) for fact in one.facts],
        "refusal": one.refusal and {"reason": one.refusal.reason, "sentence": one.refusal.sentence},
    }


def _asked_data(found: "Explanation", one: "Asked") -> dict[str, Any]:
    return {
        "url": one.url,
        "attester": one.attester or None,
        "member": one.counts,
        "rules": one.rules or None,
        "problems": one.problems,
        "failed": one.failed or None,
        "facts": []
        if one.failed
        else [
            {
                "fact": name,
                "agrees": name not in one.refused,
                "reason": one.refused[name].reason if name in one.refused else None,
                "sentence": one.refused[name].sentence if name in one.refused else None,
                "signed_in": one.signed.get(name),
            }
            for name in map(fact_hash, found.everything)
        ],
    }


def _bounty_data(chain: "OnChain", one: "OnBounty") -> dict[str, Any]:
    bounty = one.bounty
    return {
        "bounty": bounty.id,
        "issue": one.subject,
        "program": one.program.id,
        "state": state_of_bounty(one),
        "pool": bounty.pool,
        "awarded": bounty.awarded,
        "lock": {
            "holder": one.holder,
            "this_work": one.holds,
            "start": bounty.lock.start,
            "end": bounty.lock.end,
            "holds": one.is_locked,
        }
        if any(bounty.lock.work)
        else None,
        "review_until": bounty.review.until or None,
        "awards": [award_data(chain.books, award) for award in (*one.awards, *one.closing)],
        "forecast": [{"contributor": who, "amount": amount} for who, amount in one.forecast] if not one.awards else [],
    }
