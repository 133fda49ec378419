"""PRAX: what accrues, what is burned, and who holds how much from what."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..core.addresses import parse_address
from ..core.catalogue import Standing
from ..core.errors import Refused
from ..core.facts import Admission, Commit, fact_hash
from ..core.ids import commit_id, is_wallet_contributor
from ..core.times import show_time
from ..core.units import show_basis_points, show_prax
from .at_hand import facts_at_hand
from .context import Session
from .fact_words import tell
from .names import Named, brief, contributor, short
from .program_words import Rows
from .writes import Step


def accrue_steps(session: Session, files: Sequence[Path]) -> tuple[Rows, list[Step]]:
    """One call per batch for the Commits of it that have not accrued. Raises Refused if no Commit is attested."""
    from .gathering import gather_files, require_proofs

    prax, view, gathered = session.contracts.prax, session.view, gather_files(session, files)
    require_proofs(gathered, Commit)
    rows: Rows = []
    steps = []
    for attested in gathered.attested:
        commits = [fact for fact in attested.batch.facts if isinstance(fact, Commit)]
        due = [one for one in commits if prax.accrual(view, commit_id(one.subject, one.work, one.contributor)) is None]
        if due:
            rows += [("Commit", tell(commit, gathered.names)) for commit in due]
            call = prax.accrue_many(due, attested.batch.batch_proof(attested.signatures, due))
            steps.append(Step(f"accrue {len(due)} Commit{'s' * (len(due) > 1)}", call))
    return rows, steps


def burn_steps(session: Session, files: Sequence[Path]) -> tuple[Rows, list[Step]]:
    """A call for each fact at hand that is revoked and whose minting is live. Raises Refused if none is revoked."""
    prax, view = session.contracts.prax, session.view
    facts, names = facts_at_hand(session, files)
    revoked = [fact for fact in facts if session.contracts.attesters.revoked_at(view, fact_hash(fact)) is not None]
    if not revoked:
        raise Refused("None of the facts at hand is revoked: a quorum has to do that first (praxis attesters revoke).")
    rows: Rows = []
    steps = []
    for fact in revoked:
        if isinstance(fact, Commit):
            minted = prax.accrual(view, commit_id(fact.subject, fact.work, fact.contributor))
            call = prax.revoke(fact)
        elif isinstance(fact, Admission):
            minted, call = prax.referral(view, fact.contributor), prax.revoke_referral(fact)
        else:
            continue
        if minted is not None and minted.fact == fact_hash(fact)[:20] and minted.amount:
            rows.append(("revoked", tell(fact, names)))
            steps.append(Step(f"burn {show_prax(minted.amount)} PRAX", call))
    return rows, steps


def person_named(session: Session, text: str) -> Named:
    """A person by name or id, or by a wallet that was linked to them. Raises WrongInput."""
    who = contributor(text)
    if not is_wallet_contributor(who.id):
        return who
    linked = session.contracts.stakeholders.contributor_of(session.view, parse_address(text))
    return Named(text, linked) if any(linked) else who


def person_data(session: Session, who: Named) -> dict[str, Any]:
    """Everything that is known of one person; amounts in wei, times in unix seconds."""
    contracts, view, book = session.contracts, session.view, session.books.ledger.recognition
    person, holder = contracts.stakeholders.person(view, who.id), contracts.prax.holder_of(view, who.id)
    return {
        "contributor": who.id,
        "name": who.text,
        "person": person,
        "holder": holder,
        "prax": contracts.prax.balance_of(view, holder) if holder else 0,
        "votes": contracts.prax.get_votes(view, person.wallet) if person.wallet else 0,
        "works": session.books.works,
        "accruals": [accrual for accrual in book.accruals.values() if accrual.contributor == who.id],
        "referrals": [referral for referral in book.referrals.values() if referral.contributor == who.id],
    }


def person_lines(found: Mapping[str, Any]) -> list[str]:
    """What `praxis prax show` prints."""
    person = found["person"]
    said = [
        f"contributor  {found['name']}",
        f"standing     {person.standing.name.lower()}",
        f"wallet       {person.wallet or 'none yet'}",
        f"PRAX         {show_prax(found['prax'])}, votes {show_prax(found['votes'])}",
    ]
    if person.change.wallet and person.change.wallet != person.wallet:
        said.append(f"announced    wallet {person.change.wallet} from {show_time(person.change.effective_at)} on")
    if found["holder"] and found["holder"] != person.wallet:
        said.append(f"lies in      {found['holder']}: praxis prax recover moves it")
    for accrual in found["accruals"]:
        work = found["works"].get(accrual.work[:20]) or short(accrual.work)
        what = f"{show_prax(accrual.amount)} PRAX for {brief(work)}, action {short(accrual.action)}"
        how = f"completion {show_basis_points(accrual.completion)}, quality {show_basis_points(accrual.quality)}"
        said.append(f"Commit       {what}, {how}{'' if accrual.live else ', revoked'}")
    for one in found["referrals"]:
        said.append(
            f"referral     {show_prax(one.amount)} PRAX for {short(one.candidate)}{'' if one.live else ', revoked'}"
        )
    return said


def board(session: Session) -> list[dict[str, Any]]:
    """Who holds PRAX, most first; among equals by id."""
    ledger, view = session.books.ledger, session.view
    book = ledger.recognition
    accruals, referrals = book.accruals.values(), book.referrals.values()
    everybody = {one.contributor for one in accruals} | {one.contributor for one in referrals}
    found = [
        {
            "contributor": who,
            "prax": book.balance_of(who),
            "commits": sum(one.contributor == who and one.live for one in accruals),
            "referrals": sum(one.contributor == who and one.live for one in referrals),
            "standing": Standing(ledger.people.person(who).standing),
            "wallet": ledger.people.wallet_of(who, view.block.timestamp),
        }
        for who in everybody
    ]
    holding = [one for one in found if one["prax"]]
    return sorted(holding, key=lambda one: (-one["prax"], one["contributor"]))
