"""`praxis program`: the fixed rules of a set of bounties."""

import click

from ..core.addresses import ZERO_ADDRESS
from ..core.programs import DAY, Program
from ..core.times import show_period
from ..core.units import show_usdc
from . import params
from .context import Session
from .options import reads, writes
from .writes import Step, carry_out


@click.group()
def program() -> None:
    """Programs: the fixed rules of a set of bounties."""


@program.command()
@click.option("--lock", type=params.PERIOD, default=5 * DAY, help="How long progress keeps the lock.  [default: 5d]")
@click.option(
    "--review", type=params.PERIOD, default=3 * DAY, help="How long an award can be cancelled; 0: never.  [default: 3d]"
)
@click.option(
    "--commitment", type=params.PERIOD, default=30 * DAY, help="How long a stake stays while open.  [default: 30d]"
)
@click.option("--arbiter", type=params.ADDRESS, default=ZERO_ADDRESS, help="Who may cancel under review; else nobody.")
@click.option("--closing-award", type=params.USDC, default="0", help="USDC for an explanation.  [default: 0]")
@click.option("--minimum", type=params.USDC, default="0", help="USDC the pool must have for an award.  [default: 0]")
@click.option("--attesters", type=params.ADDRESS, help="Their contract.  [default: this deployment's]")
@click.option("--stakeholders", type=params.ADDRESS, help="Their contract.  [default: this deployment's]")
@writes
def create(
    session: Session,
    lock: int,
    review: int,
    commitment: int,
    arbiter: str,
    closing_award: int,
    minimum: int,
    attesters: str | None,
    stakeholders: str | None,
) -> None:
    """Fix a set of rules under its hash. The same rules again change nothing."""
    from .program_words import describe, warnings

    contracts = session.contracts
    rules = Program(
        attesters=attesters or contracts.attesters.address,
        stakeholders=stakeholders or contracts.stakeholders.address,
        lock_period=lock,
        review_period=review,
        commitment_period=commitment,
        arbiter=arbiter,
        closing_award=closing_award,
        minimum=minimum,
    )
    exists = contracts.escrow.program(session.view, rules.id) is not None
    steps = [] if exists else [Step("create the program", contracts.escrow.create_program(rules))]
    rows = describe(session, rules)
    carry_out(
        session, "program create", "Create a program", rows, steps,
        warnings=warnings(session, rules), data={"program": rules.id}, lines=[f"program: 0x{rules.id.hex()}"],
    )  # fmt: skip


@program.command()
@click.argument("program_id", metavar="[PROGRAM]", required=False)
@reads
def show(session: Session, program_id: str | None) -> None:
    """Who attests, who can replace them, and how long what takes."""
    from .program_words import describe, warnings

    rules = session.rules(session.program_id(program_id))
    rows, said = describe(session, rules), warnings(session, rules)
    width = max(len(name) for name, _ in rows)
    session.out.data(
        "program show",
        {
            "id": rules.id,
            "rules": rules,
            "members": [value for name, value in rows if name == "member"],
            "warnings": said,
        },
        [f"{name:<{width}}  {value}" for name, value in rows],
    )
    for warning in said:
        session.out.warn(warning)


@program.command("list")
@reads
def list_programs(session: Session) -> None:
    """All programs on this escrow, by anybody."""
    ledger = session.books.ledger
    open_now = [bounty for bounty in ledger.escrow.bounties.values() if not bounty.is_closed]
    rows = [
        {
            "program": "0x" + name.hex(),
            "ours": "yes" if rules.attesters == session.contracts.attesters.address else "no",
            "lock": show_period(rules.lock_period),
            "review": show_period(rules.review_period),
            "commitment": show_period(rules.commitment_period),
            "open bounties": sum(bounty.program == name for bounty in open_now),
            "in pools": show_usdc(sum(bounty.pool for bounty in open_now if bounty.program == name)),
        }
        for name, rules in ledger.escrow.programs.items()
    ]
    session.out.rows("program list", rows, "Nobody has created a program yet: praxis program create.")
