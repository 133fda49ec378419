"""How each work stands: what keeps it from being paid, who said what about it, and what was paid."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...core.evidence import AnyEvidence, MergeEvidence
from ...core.facts import Commit, fact_hash
from ...core.ids import Id, bounty_id, contributor_id, subject_id, work_id
from ...core.programs import Program
from .listening import Listening, Said
from .payments import Earned
from .relaying import Pass


@dataclass(frozen=True, slots=True)
class Share:
    """What one contributor earned for one issue, by canonical names; see Earned. has_wallet: where it can go."""

    subject: str
    contributor: str
    amount: int
    review_end: int
    state: str
    to: str
    tx_hash: bytes
    has_wallet: bool


@dataclass(frozen=True, slots=True)
class Work:
    """name: canonical. reason, refusal: why no Commit follows from it, "" if one does. agreeing: of the quorum, by the
    fact that fewest agree with; None if nobody was asked, as nothing is to be done. said: by attester. steps: what a
    contract or node said no to. shares: what was awarded for it. has_money: somebody put some on one of its issues."""

    name: str
    subjects: tuple[str, ...]
    reason: str
    refusal: str
    agreeing: int | None
    quorum: int
    said: tuple[tuple[str, Said], ...]
    steps: tuple[str, ...]
    shares: tuple[Share, ...]
    has_money: bool

    def state(self, now: int) -> str:
        """In a few words; now: time of the chain's head."""
        owed = [share for share in self.shares if share.state == "owed" and share.amount]
        if self.refusal:
            return "not to be paid as it is"
        if self.agreeing is not None and self.agreeing < self.quorum:
            return "waiting for attesters"
        if any(now < share.review_end for share in owed):
            return "under review"
        if any(not share.has_wallet for share in owed):
            return "waiting for a wallet"
        if owed:
            return "to be released"
        if self.steps:
            return "refused on chain"
        if any(share.state == "paid" for share in self.shares):
            return "paid"
        return "cancelled" if self.shares else "nothing to pay"


def works_of(
    done: Pass,
    attesters: Sequence[Listening],
    earned: Mapping[bytes, Sequence[Earned]],
    programs: Sequence[Program],
    has_wallet: Mapping[bytes, bool],
    funded: Collection[bytes] = (),
) -> list[Work]:
    """Every work that there is evidence about, in the order collected. has_wallet: by contributor. funded: subjects."""
    lacking = {fact_hash(fact): count for fact, count in done.report.lacking}
    refused: dict[bytes, list[str]] = {}
    for outcome in done.refused:
        for fact in outcome.facts:
            refused.setdefault(fact_hash(fact), []).append(f"{outcome.name}: {outcome.detail}")
    commits: dict[bytes, list[bytes]] = {}
    for name, fact in done.judged.facts.items():
        if isinstance(fact, Commit):
            commits.setdefault(fact.work, []).append(name)
    found = []
    for merge, reason, refusal in _merges(done):
        work = work_id(merge.work)
        facts = [] if refusal else commits.get(work, [])
        said = {one.name: answers for one in attesters if (answers := _said(one, facts)) is not None}
        found.append(
            Work(
                name=merge.work,
                subjects=tuple(judgement.subject for judgement in merge.judgements),
                reason=reason,
                refusal=refusal,
                agreeing=_agreeing(facts, lacking, done.quorum, bool(said)),
                quorum=done.quorum,
                said=tuple(said.items()),
                steps=tuple(dict.fromkeys(step for fact in facts for step in refused.get(fact, ()))),
                shares=(shares := tuple(_shares(merge, earned.get(work, ()), programs, has_wallet))),
                has_money=bool(shares) or any(subject_id(one.subject) in funded for one in merge.judgements),
            )
        )
    return found


def subjects_of(done: Pass) -> list[bytes]:
    """All issues that works close, each once."""
    return list({subject_id(one.subject): None for merge, _, _ in _merges(done) for one in merge.judgements})


def people_owed(earned: Mapping[bytes, Sequence[Earned]]) -> set[bytes]:
    """Whose wallet matters."""
    return {one.contributor for awards in earned.values() for one in awards if one.state == "owed"}


def _merges(done: Pass) -> Iterator[tuple[MergeEvidence, str, str]]:
    """Each work once, as it was told last: with the facts that stand, or with why none does."""
    last: dict[str, tuple[MergeEvidence, str, str]] = {}
    for document, refusal in done.judged.refusals:
        if isinstance(document, MergeEvidence):
            last[document.work] = (document, refusal.reason, refusal.sentence)
    documents: Iterable[AnyEvidence] = done.judged.evidence.values()
    for document in documents:
        if isinstance(document, MergeEvidence):
            last[document.work] = (document, "", "")
    yield from last.values()


def _said(attester: Listening, facts: Sequence[bytes]) -> Said | None:
    """The answer that is worst for the work; None if it was asked about none of these facts."""
    answers = [said for fact in facts if (said := attester.said(fact)) is not None]
    return min(answers, key=lambda said: (said.agrees is True, said.agrees is False), default=None)


def _agreeing(facts: Sequence[bytes], lacking: Mapping[bytes, int], quorum: int, asked: bool) -> int | None:
    counts = [lacking.get(fact, quorum) for fact in facts]
    return min(counts) if asked and counts else None


def _shares(
    merge: MergeEvidence, earned: Sequence[Earned], programs: Sequence[Program], has_wallet: Mapping[bytes, bool]
) -> Iterator[Share]:
    people = [person.id for person in merge.authors if person.id]
    people += [share.contributor for judgement in merge.judgements for share in judgement.split]
    names: dict[bytes, str] = {contributor_id(person): person for person in people}
    bounties: dict[bytes, str] = {
        bounty_id(program.id, subject_id(judgement.subject)): judgement.subject
        for judgement in merge.judgements
        for program in programs
    }
    for one in earned:
        if one.bounty in bounties:
            yield Share(
                subject=bounties[one.bounty],
                contributor=names.get(one.contributor) or "0x" + Id(one.contributor).hex(),
                amount=one.amount,
                review_end=one.review_end,
                state=one.state,
                to=one.to,
                tx_hash=one.tx_hash,
                has_wallet=has_wallet.get(one.contributor, True),
            )
