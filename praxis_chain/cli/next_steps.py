"""What happens next with a work, and who has to do it: out of its evidence, the chain and the attesters' answers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..core.evidence import MergeEvidence, ProgressEvidence, RevocationEvidence
from ..core.facts import Admission, Closure, Commit, Fact, Link, Progress, fact_hash
from ..core.times import show_time
from ..core.units import WHOLE, show_usdc
from .names import brief
from .remedies import remedy
from .weighing import Weighed

if TYPE_CHECKING:
    from ..core.ledger import Award
    from .work_on_chain import OnBounty, OnChain

ATTESTERS, MAINTAINER, NOBODY, RELAYER, SPONSOR = "the attesters", "a maintainer", "nobody", "a relayer", "a sponsor"

Agreeing = Mapping[bytes, int]
"""By hash of a fact: how many of the attesters who were asked find it true."""


@dataclass(frozen=True, slots=True)
class Next:
    """What somebody is to do, or (`who` is nobody) what comes by itself. when: unix seconds, None where time is none of
    it."""

    who: str
    what: str
    when: int | None = None


def next_steps(
    weighed: Sequence[Weighed], personal: Sequence[Weighed], chain: "OnChain | None", agreeing: Agreeing | None
) -> list[Next]:
    """In the order in which they have to happen; nothing where all is done.

    weighed, personal: documents about the work, and about its people. agreeing: None if no attester was asked.
    """
    merges = [one for one in weighed if isinstance(one.document, MergeEvidence)]
    good = [one for one in merges if one.facts]
    found = [] if good else list(_before_merge(weighed, merges))
    if chain is None:
        return found
    if not good:
        found += _locks(chain)
    wanted: list[Fact] = [fact for one in personal for fact in one.facts]
    for one in good:
        hindrances, commits = _awards(one, chain)
        found += hindrances
        wanted += commits
    for one in weighed:
        wanted += [fact for fact in one.facts if isinstance(fact, Closure if good else Closure | Progress)]
    found += _attesting([fact for fact in wanted if fact_hash(fact) in chain.pending], chain, agreeing)
    for bounty in chain.bounties:
        found += _release((*bounty.awards, *bounty.closing), bounty, chain)
    for one in good:
        found += _recognition(one.facts, wanted, chain)
    found += _taking_back(weighed, chain, agreeing)
    return list(dict.fromkeys(found))


def tell_next(step: Next) -> str:
    """One line."""
    when = f", {'until' if step.who == NOBODY else 'before'} {show_time(step.when)}" if step.when else ""
    return f"{step.who}{when}: {step.what}"


def _before_merge(weighed: Sequence[Weighed], merges: Sequence[Weighed]) -> Iterator[Next]:
    if not merges:
        yield Next("the contributor", "push the work, or check its number: the repository holds no such work")
    elif merges[-1].refusal is not None:
        yield remedy(merges[-1].document, merges[-1].refusal.reason)
    if merges and merges[-1].refusal is not None and merges[-1].refusal.reason != "not-merged":
        return  # it is over: nothing that goes forward now keeps a lock
    progress = [one for one in weighed if isinstance(one.document, ProgressEvidence)]
    if progress and progress[-1].refusal is not None:
        yield remedy(progress[-1].document, progress[-1].refusal.reason)


def _locks(chain: "OnChain") -> Iterator[Next]:
    for one in chain.bounties:
        name, end = brief(one.subject), one.bounty.lock.end
        if one.bounty.is_closed:
            yield _closed(one)
        elif one.is_locked and one.holds:
            yield Next(NOBODY, f"this work holds the lock of {name}, and longer if it goes forward before", end)
        elif one.is_locked:
            yield Next(NOBODY, f"{one.holder} holds the lock of {name}, and longer if it goes forward before", end)


def _closed(one: "OnBounty") -> Next:
    why = "closed with an explanation" if one.bounty.explained else "completed"
    return Next(NOBODY, f"the bounty of {brief(one.subject)} is {why}: nothing of it is left to award")


def _awards(merge: Weighed, chain: "OnChain") -> tuple[list[Next], list[Commit]]:
    """What keeps the Commits of a merge from being awarded, and those that something can follow from now."""
    commits = [fact for fact in merge.facts if isinstance(fact, Commit)]
    found: list[Next] = []
    free: list[Commit] = []
    for subject in dict.fromkeys(fact.subject for fact in commits):
        own = [fact for fact in commits if fact.subject == subject]
        name, completion = chain.name_of(subject), sum(fact.completion for fact in own)
        bounties = [one for one in chain.bounties if one.subject == name]
        if completion and not bounties:
            found.append(Next(SPONSOR, f"it may still be rewarded: praxis bounty fund {name} AMOUNT"))
        due = [one for one in bounties if completion and not any(a.state.name != "CANCELLED" for a in one.awards)]
        hindered = {id(one): step for one in due if (step := _hindrance(one, chain, completion))}
        found += hindered.values()
        if len(hindered) < len(due) or any(chain.accrues(fact) for fact in own) or chain.enters(own):
            free += own
    return found, free


def _hindrance(one: "OnBounty", chain: "OnChain", completion: int) -> Next | None:
    """Why nothing can be awarded from that bounty now."""
    bounty, name = one.bounty, brief(one.subject)
    if bounty.is_closed:
        return _closed(one)
    if one.is_locked and not one.holds:
        said = f"{one.holder} holds the lock of {name}, unless a maintainer passes it on to this work"
        return Next(NOBODY, said, bounty.lock.end)
    if not bounty.pool or bounty.pool * WHOLE < one.program.minimum * bounty.remaining:
        least = f"{show_usdc(bounty.pool)} USDC are in the pool, and {show_usdc(one.program.minimum)} have to be there"
        return Next(SPONSOR, f"add to {name}: {least} for the whole issue (praxis bounty fund {one.subject} AMOUNT)")
    if completion > bounty.remaining and chain.now < bounty.review.until:
        said = f"more is completed than {name} has left while another award is under review: that is decided first"
        return Next(NOBODY, said, bounty.review.until)
    return None


def _release(awards: "Iterable[Award]", one: "OnBounty", chain: "OnChain") -> Iterator[Next]:
    for award in awards:
        person, amount = chain.person(award.contributor), f"{show_usdc(award.owed)} USDC"
        if award.state.name == "CANCELLED":
            said = f"an award for {brief(one.subject)} was cancelled: only a corrected statement can be awarded again"
            yield Next(MAINTAINER, said)
        elif award.owed and chain.now < award.review_end:
            arbiter = f"the arbiter {one.program.arbiter}, or " if one.has_arbiter else ""
            said = f"{amount} are under review; {arbiter}a quorum that revokes its fact, can still cancel them"
            yield Next(NOBODY, said, award.review_end)
        elif award.owed and person.wallet is None:
            yield Next(person.name, f"link a wallet, {amount} wait for it: praxis link --contributor {person.name}")
        elif award.owed:
            yield Next(RELAYER, f"release {amount}, as anybody may: praxis award release {person.name}")


def _attesting(missing: Sequence[Fact], chain: "OnChain", agreeing: Agreeing | None) -> Iterator[Next]:
    if not missing:
        return
    needed = f"{chain.quorum} of {chain.members}"
    if agreeing is None:
        yield Next(ATTESTERS, f"sign what follows: {needed} have to")
    elif (least := min(agreeing.get(fact_hash(fact), 0) for fact in missing)) < chain.quorum:
        yield Next(ATTESTERS, f"sign what follows: {least} of those asked would, and {needed} have to")
    yield Next(RELAYER, "submit it then, as anybody may: praxis relay")


def _recognition(commits: Iterable[Fact], coming: Iterable[Fact], chain: "OnChain") -> Iterator[Next]:
    """What a contributor lacks to be paid, or to accrue PRAX, that nobody has published yet."""
    coming = list(coming)
    linking = {fact.contributor for fact in coming if isinstance(fact, Link)}
    entering = {fact.contributor for fact in coming if isinstance(fact, Admission)}
    for fact in commits:
        if not isinstance(fact, Commit) or chain.accrued(fact) is not None:
            continue
        person = chain.person(fact.contributor)
        if person.wallet is None and fact.contributor not in linking:
            yield Next(person.name, f"link a wallet to be paid: praxis link --contributor {person.name}")
        if not person.standing and fact.contributor not in entering:
            yield Next(MAINTAINER, f"admit {person.name}, if they are to accrue PRAX: only stakeholders do")


def _taking_back(weighed: Sequence[Weighed], chain: "OnChain", agreeing: Agreeing | None) -> Iterator[Next]:
    """Facts that no longer hold, and that the chain does not know to be revoked."""
    undone = [fact for one in weighed if isinstance(one.document, RevocationEvidence) for fact in one.facts]
    yield from _attesting([fact for fact in undone if fact_hash(fact) in chain.pending], chain, agreeing)
