"""The demo on a repository of the user's own: its real merges, funded, judged, attested and paid.

The user's repository is only ever read. What the demo makes up it says: the money, the sponsor, and the wallets, since
nobody here holds the authors' keys.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..audit.internal import audit
from ..core.attestation import Batch, gather, sign_root
from ..core.errors import Refused
from ..core.evidence import MergeEvidence
from ..core.facts import Commit, Link
from ..core.ids import hash_uri
from ..evm.bindings import Earned, consent_to_link
from ..evm.keys import local_key
from ..evm.local import LocalNetwork
from ..oracle import Judged
from .scenes import Scene, dollars, paid_by
from .stage import COMMITTEE, QUORUM, USDC, Stage

BOUNTY = 100  # dollars on each issue
MOST = 20  # issues, so that a long history does not take long


def latest(judged: Judged) -> dict[str, list[Commit]]:
    """The newest issues that a merge completed, by canonical name, with their Commits. Raises Refused if none."""
    found: dict[str, list[Commit]] = {}
    for fact_hash, fact in reversed(judged.facts.items()):
        document = judged.evidence[fact_hash]
        if isinstance(fact, Commit) and fact.completion and isinstance(document, MergeEvidence):
            uri = next(j.subject for j in document.judgements if hash_uri(j.subject) == fact.subject)
            found.setdefault(uri, []).insert(0, fact)
    if not found:
        raise Refused(f"No merge of this repository counts. {_why(judged)}")
    return dict(list(found.items())[:MOST])


def tell(stage: Stage) -> Iterator[Scene]:
    """All scenes, in order."""
    judged = stage.judge("relayer")
    issues = latest(judged)
    yield _judged(stage, judged, issues)
    yield _funded(stage, issues)
    yield _awarded(stage, issues)
    yield _linked_and_released(stage, issues)
    yield _audited(stage)


def _judged(stage: Stage, judged: Judged, issues: dict[str, list[Commit]]) -> Scene:
    merges = [document for document in judged.evidence.values() if isinstance(document, MergeEvidence)]
    trust = "taken at their word, marked unverified in the evidence" if stage.trusting else "verified by SSH signature"
    counted = len({document.work for document in merges})
    return Scene(
        "The merges of your repository, judged",
        (
            f"{counted} works count; the newest {len(issues)} issues are funded below. Authors: {trust}.",
            _why(judged) if judged.refusals else "Nothing was refused.",
        ),
        {"works": counted, "issues": len(issues), "refused": len(judged.refusals)},
    )


def _funded(stage: Stage, issues: dict[str, list[Commit]]) -> Scene:
    for uri in issues:
        stage.fund("sponsor", uri, BOUNTY)
    return Scene(
        f"A sponsor of the demo puts {BOUNTY} USDC on each",
        (f"{dollars(len(issues) * BOUNTY * USDC)} in escrow, one pool per issue.",),
        {"funded": len(issues) * BOUNTY * USDC},
    )


def _awarded(stage: Stage, issues: dict[str, list[Commit]]) -> Scene:
    report = stage.relay(online=(1, 3))
    awards = [outcome for outcome in report.done if outcome.name == "award"]
    refused = [outcome.detail for outcome in report.outcomes if outcome.refused and outcome.name == "award"]
    commits = sum(len(outcome.facts) for outcome in awards)
    lines = [f"{commits} Commits awarded, {paid_by(o.receipt)}." for o in awards if o.receipt]
    return Scene(
        "Two of three attesters sign, and the works are awarded",
        (*lines, *refused[:3], "No author has linked a wallet, so every award waits for its author."),
        {"commits": commits, "transactions": len(awards)},
    )


def _linked_and_released(stage: Stage, issues: dict[str, list[Commit]]) -> Scene:
    """The demo plays the authors: each gets a wallet, by a Link that its attesters sign without evidence."""
    earned: dict[bytes, list[Earned]] = {}
    for commits in issues.values():
        for commit in commits:
            earned.setdefault(commit.contributor, []).append(Earned(commit.subject, commit.work))
    _link(stage, sorted(earned))
    released, gas = 0, 0
    for contributor, awards in earned.items():
        receipt = stage.send(stage.contracts.escrow.release(stage.program.id, contributor, awards), "relayer")
        released += sum(event.args["amount"] for event in receipt.events if event.name == "Released")
        gas += receipt.gas_used
    return Scene(
        "The demo plays the authors: it gives each a wallet, and anybody releases what is theirs",
        (
            f"{dollars(released)} to {len(earned)} authors, {gas:,} gas.",
            "These wallets are made up: on a real chain only the author and the wallet together can link one.",
        ),
        {"released": released, "authors": len(earned)},
    )


def _link(stage: Stage, contributors: Sequence[bytes]) -> None:
    stakeholders, attesters = stage.contracts.stakeholders, stage.contracts.attesters
    domain = attesters.domain(stage.network.chain_id)
    keys = [local_key(f"attester {number}") for number in range(1, COMMITTEE + 1)][:QUORUM]
    for contributor in contributors:
        wallet = stage.account(f"wallet of {contributor.hex()}")
        address = bytes.fromhex(wallet.address[2:])
        link = Link(contributor, address, stage.network.now(), hash_uri("made up by the demo: nobody proved this"))
        batch = Batch((link,))
        signed = [sign_root(batch.root, domain, bytes(key.key)) for key in keys]
        packed = gather(signed, domain, [one.attester for one in signed], QUORUM)[batch.root]
        consent = consent_to_link(wallet, stakeholders.domain(stage.network.chain_id), link)
        stage.send(stakeholders.link(link, batch.proofs(packed)[0], consent), "relayer")


def _audited(stage: Stage) -> Scene:
    report = audit(stage.network, stage.record, "latest")
    if not report.holds:
        raise Refused(f"The audit does not hold: {report.findings[0].summary}")
    owed = report.figures["usdc_owed"]
    return Scene(
        "The audit holds",
        (f"{report.events} events, {report.slots} storage slots; the escrow owes {dollars(owed)}.",),
        {"events": report.events, "slots": report.slots, "holds": report.holds},
    )


def _why(judged: Judged) -> str:
    """The most frequent reasons for refusals, with one sentence as an example."""
    reasons = Counter(refusal.reason for _, refusal in judged.refusals)
    if not reasons:
        return "It has no merges that close an issue: see docs/git-forge.md, or try --trust-authors."
    counted = ", ".join(f"{reason} ({count})" for reason, count in reasons.most_common(3))
    example = next(refusal.sentence for _, refusal in judged.refusals if refusal.reason == reasons.most_common(1)[0][0])
    return f"Refused: {counted}. For example: {example}"


def begin(network: LocalNetwork, folder: Path, repository: Path, *, trusting: bool) -> Stage:
    """A stage that looks at a repository of the user's own, whose history lies in the chain's past."""
    stage = Stage.set_up(network, folder, repository, trusting=trusting)
    facts = stage.judge("relayer").facts.values()
    newest = max((fact.completedAt for fact in facts if isinstance(fact, Commit)), default=0)
    if newest >= network.now():
        network.warp(to=newest + 1)
    return stage
