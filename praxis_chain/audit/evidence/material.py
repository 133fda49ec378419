"""What an auditor has at hand: documents of evidence, facts in full, attesters' logs. None of it is believed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ...core.evidence import AnyEvidence
from ...core.facts import Fact


@dataclass(frozen=True, slots=True)
class Document:
    """`place`: where it was read, for people. `given_as`: the hash (32 bytes) it was given under, None if none was.
    `anew`: the auditor collected it from the forge itself."""

    evidence: AnyEvidence
    place: str
    given_as: bytes | None = None
    anew: bool = False


@dataclass(frozen=True, slots=True)
class OtherRules:
    """A document that was collected by another version of the rules (`rules`), by the hash of its canonical JSON."""

    hash: bytes
    rules: str
    place: str


@dataclass(frozen=True, slots=True)
class SignedRoot:
    """One signature of an attester's log: for which chain and Attesters contract, by whom (both EIP-55)."""

    chain_id: int
    contract: str
    attester: str
    root: bytes


@dataclass(frozen=True, slots=True)
class Log:
    """One attester's log (or that of several with one store), as far as it holds.

    `signed`: the roots it holds signatures over. `facts` by their hash, and of `batches` the hashes, by root. `rules`:
    by fact, the version that its attester judged by. `until`: unix seconds of its last entry, by the attester's clock.
    `broken`: why the first entry that does not hold does not, "" if all do.
    """

    name: str
    signed: frozenset[SignedRoot]
    facts: Mapping[bytes, Fact]
    batches: Mapping[bytes, tuple[bytes, ...]]
    rules: Mapping[bytes, str]
    entries: int
    until: int
    broken: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """All of it. `facts`: known in full, by their hash, whoever states them.

    `whole`: forges of which `documents` are all there is, as somebody collected them; then a fact that nothing yields
    is a finding. `collected`: those that the auditor collected; of these no other document counts. `options`: those of
    praxis audit that lead to this material.
    """

    documents: tuple[Document, ...] = ()
    other_rules: tuple[OtherRules, ...] = ()
    facts: Mapping[bytes, Fact] = field(default_factory=dict)
    logs: tuple[Log, ...] = ()
    whole: frozenset[str] = frozenset()
    collected: frozenset[str] = frozenset()
    problems: tuple[str, ...] = ()
    options: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Nothing to compare the chain with."""
        return not (self.documents or self.other_rules or self.facts or self.logs or self.whole)


def together(parts: Iterable[Material]) -> Material:
    """All parts as one, in their order."""
    found = tuple(parts)
    facts: dict[bytes, Fact] = {}
    for part in found:
        facts |= part.facts
    return Material(
        documents=tuple(one for part in found for one in part.documents),
        other_rules=tuple(one for part in found for one in part.other_rules),
        facts=facts,
        logs=tuple(one for part in found for one in part.logs),
        whole=frozenset().union(*(part.whole for part in found)),
        collected=frozenset().union(*(part.collected for part in found)),
        problems=tuple(one for part in found for one in part.problems),
        options=tuple(dict.fromkeys(one for part in found for one in part.options)),
    )
