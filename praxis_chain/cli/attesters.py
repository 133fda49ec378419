"""`praxis attesters`: the committee."""

from pathlib import Path

import click

from ..core.errors import WrongInput
from . import params
from .context import Session
from .options import reads, writes


@click.group()
def attesters() -> None:
    """The committee: who may vouch for facts, and how many of them have to agree."""


@attesters.command()
@reads
def show(session: Session) -> None:
    """Members, quorum, and who may change them."""
    from .program_words import owner_in_words

    contract, view = session.contracts.attesters, session.view
    committee, members = contract.committee(view), contract.members(view, session.contracts.first_block)
    offered = [f"offered to  {committee.pending_owner}"] if committee.pending_owner else []
    session.out.data(
        "attesters show",
        {"address": contract.address, "committee": committee, "members": members, "block": view.block},
        [
            f"attesters   {contract.address}",
            f"quorum      {committee.quorum} of {committee.member_count}",
            *(f"member      {member}" for member in members),
            f"owned by    {owner_in_words(session, committee.owner)}",
            *offered,
        ],
    )


@attesters.command()
@click.option("--add", type=params.ADDRESS, multiple=True, help="A new member; repeat it.")
@click.option("--remove", type=params.ADDRESS, multiple=True, help="A member who leaves; repeat it.")
@click.option("--quorum", type=int, help="How many have to agree from now on.  [default: as now]")
@writes
def configure(session: Session, add: tuple[str, ...], remove: tuple[str, ...], quorum: int | None) -> None:
    """Change members and quorum, as the owner. What former members signed counts no more."""
    from .writes import Step, carry_out

    contract, view = session.contracts.attesters, session.view
    now = contract.committee(view)
    if not add and not remove and quorum in (None, now.quorum):
        raise WrongInput("Say what is to change: --add, --remove or --quorum.")
    wanted = now.quorum if quorum is None else quorum
    rows = [
        ("now", f"{now.quorum} of {now.member_count}"),
        ("then", f"{wanted} of {now.member_count + len(add) - len(remove)}"),
        *(("joins", member) for member in add),
        *(("leaves", member) for member in remove),
    ]
    call = contract.configure(add, remove, new_quorum=wanted)
    carry_out(session, "attesters configure", "Change the committee", rows, [Step("configure the committee", call)])


@attesters.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@writes
def revoke(session: Session, files: tuple[Path, ...]) -> None:
    """Submit the Revocations that a quorum attested in FILES: those facts hold no more, for ever."""
    from ..core.facts import Revocation
    from .fact_words import tell
    from .gathering import gather_files, require_proofs
    from .writes import Step, carry_out

    contract, view, rows, steps = session.contracts.attesters, session.view, [], []
    gathered = gather_files(session, files)
    for fact, proof in require_proofs(gathered, Revocation):
        assert isinstance(fact, Revocation)
        if contract.revoked_at(view, fact.fact) is None:
            undone = gathered.facts.get(fact.fact)
            rows.append(("revokes", f"0x{fact.fact.hex()}{f': {tell(undone, gathered.names)}' if undone else ''}"))
            steps.append(Step("revoke the fact", contract.revoke(fact, proof)))
    carry_out(session, "attesters revoke", "Revoke facts", rows, steps)
