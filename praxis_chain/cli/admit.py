"""`praxis admit`: give a standing that a quorum attested."""

from pathlib import Path

import click

from .context import Session
from .options import writes


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@writes
def admit(session: Session, files: tuple[Path, ...]) -> None:
    """Submit the Admissions that a quorum attested in FILES, and the referral rewards that follow."""
    from ..core.catalogue import Standing
    from ..core.facts import Admission
    from .fact_words import tell
    from .gathering import gather_files, require_proofs
    from .writes import Step, carry_out

    contracts, view, rows, steps = session.contracts, session.view, [], []
    for fact, proof in require_proofs(gather_files(session, files), Admission):
        assert isinstance(fact, Admission)
        person = contracts.stakeholders.person(view, fact.contributor)
        rows.append(("admission", f"{tell(fact, {})}; now {person.standing.name.lower()}"))
        newer = fact.admittedAt > (person.admitted_at or 0)
        if newer:
            steps.append(Step(f"give the standing {fact.standing}", contracts.stakeholders.admit(fact, proof)))
        rewarded = fact.standing in (Standing.RESIDENT, Standing.BOP) and any(fact.referrer)
        if rewarded and contracts.prax.referral(view, fact.contributor) is None:
            steps.append(Step("reward the referrer", contracts.prax.accrue_referral(fact, proof), follows=newer))
    carry_out(session, "admit", "Admit", rows, steps)
