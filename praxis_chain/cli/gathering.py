"""Attestation files of several attesters → batches that a quorum signed, and a sentence about whatever falls short."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.attestation import Proof, gather
from ..core.errors import Refused
from ..core.facts import Fact, fact_hash
from .attestation_file import SignedBatch, read_attestations
from .context import Session

if TYPE_CHECKING:
    from ..oracle import Attested


@dataclass(frozen=True, slots=True)
class Gathered:
    """attested: batches with their quorum. lacking: a sentence for each signature that does not count, each root that
    falls short. facts: all that the files hold, by hash. consents: the wallets', by hash of the Link. names: by id."""

    attested: "tuple[Attested, ...]"
    lacking: tuple[str, ...]
    facts: dict[bytes, Fact]
    consents: dict[bytes, bytes]
    names: dict[bytes, str]

    def proofs(self, kind: type[Fact]) -> list[tuple[Fact, Proof]]:
        """Attested facts of that kind, each with its proof."""
        return [
            (fact, proof)
            for attested in self.attested
            for fact, proof in zip(attested.batch.facts, attested.batch.proofs(attested.signatures), strict=True)
            if isinstance(fact, kind)
        ]


def gather_files(session: Session, paths: Sequence[Path]) -> Gathered:
    """Count signatures over equal roots by who is a member now. Raises WrongInput for a file that is none."""
    from ..oracle import Attested

    contract, view = session.contracts.attesters, session.view
    domain, quorum = contract.domain(session.network.chain_id), contract.committee(view).quorum
    files = [read_attestations(path, domain) for path in paths]
    signed = [one for file in files for one in file.signed]
    members, strangers = _by_membership(session, signed)
    reached = gather([one.attestation for one in signed], domain, members, quorum)
    batches = {one.batch.root: one.batch for one in signed}
    lacking = list(strangers)
    for root, batch in batches.items():
        if root not in reached:
            counted = {one.attestation.attester for one in signed if one.batch.root == root} & set(members)
            lacking.append(
                f"{len(counted)} of {quorum} attesters signed 0x{root.hex()} with its {len(batch.facts)} facts: "
                "gather more of their attestations over this very root (praxis attest --batch)."
            )
    return Gathered(
        attested=tuple(Attested(batches[root], packed) for root, packed in reached.items()),
        lacking=tuple(lacking),
        facts={fact_hash(fact): fact for file in files for fact in file.facts},
        consents={fact: given for file in files for fact, given in file.consents.items()},
        names={value: name for file in files for value, name in file.names.items()},
    )


def require_proofs(gathered: Gathered, kind: type[Fact]) -> list[tuple[Fact, Proof]]:
    """At least one attested fact of that kind, or Refused with what is missing."""
    found = gathered.proofs(kind)
    if not found:
        missing = " ".join(gathered.lacking) or f"They hold no {kind.__name__}."
        raise Refused(f"No attested {kind.__name__} is in these files. {missing}")
    return found


def _by_membership(session: Session, signed: Sequence[SignedBatch]) -> tuple[list[bytes], list[str]]:
    from ..evm.abi import checksum

    members, strangers = [], []
    for signer in dict.fromkeys(one.attestation.attester for one in signed):
        if session.contracts.attesters.is_member(session.view, checksum(signer)):
            members.append(signer)
        else:
            file = next(one.origin for one in signed if one.attestation.attester == signer)
            strangers.append(f"{checksum(signer)}, who signed {file}, is no attester (any more): it does not count.")
    return members, strangers
