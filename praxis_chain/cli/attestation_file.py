"""Attestations as files: how attesters and relayers on different machines hand them over.

    {"schema", "chain_id", "attesters", "batches": [{"root", "attester", "signature", "facts": [...]}],
     "consents": {fact hash: signature}, "names": [...]}

Each fact stands with its kind and all its fields, so that everybody computes its hash themselves. `consents` are the
signatures by which wallets agreed to Links: no part of a fact, and needed on chain. `names` are the canonical names
behind the facts' ids, for people; their hashes are the ids, so they need no signature.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..core.attestation import Attestation, Batch, recover
from ..core.eip712 import Domain, attestation_digest
from ..core.errors import WrongInput
from ..core.fact_json import fact_json, read_fact
from ..core.facts import Fact, fact_hash, fact_values
from ..core.ids import hash_uri

SCHEMA = "praxis-attestation/1"


@dataclass(frozen=True, slots=True)
class SignedBatch:
    """A batch of facts and one attester's signature over its root; `origin` is the file it came from."""

    origin: Path
    batch: Batch
    attestation: Attestation


@dataclass(frozen=True, slots=True)
class AttestationFile:
    """Everything in one file."""

    signed: tuple[SignedBatch, ...]
    consents: Mapping[bytes, bytes]
    names: Mapping[bytes, str]

    @property
    def facts(self) -> list[Fact]:
        """Those of all its batches, in their order."""
        return [fact for one in self.signed for fact in one.batch.facts]


def attestation_json(
    domain: Domain,
    signed: Sequence[tuple[Batch, Attestation]],
    consents: Mapping[bytes, bytes],
    names: Mapping[bytes, str],
) -> dict[str, Any]:
    """The document, ready for json.dumps; of consents and names only those that its facts need."""
    facts = [fact for batch, _ in signed for fact in batch.facts]
    known = {fact_hash(fact) for fact in facts}
    ids = {value for fact in facts for value in fact_values(fact) if isinstance(value, bytes)}
    return {
        "schema": SCHEMA,
        "chain_id": domain.chain_id,
        "attesters": "0x" + domain.contract.hex(),
        "batches": [
            {
                "root": "0x" + batch.root.hex(),
                "attester": "0x" + attestation.attester.hex(),
                "signature": "0x" + attestation.signature.hex(),
                "facts": [fact_json(fact) for fact in batch.facts],
            }
            for batch, attestation in signed
        ],
        "consents": {"0x" + fact.hex(): "0x" + given.hex() for fact, given in consents.items() if fact in known},
        "names": sorted(name for value, name in names.items() if value in ids),
    }


def read_attestations(path: Path, domain: Domain) -> AttestationFile:
    """Read and check a file: facts make the roots, signatures are the attesters' over these, for this very contract.

    Raises WrongInput, naming the file and what is wrong with it.
    """
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise WrongInput(f"{path} cannot be read: {error.strerror}.") from None
    except ValueError:
        raise WrongInput(f"{path} is not JSON: give what praxis attest wrote.") from None
    if not isinstance(given, dict) or given.get("schema") != SCHEMA:
        raise WrongInput(f"{path} is not an attestation ({SCHEMA}): give what praxis attest wrote.")
    where = (given.get("chain_id"), str(given.get("attesters")).lower())
    if where != (domain.chain_id, "0x" + domain.contract.hex()):
        raise WrongInput(
            f"{path} is for the Attesters {where[1]} on chain {where[0]}, and these are 0x{domain.contract.hex()} on "
            f"chain {domain.chain_id}: it counts for nothing here."
        )
    try:
        signed = tuple(_read_batch(path, one, domain) for one in given["batches"])
        consents = {_hex(fact): _hex(consent) for fact, consent in given["consents"].items()}
        names: dict[bytes, str] = {hash_uri(name): name for name in given["names"]}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise WrongInput(f"{path} is not a complete attestation ({error}): have it written again.") from None
    return AttestationFile(signed, consents, names)


def _read_batch(path: Path, given: Mapping[str, Any], domain: Domain) -> SignedBatch:
    batch = Batch(tuple(_read_fact(path, one) for one in given["facts"]))
    attestation = Attestation(_hex(given["root"]), _hex(given["attester"]), _hex(given["signature"]))
    if batch.root != attestation.root:
        raise WrongInput(f"The facts in {path} do not make the root that was signed: it was changed, discard it.")
    if recover(attestation_digest(domain, batch.root), attestation.signature) != attestation.attester:
        raise WrongInput(
            f"A signature in {path} is not by {given['attester']} over these facts: it was changed, discard it."
        )
    return SignedBatch(path, batch, attestation)


def _read_fact(path: Path, given: object) -> Fact:
    try:
        return read_fact(given)
    except WrongInput as error:
        raise WrongInput(f"{path} holds what is no fact: {error}") from None


def _hex(text: str) -> bytes:
    if not text.startswith("0x"):
        raise ValueError(f"{text[:20]!r} should begin with 0x")
    return bytes.fromhex(text[2:])
