"""Attesters that are not honest, and a relayer that asks for signatures under what never happened."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from praxis_chain.core.attestation import Attestation, Batch, gather, sign_root
from praxis_chain.core.errors import PraxisError
from praxis_chain.core.fact_json import read_fact
from praxis_chain.core.facts import Commit
from praxis_chain.core.ids import contributor_id, hash_uri, subject_id, work_id
from praxis_chain.core.rules import RULES_VERSION
from praxis_chain.evm.keys import local_key

from .cast import FUNDED, QUORUM
from .http import Request, Response
from .proxy import Forward
from .world import action_of_merges

if TYPE_CHECKING:
    from .town import Town


@dataclass
class Dishonest:
    """Answers `POST /attest` in place of an attester, with its own key or a stranger's.

    what: `other root signed`: it signs, but something else. `stranger's signature`: the right root, by nobody's key.
    `agrees to everything`: whatever it is asked is true, and it signs it.
    """

    what: str
    attester: str
    town: "Town"

    async def __call__(self, request: Request, forward: Forward) -> Response:
        if request.method != "POST" or not request.target.startswith("/attest"):
            return await forward(request)
        try:
            asked = json.loads(request.body)
            facts = tuple(read_fact(one) for one in asked["facts"])
            root = Batch(facts).root
        except (ValueError, KeyError, PraxisError):
            return await forward(request)
        domain = self.town.world.contracts.attesters.domain(self.town.world.network.chain_id)
        signed = hash_uri("something else") if self.what == "other root signed" else root
        key = local_key("stranger" if self.what == "stranger's signature" else self.attester)
        attestation = sign_root(signed, domain, bytes(key.key))
        body = {
            "attester": "0x" + attestation.attester.hex(),
            "root": "0x" + root.hex(),
            "signature": "0x" + attestation.signature.hex(),
            "rules": RULES_VERSION,
        }
        return Response(200, (("Content-Type", "application/json"),), json.dumps(body).encode())


def false_fact(town: "Town", issue: int, who: str) -> Commit:
    """A Commit that would be worth an issue's whole pool, if it were true."""
    return Commit(
        subject=subject_id(town.world.subject(issue)),
        work=work_id(f"{town.world.repository}/pull/9999"),
        contributor=contributor_id(f"github:user/{town.forge.ids[who]}"),
        action=action_of_merges(),
        quality=10_000,
        completion=10_000,
        total=10_000,
        completedAt=town.world.network.now() - 1,
        evidence=hash_uri("made up"),
    )


def submit_false(town: "Town", facts: Sequence[Commit]) -> None:
    """Ask every attester to sign it, as any relayer may, past all proxies; and be paid for it if enough of them do."""
    from praxis_chain.oracle.remote import RemoteAttester

    signed: list[Attestation] = []
    for url in town.attester_urls:
        try:
            signed.append(RemoteAttester(url, deadline=0.5).attest(facts))
        except PraxisError:
            continue
    if len(signed) >= QUORUM:
        domain = town.world.contracts.attesters.domain(town.world.network.chain_id)
        packed = gather(signed, domain, [one.attester for one in signed], QUORUM)[Batch(tuple(facts)).root]
        submit_signed(town, facts, packed)


def submit_signed(town: "Town", facts: Sequence[Commit], packed: bytes) -> None:
    """Be paid for the Commits of one work by what a quorum signed. packed: its signatures over their root."""
    world = town.world
    proof = Batch(tuple(facts)).batch_proof(packed, facts)
    issue = next(issue for issue in FUNDED if subject_id(world.subject(issue)) == facts[0].subject)
    town.chain.send(world.contracts.escrow.award(world.program_of(issue).id, facts, proof), world.network.accounts[4])
