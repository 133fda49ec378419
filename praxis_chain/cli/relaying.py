"""One pass of a relayer: look, gather, show, ask, submit, take back, release."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.errors import Refused
from ..core.facts import Fact, Revocation, fact_hash
from .context import Session
from .fact_words import Names, names_in
from .relay_words import outcome_data, preview, still_lacking, tell_outcome
from .serving import chain_of, relayer_of, require_member
from .writes import ask

if TYPE_CHECKING:
    from ..evm.sender import Sender
    from ..oracle import Attester, Chain, Judged, Report
    from .gathering import Gathered


@dataclass(frozen=True, slots=True)
class Work:
    """What a relayer was told: files of attestations, keys to attest with in this process, and how to judge."""

    files: tuple[Path, ...]
    attester_keys: tuple[str, ...]
    trust_authors: bool
    action: str


@dataclass(frozen=True, slots=True)
class Ready:
    """What was read. facts: those of files and repository, by hash; revoked: those that hold no more."""

    chain: "Chain"
    gathered: "Gathered"
    judged: "Judged"
    attesters: "tuple[Attester, ...]"
    facts: dict[bytes, Fact]
    revoked: tuple[Fact, ...]
    names: Names


def one_pass(session: Session, work: Work) -> int:
    """Do it, if the person agrees; returns Refused's exit code if a quorum is lacking, or something was refused that is
    still to be done."""
    from ..oracle import Report

    ready, planned = get_ready(session, work), Report()
    _run(session, ready, session.sender(signing=False), planned)
    lacking = [*ready.gathered.lacking, *planned.failures, *still_lacking(planned.lacking, ready.names)]
    for sentence in lacking:
        session.out.say(sentence)
    result = {"lacking": lacking, "plan": [outcome_data(outcome, ready.names) for outcome in planned.outcomes]}
    code = Refused.exit_code if lacking else 0
    if not planned.outcomes:
        session.out.say("Nothing can be submitted yet." if lacking else "Nothing is left to do.")
        session.out.data("relay", {"sent": False, **result, "steps": []})
        return code
    preview(session, ready.chain, planned, ready.names)
    if session.consent.dry_run:
        session.out.say("Nothing was sent: this was a dry run.")
        session.out.data("relay", {"sent": False, **result, "steps": []})
        return code
    ask(session, "Submit this, and what follows from it?")
    report = Report()
    try:
        _run(session, ready, session.sender(signing=True), report)
    finally:  # whatever was done is told, also if the chain could not be read in the middle of it
        for outcome in report.outcomes:
            tell_outcome(session, outcome, ready.names)
    steps = [outcome_data(outcome, ready.names) for outcome in report.outcomes]
    session.out.data("relay", {"sent": bool(report.done), **result, "steps": steps}, [_line(report)])
    return Refused.exit_code if code or relayer_of(session, ready.chain).left_undone(report) else 0


def get_ready(session: Session, work: Work) -> Ready:
    """Read the files, and look at the repository if there is one, for itself and for each attester in this process."""
    from ..oracle import consents_of
    from .gathering import gather_files

    attesters, judged = _attesters(session, work), _judge(session, work)
    gathered = gather_files(session, work.files)
    facts = {**gathered.facts, **judged.facts}
    undone = {fact.fact for fact in facts.values() if isinstance(fact, Revocation)}
    revoked = {fact_hash(fact): fact for fact in judged.revoked}
    revoked |= {name: fact for name, fact in facts.items() if name in undone}
    chain = chain_of(session, {**gathered.consents, **consents_of(judged)})
    names = {**gathered.names, **names_in(judged)}
    return Ready(chain, gathered, judged, attesters, facts, tuple(revoked.values()), names)


def _run(session: Session, ready: Ready, sender: "Sender", report: "Report") -> None:
    """With a sender that has no key, all is simulated as things stand and nothing is sent."""
    relayer = relayer_of(session, ready.chain, sender)
    relayer.submit(ready.gathered.attested, report)
    if ready.attesters:
        relayer.run(ready.judged, ready.attesters, report)
    else:
        relayer.undo(ready.revoked, report)
        relayer.release(ready.facts.values(), report, ready.revoked)


def _attesters(session: Session, work: Work) -> "tuple[Attester, ...]":
    """Members in this process, each with a clone of its own. Raises Refused for a key that is no member's."""
    from ..core.signing import KeySigner
    from ..oracle import Attester, Forge, collect
    from .keyring import unlock
    from .repository import look

    def attester(key: bytes, forge: Forge) -> Attester:
        return Attester(KeySigner(key), domain, lambda: collect(forge))

    domain = session.contracts.attesters.domain(session.network.chain_id)
    accounts = [unlock(name, session.network) for name in work.attester_keys]
    for account in accounts:
        require_member(session, account.address)
    return tuple(
        attester(
            bytes(account.key), look(session, account.address, trust_authors=work.trust_authors, action=work.action)
        )
        for account in accounts
    )


def _judge(session: Session, work: Work) -> "Judged":
    from ..oracle import collect, judge_all
    from .repository import look

    if not session.settings.repo:
        return judge_all(())
    return judge_all(collect(look(session, "relayer", trust_authors=work.trust_authors, action=work.action)))


def _line(report: "Report") -> str:
    gas = sum(outcome.receipt.gas_used for outcome in report.done if outcome.receipt)
    refused = sum(outcome.refused for outcome in report.outcomes)
    return f"{len(report.done)} steps done, {gas:,} gas; {refused} refused."
