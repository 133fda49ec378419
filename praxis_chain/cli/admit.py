"""`praxis admit`: give a standing that a quorum attested."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..core.catalogue import Standing
from .context import Session
from .options import writes

if TYPE_CHECKING:
    from ..core.facts import Admission


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@writes
def admit(session: Session, files: tuple[Path, ...]) -> None:
    """Submit the Admissions that a quorum attested in FILES, and the referral rewards that follow."""
    from ..core.facts import Admission
    from .fact_words import tell
    from .gathering import gather_files, require_proofs
    from .writes import Step, carry_out

    contracts, view, rows, steps = session.contracts, session.view, [], []
    gathered = gather_files(session, files)
    for fact, proof in require_proofs(gathered, Admission):
        assert isinstance(fact, Admission)
        person = contracts.stakeholders.person(view, fact.contributor)
        rows.append(("admission", f"{tell(fact, gathered.names)}; now {person.standing.name.lower()}"))
        newer = fact.admittedAt > (person.admitted_at or 0)
        if newer:
            steps.append(Step(f"give the standing {fact.standing}", contracts.stakeholders.admit(fact, proof)))
        present = newer or fact.standing == person.standing
        if present and _is_rewarded(session, fact, person.referrer):
            steps.append(Step("reward the referrer", contracts.prax.accrue_referral(fact, proof), follows=newer))
    carry_out(session, "admit", "Admit", rows, steps)


def _is_rewarded(session: Session, fact: "Admission", first_referrer: bytes) -> bool:
    """Whether somebody earns PRAX by this success now: once per candidate, the first referrer, if they can hold it."""
    prax, stakeholders, view = session.contracts.prax, session.contracts.stakeholders, session.view
    referrer = first_referrer if any(first_referrer) else fact.referrer
    if fact.standing not in (Standing.RESIDENT, Standing.BOP) or not any(referrer):
        return False
    if not prax.referral_reward(view, fact.standing) or prax.referral(view, fact.contributor) is not None:
        return False
    person = stakeholders.person(view, referrer)
    if not person.is_stakeholder or person.wallet is None:
        session.out.say("Whoever referred them is no stakeholder with a wallet yet: their reward can be had later.")
        return False
    return True
