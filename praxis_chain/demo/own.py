"""The demo on a repository of the user's own: its real merges, funded, judged, attested, paid and recognised.

The user's repository is only ever read. What the demo makes up it says: the money, the sponsor, and who the authors
are, since nobody here holds their keys.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from ..core.attestation import Batch, gather, sign_root
from ..core.catalogue import Standing
from ..core.errors import Refused
from ..core.evidence import MergeEvidence
from ..core.facts import Admission, Commit, Fact, Link, fact_hash
from ..core.ids import NOBODY, hash_uri
from ..evm.bindings import consent_to_link
from ..evm.local import LocalNetwork
from ..oracle import Attested, Judged, Report, batch_order, batches, judge_all
from .auditing import audited, tampered
from .scenes import Scene, dollars, many, prax, sent
from .stage import QUORUM, USDC, Stage, attester_key

BOUNTY = 100  # dollars on each issue
MOST = 20  # issues, so that a long history does not take long
MADE_UP = hash_uri("made up by the demo: nobody proved this")


@dataclass
class Visit(Stage):
    """A stage that looks at a repository of the user's own. `judged`: all that it shows; `issues`: the newest that a
    merge completed, by canonical name, with their Commits."""

    judged: Judged = field(default_factory=lambda: judge_all(()))
    issues: dict[str, list[Commit]] = field(default_factory=dict)

    @classmethod
    def begin(cls, network: LocalNetwork, folder: Path, repository: Path, *, trusting: bool) -> Self:
        """Deploy everything, and look; what happened there lies in the chain's past. Raises Refused if no merge counts,
        WrongInput for what is no repository."""
        visit = cls.set_up(network, folder, repository.resolve(), trusting=trusting)
        visit.judged = visit.judge("relayer")
        visit.issues = latest(visit.judged, trusting=trusting)
        newest = max(commit.completedAt for commits in visit.issues.values() for commit in commits)
        if newest >= network.now():
            network.warp(to=newest + 1)
        return visit

    @property
    def chosen(self) -> Judged:
        """What was judged about the chosen issues, and nothing else: the rest of a long history need not wait."""
        facts = {fact_hash(commit): commit for commits in self.issues.values() for commit in commits}
        return Judged(dict(facts), {name: self.judged.evidence[name] for name in facts}, (), ())

    @property
    def authors(self) -> list[bytes]:
        """Whose Commits these are."""
        return sorted({commit.contributor for commits in self.issues.values() for commit in commits})


def latest(judged: Judged, *, trusting: bool) -> dict[str, list[Commit]]:
    """The newest issues that a merge completed, at most MOST. Raises Refused if there are none."""
    found: dict[str, list[Commit]] = {}
    for name, fact in reversed(judged.facts.items()):
        document = judged.evidence[name]
        if isinstance(fact, Commit) and fact.completion and isinstance(document, MergeEvidence):
            uri = next(j.subject for j in document.judgements if hash_uri(j.subject) == fact.subject)
            found.setdefault(uri, []).insert(0, fact)
    if not found:
        raise Refused(f"No merge of this repository counts. {_why_none(judged, trusting)}")
    return dict(list(found.items())[:MOST])


def tell(visit: Visit) -> Iterator[Scene]:
    """All scenes, in order."""
    yield merges(visit)
    yield funding(visit)
    yield awards(visit)
    scene = authors(visit)
    yield scene
    owed = len(visit.issues) * BOUNTY * USDC - int(scene.figures["released"])
    yield audited(visit, owed=owed)
    yield tampered(visit, wallet_of(visit.authors[0]), "an author's")


def merges(visit: Visit) -> Scene:
    """What was found."""
    documents = [document for document in visit.judged.evidence.values() if isinstance(document, MergeEvidence)]
    works, refused = len({document.work for document in documents}), len(visit.judged.refusals)
    trust = "taken at their word, marked unverified in the evidence" if visit.trusting else "verified by SSH signature"
    return Scene(
        "The merges of your repository, judged",
        (
            f"{many(works, 'work')} to count. Authors: {trust}.",
            f"{many(refused, 'document')} refused: {_reasons(visit.judged)}" if refused else "Nothing was refused.",
        ),
        {"works": works, "issues": len(visit.issues), "refused": refused},
    )


def funding(visit: Visit) -> Scene:
    """Nobody funded these issues: the demo does."""
    for uri in visit.issues:
        visit.fund("sponsor", uri, BOUNTY)
    funded = len(visit.issues) * BOUNTY * USDC
    return Scene(
        f"A sponsor of the demo puts {BOUNTY} USDC on what they closed, the newest {many(len(visit.issues), 'issue')}",
        (f"{dollars(funded)} in escrow, one pool per issue.",),
        {"funded": funded},
    )


def awards(visit: Visit) -> Scene:
    """The merges count."""
    report = visit.relay((1, 3), visit.chosen)
    awarded = [outcome for outcome in report.done if outcome.name == "award"]
    commits = sum(len(outcome.facts) for outcome in awarded)
    lines = [f"{many(len(o.facts), 'Commit')} awarded: {sent(o.receipt)}." for o in awarded if o.receipt]
    return Scene(
        "Two of three attesters sign, and the works are awarded",
        (*lines, *_refusals(report), "No author has linked a wallet, so each award waits for its author."),
        {"commits": commits, "transactions": len(awarded)},
    )


def authors(visit: Visit) -> Scene:
    """Each gets a wallet and a standing, by facts that the demo's attesters sign without evidence."""
    entered = _enter(visit, visit.authors)
    report = visit.relay((1, 3), visit.chosen)
    released = _sum(report, "Released")
    accrued = _sum(report, "Accrued")
    recognised = (
        f"{prax(accrued)} accrued." if accrued else "No PRAX: the demo's catalogue lacks your policy's actions."
    )
    return Scene(
        "The demo plays the authors: it gives each a wallet, and what is theirs is released",
        (
            f"{dollars(released)} to {many(len(visit.authors), 'author')}. {recognised}",
            *_refusals(entered),
            *_refusals(report),
            "These wallets are made up: on a real chain only author and wallet together can link one.",
        ),
        {"released": released, "accrued": accrued, "authors": len(visit.authors)},
    )


def wallet_of(contributor: bytes) -> str:
    """The role whose wallet an author gets."""
    return f"wallet of {contributor.hex()}"


def _enter(visit: Visit, contributors: Sequence[bytes]) -> Report:
    """Facts that nobody proved, signed by the demo's own attesters, and brought by its relayer."""
    now, domain = visit.network.now(), visit.contracts.stakeholders.domain(visit.network.chain_id)
    consents: dict[bytes, bytes] = {}
    facts: list[Fact] = []
    for contributor in contributors:
        wallet = visit.account(wallet_of(contributor))
        link = Link(contributor, bytes.fromhex(wallet.address[2:]), now, MADE_UP)
        consents[fact_hash(link)] = consent_to_link(wallet, domain, link)
        facts += [link, Admission(contributor, Standing.RESIDENT, NOBODY, now, MADE_UP)]
    report = Report()
    signed = [_sign(visit, batch) for batch in batches(sorted(facts, key=batch_order))]
    visit.relayer(consents).submit(signed, report)
    return visit.count_all(report)


def _sign(visit: Visit, batch: Batch) -> Attested:
    domain = visit.contracts.attesters.domain(visit.network.chain_id)
    signed = [sign_root(batch.root, domain, attester_key(number)) for number in range(1, QUORUM + 1)]
    return Attested(batch, gather(signed, domain, [one.attester for one in signed], QUORUM)[batch.root])


def _sum(report: Report, event: str) -> int:
    events = [found for outcome in report.done if outcome.receipt for found in outcome.receipt.events]
    return sum(found.args["amount"] for found in events if found.name == event)


def _refusals(report: Report) -> list[str]:
    """The first few, as sentences."""
    return [f"{outcome.detail}." for outcome in report.outcomes if outcome.refused][:3]


def _reasons(judged: Judged) -> str:
    """The most frequent reasons for refusals, with one sentence as an example."""
    reasons = Counter(refusal.reason for _, refusal in judged.refusals)
    counted = ", ".join(f"{reason} ({count})" for reason, count in reasons.most_common(3))
    first = reasons.most_common(1)[0][0]
    return f"{counted}. For example: {next(r.sentence for _, r in judged.refusals if r.reason == first)}"


def _why_none(judged: Judged, trusting: bool) -> str:
    if judged.refusals:
        return f"Refused: {_reasons(judged)}"
    if trusting:
        return "It has no git commit after its first one."
    return (
        "It does not follow docs/git-forge.md; with --trust-authors its plain merges are taken at their authors' word."
    )
