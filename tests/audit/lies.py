"""Histories with one thing wrong in them: the story, altered; and what must be found, in order."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from eth_keys.datatypes import PrivateKey

from praxis_chain.core.attestation import sign_root
from praxis_chain.core.eip712 import attesters_domain
from praxis_chain.core.events import Event
from praxis_chain.core.ledger import Ledger
from praxis_chain.core.programs import DAY
from tests.audit.story import CONTRIBUTOR, SECOND, USDC, WHERE, Story, changed, fact, nth, numbered, tell

OUTSIDER = bytes([9]) * 32
"""The key of somebody who is no member."""

Lie = Callable[[], Sequence[Event]]


def alter(name: str, number: int = 1, **args: Any) -> Lie:
    """The so-manieth event of that name says something else."""
    events = tell()
    return lambda: changed(events, nth(events, name, number), **args)


def drop(name: str, number: int = 1) -> Lie:
    """That event is withheld."""
    events = tell()
    place = nth(events, name, number)
    return lambda: [*events[:place], *events[place + 1 :]]


def omit(name: str, number: int = 1) -> Lie:
    """That event never happened: the escrow's are numbered without it."""
    return lambda: list(numbered(drop(name, number)()))


def repeat(name: str, number: int = 1, **args: Any) -> Lie:
    """That event comes a second time at once, perhaps a little different."""
    events = tell()
    place = nth(events, name, number)
    again = replace(events[place], args={**events[place].args, **args})
    return lambda: list(numbered([*events[: place + 1], again, *events[place + 1 :]]))


def signed_by(*keys: bytes) -> Lie:
    """The first root is signed by these."""
    events = tell()
    place = nth(events, "Attested")
    root, domain = events[place].args["root"], attesters_domain(WHERE.chain_id, bytes.fromhex(WHERE.attesters[2:]))
    signatures = b"".join(sign_root(root, domain, key).signature for key in keys)
    return lambda: changed(events, place, signatures=signatures)


def story(tell_it: Callable[[Story], object]) -> Lie:
    """A short one of its own."""

    def told() -> Sequence[Event]:
        beginning = Story().next().deployed().next()
        tell_it(beginning)
        return beginning.events

    return told


def completed(told: Story, bounty: bytes, amount: int) -> Story:
    """All of a bounty that pays at once is awarded to somebody without a wallet."""
    return told.attest(fact("commit")).awarded(bounty, CONTRIBUTOR, "commit", 10_000, amount)


def under_review(told: Story) -> Story:
    """Half of the 50 on SECOND is awarded, and can be cancelled for three days."""
    end = told.now + 3 * DAY
    return told.attest(fact("commit")).awarded(SECOND, CONTRIBUTOR, "commit", 5_000, 25 * USDC, end=end)


def address_of(key: bytes) -> bytes:
    """What signers are ordered by."""
    return PrivateKey(key).public_key.to_canonical_address()


def find(lie: Lie) -> list[str]:
    """Each contradiction: invariant and complaint, ids left out."""
    ledger = Ledger.from_events(lie(), WHERE)
    return [f"{c.invariant} {re.sub('0x[0-9a-f]{64}', '0x…', c.complaint)}" for c in ledger.contradictions]
