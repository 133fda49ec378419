"""Facts' hashes, computed once each."""

from functools import lru_cache

from praxis_chain.core import facts
from praxis_chain.core.facts import Fact


@lru_cache(maxsize=100_000)
def fact_hash(fact: Fact) -> bytes:
    return facts.fact_hash(fact)
