"""Where an attester decides: which facts it signs, which it refuses, and what it writes down before it does.

The order is what makes it safe to be killed at any point: it stands by the facts in the store, then signs, then adds
the entry to its log, then answers. Killed in between, it has stated something that nobody saw; it will sign the same
facts again, and no others in their place. A signature is never given for what the store does not hold.

If the store is lost or rolled back, the chain's own state answers as far as it can: what was awarded, accrued or closed
in a fact's place is seen there (`OnChain.used_before`). Not seen is what was signed and never submitted, and an award
that completed its bounty and was paid at once, which leaves no record but the closed bounty. A second signature is then
possible, and bounded by the contracts: one award and one accrual per Commit id, whichever facts were signed.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from ...core.attestation import Batch, attest_root
from ...core.attester_log import Head, Refusing, make_entry
from ...core.evidence import evidence_hash, evidence_json
from ...core.facts import Fact, fact_hash
from ...core.rules import RULES_VERSION
from ...core.signing import NoKey, Signer
from ...evm.client import View
from ...oracle.judging import Judged
from ...store.attested import AttestedStore
from .chain import OnChain
from .known import Known, not_seen
from .once import slot_of
from .ration import Ration
from .refusing import NotReady


class Look(Protocol):
    """At one repository; `service.watching.Watch` is one. All may be called from any thread and ask nobody."""

    def judged(self) -> Judged:
        """What follows from it; the same object for as long as nothing changed."""
        ...

    def looked_at(self) -> float:
        """Unix seconds when it was last looked at in full; 0.0 if it was not yet."""
        ...

    def freshness(self) -> Sequence["Fresh"]:
        """The same with its name, and with what is wrong."""
        ...


class Fresh(Protocol):
    """How a repository is doing."""

    @property
    def name(self) -> str:
        """As the operator calls it."""
        ...

    @property
    def looked_at(self) -> float:
        """As above."""
        ...

    @property
    def problems(self) -> Sequence[str]:
        """Sentences about what could not be read."""
        ...


@dataclass(frozen=True, slots=True)
class Signed:
    """All facts are true and may be signed; `signature` (65 bytes) if that was asked for."""

    root: bytes
    signature: bytes | None


@dataclass(frozen=True, slots=True)
class Refusals:
    """Those that are not; nothing was signed."""

    refused: tuple[Refusing, ...]


class Desk:
    """`stale_after`: seconds after which a look is too old to sign by. `ration`: how many roots it signs anew."""

    def __init__(
        self,
        signer: Signer,
        chain: OnChain,
        store: AttestedStore,
        looks: Sequence[Look],
        *,
        ration: Ration,
        stale_after: float = 900.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._signer = signer
        self._chain = chain
        self._store = store
        self._looks = looks
        self._ration = ration
        self._stale_after = stale_after
        self._clock = clock
        self._known: dict[int, tuple[Judged, Known]] = {}

    @property
    def attester(self) -> bytes:
        """Its address (20 bytes)."""
        return self._signer.address

    def answer(self, facts: Sequence[Fact], *, sign: bool, other_rules: str = "") -> Signed | Refusals:
        """Decide on these facts together, and sign their root if all are true and that is asked for.

        other_rules: a sentence if whoever asks judges by another version of the rules: then that is why they differ.
        Raises NotReady, Busy, NetworkFailed, Refused: it cannot say now, and nothing was signed.
        """
        dry = isinstance(self._signer, NoKey)
        if sign and dry:
            raise NotReady("This attester runs without a key (a dry run): it judges, and signs nothing.")
        looked = {fact: self._look(fact, other_rules) for fact in facts}
        untrue = {fact: one for fact, one in looked.items() if isinstance(one, Refusing)}
        true = {fact: one for fact, one in looked.items() if isinstance(one, Known)}
        if not true:  # what is not true costs nobody a question to the chain
            return Refusals(tuple(untrue.values()))
        view = self._chain.now()
        if not dry and not self._chain.is_member(view, self.attester):
            raise NotReady(f"0x{self.attester.hex()} is no member of the committee: its signature would not count.")
        instead_of = self._store.stated([slot for fact in true if (slot := slot_of(fact)) is not None])
        answers = view.each(partial(self._shut_out, instead_of), list(true.items()))
        shut_out = _shutting_out_each_other(true)
        shut_out |= {fact: one for fact, one in zip(true, answers, strict=True) if one is not None}
        if shut_out and sign:
            self._write_refusals(shut_out)
        if refused := untrue | shut_out:  # every one, or a relayer would put those unnamed into its batches
            return Refusals(tuple(refused[fact] for fact in facts if fact in refused))
        root = Batch(tuple(facts)).root
        return Signed(root, self._sign(true, root, instead_of) if sign else None)

    def _look(self, fact: Fact, other_rules: str) -> Known | Refusing:
        """The look that shows it to be true, or why none does."""
        name = fact_hash(fact)
        why: Refusing | None = None
        for number, look in enumerate(self._looks):
            known = self._known_of(number, look.judged())
            if known.holds(name):
                age = self._clock() - look.looked_at()
                return known if age <= self._stale_after else _stale(name, age)
            why = why or known.why_not(fact)
        return Refusing(name, "other-rules", other_rules) if other_rules else why or not_seen(fact)

    def _known_of(self, number: int, judged: Judged) -> Known:
        kept = self._known.get(number)
        if kept is None or kept[0] is not judged:
            kept = judged, Known(judged)
            self._known[number] = kept
        return kept[1]

    def _shut_out(self, instead_of: Mapping[bytes, bytes], view: View, asked: tuple[Fact, Known]) -> Refusing | None:
        """Whether another fact stands in its place; asked of a Snapshot, so it may run several times."""
        fact, known = asked
        name, slot = fact_hash(fact), slot_of(fact)
        if slot is None:
            return None
        before = instead_of.get(slot)
        if before is not None and before != name and not self._chain.gave_up(view, fact, before):
            return Refusing(
                name,
                "another-was-signed",
                f"This attester signed 0x{before.hex()} about the same, and signs another only once that one was "
                "revoked on chain, or its award cancelled.",
            )
        used = self._chain.used_before(view, fact, known.revoked(slot))
        if used is not None:
            return Refusing(
                name,
                "another-counts",
                f"Another fact about the same counts on chain already, beginning 0x{used.hex()}: it has to be revoked "
                "there first.",
            )
        return None

    def _sign(self, true: Mapping[Fact, Known], root: bytes, instead_of: Mapping[bytes, bytes]) -> bytes:
        facts = list(true)
        given = self._store.signed(self.attester, root)
        if given is not None:
            return given
        self._ration.take()
        now = int(self._clock())
        slots = {slot: fact_hash(fact) for fact in facts if (slot := slot_of(fact)) is not None}
        documents = [known.document(fact_hash(fact)) for fact, known in true.items()]
        texts = {evidence_hash(document): evidence_json(document).decode() for document in dict.fromkeys(documents)}
        self._store.state(now, slots, instead_of, texts)
        attestation = attest_root(root, self._chain.domain, self._signer)

        def entry(head: Head) -> Mapping[str, Any]:
            return make_entry(head, now, self._chain.domain, self.attester, RULES_VERSION, facts, attestation)

        return self._store.append(self.attester, root, entry)

    def _write_refusals(self, shut_out: Mapping[Fact, Refusing]) -> None:
        """What it finds true and refuses all the same, each once. What it knows nothing of is not written down:
        strangers could fill the disk with that."""

        def entry(head: Head, new: list[tuple[bytes, str]]) -> Mapping[str, Any]:
            why = {fact: one for fact, one in shut_out.items() if (one.fact, one.reason) in new}
            now, domain = int(self._clock()), self._chain.domain
            return make_entry(head, now, domain, self.attester, RULES_VERSION, [*why], None, [*why.values()])

        self._store.append_refusals([(one.fact, one.reason) for one in shut_out.values()], entry)


def _shutting_out_each_other(facts: Iterable[Fact]) -> dict[Fact, Refusing]:
    """A forge that shows two such facts is not to be trusted with either; which one is meant, nobody here can know."""
    taken: dict[bytes, bytes] = {}
    refused: dict[Fact, Refusing] = {}
    for fact in facts:
        slot, name = slot_of(fact), fact_hash(fact)
        if slot is not None and taken.setdefault(slot, name) != name:
            sentence = f"It and 0x{taken[slot].hex()}, asked about with it, shut each other out."
            refused[fact] = Refusing(name, "two-at-once", sentence)
    return refused


def _stale(name: bytes, age: float) -> Refusing:
    return Refusing(
        name,
        "stale",
        f"It was true {age:,.0f} s ago, when the forge was last got through to: it may have been undone since.",
    )
