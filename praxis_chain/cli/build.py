"""`praxis compile`, `deploy`, `seed`, `verify`: from sources to a deployment that can be trusted."""

from pathlib import Path

import click

from ..core.errors import Refused
from ..core.units import parse_usdc, show_prax, show_usdc
from . import params
from .context import Session
from .options import reads, sends, writes

TEST_USDC = parse_usdc("10,000")


@click.command("compile")
@click.option("--check", is_flag=True, help="Only say whether the package's artifacts are those of the sources.")
def compile(check: bool) -> int:
    """Compile the contracts in this clone and write the package's artifacts; only developers need this."""
    from ..evm import compiler

    return compiler.main(["--check"] if check else [])


@click.command()
@click.option("--member", "members", type=params.ADDRESS, multiple=True, required=True, help="An attester; repeat it.")
@click.option("--quorum", type=int, required=True, help="How many of them have to agree: more than half.")
@click.option("--owner", type=params.ADDRESS, required=True, help="Of committee and catalogue: a Safe or a timelock.")
@click.option(
    "--epoch-cap", type=params.PRAX, default="1,000,000", show_default=True, help="Most PRAX minted in 28 days."
)
@click.option("--usdc", type=params.ADDRESS, help="The token, on a chain that no USDC is known of.")
@sends
def deploy(
    session: Session, members: tuple[str, ...], quorum: int, owner: str, epoch_cap: int, usdc: str | None
) -> None:
    """Deploy the contracts, or go on with a deployment that stopped: give the same options again."""
    from ..evm import deployments
    from .deploying import rows
    from .program_words import owner_in_words
    from .writes import ask, require_fee

    parameters = deployments.Parameters(members, quorum, owner, epoch_cap, usdc)
    preview = deployments.preview(session.network, parameters, session.record_path)
    shown, most = rows(session, parameters, preview)
    session.out.facts("Deploy the contracts", [*shown, ("owner", owner_in_words(session, owner))])
    if not session.view.code(owner):
        session.out.warn(f"The owner {owner} is a plain key: whoever holds or steals it can replace all attesters.")
    path = session.record_path
    if session.consent.dry_run:
        session.out.say("Nothing was sent: this was a dry run.")
        session.out.data("deploy", {"sent": False, "record": str(path), "max_fee": most, "preview": preview})
        return
    if preview.todo:
        require_fee(session, most)
        ask(session, f"Create {len(preview.todo)} contracts?")
    record = deployments.deploy(session.sender(signing=True), parameters, path, session.out.say)
    session.out.data(
        "deploy",
        {"sent": bool(preview.todo), "record": str(path), "deployment": record},
        [
            *(f"{name}: {step.address}" for name, step in record.contracts.items()),
            f"USDC: {record.usdc}",
            f"record: {path}",
        ],
    )


@click.command()
@reads
def verify(session: Session) -> int:
    """Compare the deployed code and its immutables with this package's sources."""
    from ..evm import deployments

    found = deployments.verify(session.view, session.record)
    verdict = "does not hold" if found.findings else "holds"
    session.out.data(
        "verify",
        {"holds": found.holds, "block": found.block, "findings": found.findings, "changes": found.changes},
        [
            *(str(finding) for finding in found.findings),
            *(f"changed since: {change}" for change in found.changes),
            f"The deployment {verdict} at block {found.block}.",
        ],
    )
    return 0 if found.holds else Refused.exit_code


@click.command()
@click.option(
    "--file", type=click.Path(path_type=Path), help="Catalogue and program.  [default: the package's example]"
)
@click.option("--arbiter", type=params.ADDRESS, help="The example program's arbiter.  [default: nobody]")
@click.option(
    "--mint-to", type=params.ADDRESS, multiple=True, help="Where the token is a test one: give 10,000 USDC; repeat it."
)
@writes
def seed(session: Session, file: Path | None, arbiter: str | None, mint_to: tuple[str, ...]) -> None:
    """Add what is missing of a catalogue of actions, referral rewards and a program. Twice is harmless."""
    from ..core.addresses import ZERO_ADDRESS
    from ..evm import deployments
    from .deploying import mint
    from .writes import Step, carry_out

    contracts, plan = session.contracts, deployments.read_seed(file or deployments.EXAMPLE)
    program = plan.program(contracts.attesters.address, contracts.stakeholders.address, arbiter or ZERO_ADDRESS)
    todo = deployments.missing(session.view, contracts, plan, arbiter or ZERO_ADDRESS)
    rows = [
        *((f"action {named.name}", f"{show_prax(named.action.reward)} PRAX") for named in plan.actions),
        ("program", "0x" + program.id.hex()),
    ]
    carry_out(
        session, "seed", "Seed the catalogue", rows, [Step(what, call) for what, call in todo],
        data={"program": program.id, "actions": {named.name: named.action.id for named in plan.actions}},
        lines=[
            *(f"action {named.name}: 0x{named.action.id.hex()}" for named in plan.actions),
            f"program: 0x{program.id.hex()}",
        ],
    )  # fmt: skip
    if session.consent.dry_run or session.consent.unsigned:
        return
    for account in mint_to:
        mint(session, account, TEST_USDC)
        session.out.say(f"{account} was given {show_usdc(TEST_USDC)} test USDC.")
