"""How fast an attester judges and signs, in one process, from what it collected of the hour's own forge."""

import asyncio
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from praxis_chain.core.attestation import Batch, attest_root
from praxis_chain.core.evidence import AnyEvidence
from praxis_chain.core.facts import Commit, Fact
from praxis_chain.core.signing import KeySigner
from praxis_chain.demo.stage import attester_key
from praxis_chain.forges.github.client import GitHubSession
from praxis_chain.forges.github.credentials import Token
from praxis_chain.forges.github.forge import GitHubForge
from praxis_chain.forges.github.readings import Readings
from praxis_chain.forges.github.source import Source
from praxis_chain.oracle import collect, judge_all

from .chain import Chain
from .forge import Forge

READ = 10  # repositories
BATCH = 100  # facts under one root
TRIES = 200  # roots, or signatures


def measure(chain: Chain, forge: Forge, folder: Path) -> dict[str, Any]:
    """facts_per_second: by the rules, from collected evidence; collected_per_second: with making the evidence from
    readings and a mirror at hand; sign_100_ms: a root of a hundred facts, made and signed."""
    readings = asyncio.run(_read(forge, sorted(forge.repositories)[:READ]))
    looks = [partial(_evidence, chain, one, folder / str(number)) for number, one in enumerate(readings)]
    for look in looks:
        look()  # clones the mirror
    collecting, found = _timed(lambda: [document for look in looks for document in look()])
    judging, judged = _timed(lambda: judge_all(found))
    facts: list[Fact] = list(judged.facts.values())
    signer, domain = KeySigner(attester_key(1)), chain.stage.contracts.attesters.domain(chain.network.chain_id)
    hundred = tuple((facts * BATCH)[:BATCH]) if len(facts) < BATCH else tuple(facts[:BATCH])
    signing, _ = _timed(lambda: [attest_root(Batch(hundred).root, domain, signer) for _ in range(TRIES)])
    root = Batch(hundred).root
    alone, _ = _timed(lambda: [attest_root(root, domain, signer) for _ in range(TRIES)])
    return {
        "facts": len(facts),
        "commits": sum(isinstance(fact, Commit) for fact in facts),
        "documents": len(found),
        "facts_per_second": round(len(facts) / judging),
        "documents_per_second": round(len(found) / judging),
        "collected_per_second": round(len(facts) / (collecting + judging)),
        "sign_100_ms": round(signing / TRIES * 1000, 2),
        "signatures_per_second": round(TRIES / alone),
    }


async def _read(forge: Forge, names: Sequence[str]) -> list[Readings]:
    async with GitHubSession(Token(forge.token()), forge.url, host="github") as session:
        return [await (await Source.open(session, name)).read_all() for name in names]


def _evidence(chain: Chain, readings: Readings, mirror: Path) -> list[AnyEvidence]:
    stakeholders = chain.stage.contracts.stakeholders.address
    looked = GitHubForge(readings, mirror, chain_id=chain.network.chain_id, stakeholders=stakeholders)
    return list(collect(looked))


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds, and what it returned."""
    begun = time.perf_counter()
    found = work()
    return time.perf_counter() - begun, found
