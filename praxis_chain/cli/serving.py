"""What attesters and relayers need of the chain: the programs they serve, and which facts still have consequences."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..core.addresses import ZERO_ADDRESS
from ..core.errors import Refused
from ..core.facts import Admission, Commit, Fact, Link
from ..core.ids import Id, commit_id
from .context import Session

if TYPE_CHECKING:
    from ..core.programs import Program
    from ..evm.sender import Sender
    from ..oracle import Chain, Relayer


def served_programs(session: Session) -> "tuple[Program, ...]":
    """The program that is set, else all that name this deployment's contracts: no others take their facts."""
    contracts = session.contracts
    if session.settings.program:
        return (session.rules(session.program_id()),)
    created = session.view.events([contracts.escrow.contract], contracts.first_block, ["ProgramCreated"])
    rules = [session.rules(Id(event.args["program"])) for event in created]
    mine = contracts.attesters.address, contracts.stakeholders.address
    return tuple(program for program in rules if (program.attesters, program.stakeholders) == mine)


def chain_of(session: Session, consents: dict[bytes, bytes]) -> "Chain":
    """The contracts and programs to look at and to submit to."""
    from ..oracle import Chain

    return Chain(session.contracts, served_programs(session), consents)


def relayer_of(session: Session, chain: "Chain", sender: "Sender | None" = None) -> "Relayer":
    """One that submits through `sender`, or can only look."""
    from ..evm.bindings import protocol_abis
    from ..evm.sender import Sender
    from ..oracle import Relayer

    looking = Sender(session.network, sender=ZERO_ADDRESS, abis=protocol_abis())
    return Relayer(sender or looking, chain)


def pending(session: Session, chain: "Chain", facts: Iterable[Fact]) -> list[Fact]:
    """Facts that something still follows from, now or once others among them are on chain.

    A Commit of somebody who enters by these very facts accrues in the same pass, so it is signed with them.
    """
    everything = list(facts)
    now = relayer_of(session, chain).pending(everything)
    entering = {fact.contributor for fact in now if isinstance(fact, Link | Admission)}
    prax, view = session.contracts.prax, session.latest
    found = set(now)
    for fact in everything:
        if isinstance(fact, Commit) and fact.contributor in entering and fact not in found:
            commit = commit_id(fact.subject, fact.work, fact.contributor)
            if prax.accrual(view, commit) is None and prax.action(view, fact.action) is not None:
                found.add(fact)
    return [fact for fact in everything if fact in found]


def require_member(session: Session, address: str) -> None:
    """Refused if that address is none of the attesters now."""
    attesters = session.contracts.attesters
    if not attesters.is_member(session.view, address):
        raise Refused(
            f"{address} is no member of the Attesters {attesters.address}, so its signature would count for nothing: "
            "use a member's key (praxis attesters show)."
        )
