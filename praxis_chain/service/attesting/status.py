"""How an attester is doing: whether its signature would count now, and if not, why, in a sentence each."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from ...core.addresses import to_checksum
from ...core.attester_log import Head
from ...core.errors import PraxisError
from ...core.rules import RULES_VERSION
from ...core.signing import NoKey, Signer
from ...store.attested import AttestedStore
from .chain import OnChain
from .desk import Look

_log = structlog.get_logger("attester")


@dataclass(frozen=True, slots=True)
class _Found:
    block: int
    head: Head
    wrong: tuple[str, ...]


class Status:
    """Asked of the chain by `refresh`, in a thread, every now and then; told as often as anybody likes."""

    def __init__(
        self,
        signer: Signer,
        chain: OnChain,
        store: AttestedStore,
        looks: Sequence[Look],
        *,
        stale_after: float,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._signer = signer
        self._chain = chain
        self._store = store
        self._looks = looks
        self._stale_after = stale_after
        self._clock = clock
        self._found = _Found(0, Head(), ("It has only just begun.",))

    def refresh(self) -> None:
        """Ask chain and store."""
        wrong: list[str] = []
        block, head = self._found.block, self._found.head
        try:
            view = self._chain.now()
            block = view.block.number
            if isinstance(self._signer, NoKey):
                wrong.append("It runs without a key (a dry run): it judges, and signs nothing.")
            elif not self._chain.is_member(view, self._signer.address):
                wrong.append(
                    f"{to_checksum(self._signer.address)} is no member of the Attesters "
                    f"{self._chain.contracts.attesters.address}: its signature would not count."
                )
        except PraxisError as error:
            wrong.append(str(error))
        except Exception as error:  # a mistake of ours must not end the looking: /health says so until it is well again
            _log.exception("looking at the chain failed")
            wrong.append(f"Looking at the chain failed inside ({type(error).__name__}): see the log.")
        try:
            head = self._store.head()
        except SQLAlchemyError as error:
            wrong.append(f"The database cannot be read: {str(error).partition(chr(10))[0]}")
        self._found = _Found(block, head, tuple(wrong))

    @property
    def head(self) -> Head:
        """Of the log, when it was last asked for."""
        return self._found.head

    def wrong(self) -> list[str]:
        """Why its signature cannot be had, or would not count; empty if all is well."""
        now = self._clock()
        stale = [
            f"{fresh.name} was not looked at {f'for {now - at:,.0f} s' if at else 'yet'}: its facts are not signed."
            for look in self._looks
            for fresh in look.freshness()
            if now - (at := fresh.looked_at) > self._stale_after
        ]
        return [*self._found.wrong, *stale]

    def document(self) -> dict[str, Any]:
        """For GET /health."""
        wrong = self.wrong()
        return {
            "ready": not wrong,
            "problems": wrong,
            "attester": "0x" + self._signer.address.hex(),
            "attesters": self._chain.contracts.attesters.address,
            "chain_id": self._chain.network.chain_id,
            "block": self._found.block,
            "rules": RULES_VERSION,
            "log": {"entries": self._found.head.number, "hash": "0x" + self._found.head.hash.hex()},
            "repositories": [
                {
                    "name": fresh.name,
                    "looked_at": fresh.looked_at or None,
                    "facts": len(look.judged().facts),
                    "problems": list(fresh.problems[:MOST_PROBLEMS]),
                }
                for look in self._looks
                for fresh in look.freshness()
            ],
        }


MOST_PROBLEMS = 20
"""Of one repository, in an answer: people write what cannot be read, as much as they like."""
