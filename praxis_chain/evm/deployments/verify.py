"""Whether what stands on chain is what this package's sources make of the recorded arguments.

Reads only the record, the package's artifacts and the chain. Findings are what is not so; changes are what the owners
have decided since, as the contracts let them.
"""

from collections.abc import Iterator

from ...core.errors import Refused, WrongInput
from ..artifacts import CONTRACTS
from ..bindings import Attesters, BountyEscrow, Prax, Stakeholders
from ..client import View
from ..usdc import known_usdc
from .code import verify_code
from .deploy import require_same_chain
from .findings import Change, Finding, Verification
from .record import Record
from .token import require_usdc


def verify(view: View, record: Record) -> Verification:
    """Compare every recorded contract with the package's artifact, and the contracts with one another.

    Findings, by name: NotDeployed, NoCode, OtherSources, OtherCode, OtherImmutable, OtherCreation (not created by that
    transaction from this code with these arguments), OtherReference (a contract names another one), NotUsdc.
    Raises UnknownNetwork if the record is of another chain.
    """
    require_same_chain(view.network, record)
    findings = [*_verify_contracts(view, record), *_verify_token(view, record)]
    if findings:
        return Verification(view.block.number, tuple(findings), ())
    references = tuple(_verify_references(view, record))
    return Verification(view.block.number, references, tuple(_changes(view, record)))


def _verify_contracts(view: View, record: Record) -> Iterator[Finding]:
    for name in CONTRACTS:
        step = record.contracts.get(name)
        if step is None or step.address is None:
            yield Finding(
                "NotDeployed", name, "the deployment did not come that far: run the same deploy command again"
            )
            return
        yield from verify_code(view, record, name, step)


def _verify_token(view: View, record: Record) -> Iterator[Finding]:
    official = known_usdc(record.chain_id)
    if official is not None and official != record.usdc:
        yield Finding("NotUsdc", "record", f"USDC on this chain is {official}, not {record.usdc}")
        return
    try:
        require_usdc(view, record.usdc)
    except (WrongInput, Refused) as error:
        yield Finding("NotUsdc", "record", str(error).removesuffix("."))


def _verify_references(view: View, record: Record) -> Iterator[Finding]:
    """What the contracts answer when asked for one another: the same as their code says, if nothing lies in between."""
    attesters, stakeholders = record.address_of("Attesters"), record.address_of("Stakeholders")
    prax = Prax.at(record.address_of("Prax"))
    answers = {
        ("Stakeholders", "ATTESTERS"): (Stakeholders.at(stakeholders).attesters(view), attesters),
        ("Prax", "STAKEHOLDERS"): (prax.stakeholders(view), stakeholders),
        ("Prax", "ATTESTERS"): (prax.attesters(view), attesters),
        ("BountyEscrow", "USDC"): (BountyEscrow.at(record.address_of("BountyEscrow")).usdc(view), record.usdc),
    }
    for (name, reference), (found, wanted) in answers.items():
        if found != wanted:
            yield Finding("OtherReference", name, f"{reference} is {found}, not {wanted}")


def _changes(view: View, record: Record) -> Iterator[Change]:
    yield from _committee_changes(view, record)
    prax, given = Prax.at(record.address_of("Prax")), record.contracts["Prax"].arguments
    cap = prax.epoch(view).cap
    if cap != int(given["epochCap"]):
        yield Change("Prax", f"the epoch cap is {cap} wei, it was {given['epochCap']}")
    yield from _owner_changes("Prax", prax.owner(view), prax.pending_owner(view), given["owner"])


def _committee_changes(view: View, record: Record) -> Iterator[Change]:
    attesters, given = Attesters.at(record.address_of("Attesters")), record.contracts["Attesters"].arguments
    committee = attesters.committee(view)
    left = [member for member in given["members"] if not attesters.is_member(view, member)]
    joined = committee.member_count - len(given["members"]) + len(left)
    if left:
        yield Change("Attesters", f"no longer a member: {', '.join(left)}")
    if joined:
        yield Change("Attesters", f"members who joined: {joined}")
    if committee.quorum != int(given["quorum_"]):
        now = f"{committee.quorum} of {committee.member_count}"
        yield Change("Attesters", f"the quorum is {now}, it was {given['quorum_']} of {len(given['members'])}")
    yield from _owner_changes("Attesters", committee.owner, committee.pending_owner, given["owner"])


def _owner_changes(name: str, owner: str | None, pending: str | None, first: str) -> Iterator[Change]:
    if owner != first:
        yield Change(name, f"the owner is {owner or 'nobody'}, it was {first}")
    if pending is not None:
        yield Change(name, f"the ownership is offered to {pending}")
