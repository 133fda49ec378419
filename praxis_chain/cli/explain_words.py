"""An explanation of a work as lines for people."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from ..core.evidence import evidence_hash
from ..core.facts import fact_hash
from ..core.naming import printable
from ..core.rules import STANDINGS
from ..core.times import show_time
from ..core.units import show_basis_points, show_usdc
from .check_values import value_of
from .explain_data import on_chain, state_of_bounty
from .fact_words import about, tell
from .names import brief, short
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
        yield f"  {on_chain(found.chain, fact):<12} {type(fact).__name__:<10}  {tell(fact, found.names)}"
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


def _bounty(chain: "OnChain", one: "OnBounty") -> Iterator[str]:
    bounty = one.bounty
    yield click.style(f"{brief(one.subject)}, program {short(one.program.id)}", bold=True)
    awarded = f"{show_basis_points(bounty.awarded)} awarded"
    yield f"  pool     {show_usdc(bounty.pool)} USDC, {awarded}, {state_of_bounty(one)}"
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
