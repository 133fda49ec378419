"""An explanation of a work as lines for people, and as one document for machines."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from ..core.canonical import encode
from ..core.evidence import evidence_hash
from ..core.fact_json import fact_json
from ..core.facts import Fact, fact_hash
from ..core.rules import STANDINGS
from ..core.times import show_time
from ..core.units import show_basis_points, show_usdc
from .bounty_words import award_data
from .check_values import value_of
from .fact_words import about, tell
from .names import brief, printable, short
from .next_steps import tell_next
from .weighing import Weighed

if TYPE_CHECKING:
    from ..core.ledger import Award
    from .attesters_asked import Asked
    from .explaining import Explanation
    from .work_on_chain import OnBounty, OnChain


def lines(found: "Explanation") -> Iterator[str]:
    """What `praxis explain` prints."""
    yield printable(found.work)
    for one in found.weighed:
        yield from _document(found, one)
    for problem in found.problems:
        yield f"  says nothing that counts: {printable(problem)}"
    for fact in found.facts:
        yield f"  {_on_chain(found.chain, fact):<12} {type(fact).__name__:<10}  {tell(fact, found.names)}"
    for asked in found.asked:
        yield from _asked(found, asked)
    if found.chain is not None:
        for bounty in found.chain.bounties:
            yield from _bounty(found.chain, bounty)
        yield from _people(found)
    for sentence in found.unasked:
        yield f"  not asked  {sentence}"
    yield click.style("What happens next", bold=True)
    for number, step in enumerate(found.next, 1):
        yield f"  {number}. {printable(tell_next(step))}"
    if not found.next:
        yield "  Nothing: all is done."


def as_json(found: "Explanation") -> dict[str, Any]:
    """Amounts in USDC base units, completion in basis points, times in unix seconds."""
    chain = found.chain
    return {
        "work": found.work,
        "subjects": found.subjects,
        "documents": [_document_data(one) for one in (*found.weighed, *found.personal)],
        "facts": [
            {**fact_json(fact), "says": tell(fact, found.names), "on_chain": _on_chain(chain, fact) if chain else None}
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


def _document(found: "Explanation", one: Weighed) -> Iterator[str]:
    count = len(one.facts)
    became = (
        f"refused, {one.refusal.reason}" if one.refusal else f"{count} fact{'s follow' if count != 1 else ' follows'}"
    )
    yield click.style(f"{about(one.document)}: {became}", bold=True)
    yield f"  evidence 0x{evidence_hash(one.document).hex()}, revision {one.document.revision}"
    for check in one.checks:
        mark = click.style("ok", fg="green") if check.passed else click.style("no", fg="red")
        value = printable(value_of(one.document, check))
        yield f"  {mark}  {check.name:<17} {value}"
        if not check.passed:
            yield f"      {'':<17} {printable(check.detail)}"


def _document_data(one: Weighed) -> dict[str, Any]:
    import json

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


def _on_chain(chain: "OnChain | None", fact: Fact) -> str:
    """What still follows from a fact."""
    if chain is None:
        return ""
    name = fact_hash(fact)
    return "revoked" if name in chain.revoked else "to do" if name in chain.pending else "nothing now"


def _asked(found: "Explanation", one: "Asked") -> Iterator[str]:
    who = {True: "a member", False: "NO member: it counts for nothing", None: "member or not, no chain was asked"}
    yield click.style(f"{printable(one.url)}: {one.attester or 'an attester'}", bold=True)
    if one.attester:
        yield f"  {who[one.counts]}; judges by {one.rules or 'rules that it does not name'}"
    for problem in one.problems:
        yield f"  says of itself: {problem}"
    if one.failed:
        yield f"  {printable(one.failed)}"
    for fact in () if one.failed else found.everything:
        name = fact_hash(fact)
        if (why := one.refused.get(name)) is not None:
            yield f"  refuses     {tell(fact, found.names)}: {printable(why.sentence)} ({printable(why.reason)})"
        else:
            signed = f"signed in entry {one.signed[name]} of its log" if name in one.signed else "would sign"
            yield f"  {signed:<11} {tell(fact, found.names)}"


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


def _bounty(chain: "OnChain", one: "OnBounty") -> Iterator[str]:
    bounty = one.bounty
    yield click.style(f"{brief(one.subject)}, program {short(one.program.id)}", bold=True)
    yield f"  pool     {show_usdc(bounty.pool)} USDC, {show_basis_points(bounty.awarded)} awarded, {_state(one)}"
    if any(bounty.lock.work):
        whose = "this work" if one.holds else one.holder
        verb = "lapses" if one.is_locked else "lapsed"
        ended = "until it was closed" if bounty.is_closed else f"{verb} {show_time(bounty.lock.end)}"
        yield f"  lock     {whose}, since {show_time(bounty.lock.start)}, {ended}"
    for award in (*one.awards, *one.closing):
        paid = f"{show_usdc(award.amount)} USDC to {_payee(chain, award.contributor)}"
        what = "" if any(award.work) else " for the explanation"
        yield f"  award    {paid}{what}: {_became(chain, award)}"
    if not one.awards:
        for contributor, amount in one.forecast:
            yield f"  would be {show_usdc(amount)} USDC to {_payee(chain, contributor)}, as the pool is now"


def _state(one: "OnBounty") -> str:
    if one.bounty.is_closed:
        return "closed with an explanation" if one.bounty.explained else "completed"
    return "locked" if one.is_locked else "open"


def _payee(chain: "OnChain", contributor: bytes) -> str:
    person = chain.person(contributor)
    return f"{printable(person.name)}, {f'wallet {person.wallet}' if person.wallet else 'no wallet yet'}"


def _became(chain: "OnChain", award: "Award") -> str:
    if award.state.name == "CANCELLED":
        return "cancelled"
    if award.owed:
        under = "under review until" if chain.now < award.review_end else "due since"
        return f"{under} {show_time(award.review_end)}"
    to, transaction = chain.books.payments.get(award.id, ("", b""))
    return f"paid to {to} in 0x{transaction.hex()}" if transaction else "done"


def _bounty_data(chain: "OnChain", one: "OnBounty") -> dict[str, Any]:
    bounty = one.bounty
    return {
        "bounty": bounty.id,
        "issue": one.subject,
        "program": one.program.id,
        "state": _state(one),
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


def _people(found: "Explanation") -> Iterator[str]:
    assert found.chain is not None
    for state in found.links:
        login = found.logins.get(state.contributor)
        called = f" (@{printable(login)} now)" if login else ""
        yield click.style(f"{printable(state.contributor)}{called}", bold=True)
        yield f"  wallet   {printable(state.says)}"
        for step in state.next:
            yield f"           {printable(tell_next(step))}"
        for person in found.chain.people.values():
            if person.name == state.contributor:
                yield f"  standing {STANDINGS[person.standing]}"
