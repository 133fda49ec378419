"""Which contracts a record is about."""

import hashlib

from praxis_chain.evm import artifacts
from praxis_chain.evm.artifacts import CONTRACTS, Artifact


def code_hashes() -> dict[str, str]:
    """SHA-256 of each contract's creation code less the hash of its sources: changes where a contract does."""
    return {name: _code_hash(artifacts.load(name)) for name in CONTRACTS}


def _code_hash(artifact: Artifact) -> str:
    """The hash of the sources stands in the metadata: comments change it, and nothing else."""
    code = bytes.fromhex(artifact.bytecode[2:])
    sources = bytes.fromhex(artifact.source_hash.removeprefix("0x"))
    assert code.count(sources) == 1, f"{artifact.name} has no metadata"
    return hashlib.sha256(code.replace(sources, b"")).hexdigest()
