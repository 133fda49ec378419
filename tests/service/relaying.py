"""A relayer in this process: real chain, real repository, members of the committee that can be made to fail."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from praxis_chain.core.attestation import Attestation
from praxis_chain.core.errors import NetworkFailed
from praxis_chain.core.facts import Fact, fact_hash
from praxis_chain.core.programs import Program
from praxis_chain.evm.bindings import protocol_abis
from praxis_chain.oracle import Attester, Judged, judge_all
from praxis_chain.oracle.remote import RefusedFact
from praxis_chain.service.relaying import Listening, Relaying, Terms
from praxis_chain.service.sending import Pace, RecordingSender, never
from praxis_chain.store import open_store
from tests.oracle.workshop import Workshop


@dataclass
class Member:
    """An attester as a relayer asks it over HTTP (a stand-in for that). down: it does not answer. sees: what it judges;
    deaf: it agrees, and does not sign."""

    name: str
    attester: Attester
    down: bool = False
    deaf: bool = False

    def refusals(self, facts: Sequence[Fact]) -> Mapping[bytes, RefusedFact]:
        self._answer()
        agreed = zip(facts, self.attester.agrees(facts), strict=True)
        return {fact_hash(fact): RefusedFact("not-seen", "It saw no such thing.") for fact, yes in agreed if not yes}

    def attest(self, facts: Sequence[Fact]) -> Attestation:
        self._answer()
        if self.deaf:
            raise NetworkFailed(f"{self.name} did not answer within 20 s.")
        return self.attester.attest(facts)

    def _answer(self) -> None:
        if self.down:
            raise NetworkFailed(f"{self.name} cannot be asked (ConnectError).")


@dataclass
class Post:
    """A relayer at its post. looked_at: when the forge was last looked at, by `clock`. merge: what landed last."""

    workshop: Workshop
    folder: Path
    clock: float = 1000.0
    looked_at: float = 1000.0
    merge: str = ""
    seen: Judged = field(default_factory=lambda: judge_all(()))
    members: list[Member] = field(default_factory=list)
    told: list[tuple[str, dict[str, object]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        names = ("one.example.org", "two.example.org", "three.example.org")
        found = zip(names, self.workshop.protocol.members, strict=True)
        self.members = [Member(name, self.workshop.attester(member, ())) for name, member in found]

    def look(self) -> None:
        """Relayer and attesters see what is in the repository now."""
        self.workshop.catch_up()
        documents = self.workshop.documents()
        self.seen = judge_all(documents)
        self.looked_at = self.clock
        for member, key in zip(self.members, self.workshop.protocol.members, strict=True):
            member.attester = self.workshop.attester(key, documents)

    def judged(self) -> Judged:
        """See Known."""
        return self.seen

    def judged_since(self, moment: float) -> Judged:
        """See Known."""
        return self.seen if self.looked_at >= moment else judge_all(())

    def relaying(self, *, name: str = "one", most: int | None = None, wait: float = 60, **given: Any) -> Relaying:
        """A process. `name`: of its database. wait: seconds for a transaction to be mined."""
        pace = Pace(poll=0.01, wait=wait, patience=3, depth=4, most=most)
        crash_at: Callable[[str], None] = given.get("crash_at", never)
        sender = RecordingSender(
            self.workshop.protocol.chain, given.get("key", self.workshop.relayer),
            open_store(f"sqlite:///{self.folder / name}.db"), abis=protocol_abis(), pace=pace, crash_at=crash_at,
            tell=self._tell,
        )  # fmt: skip
        programs: tuple[Program, ...] = self.workshop.programs
        attesters = [Listening(member) for member in self.members]
        return Relaying(
            self, sender, self.workshop.contracts, attesters, Terms(lambda: programs, most, fresh=60),
            crash_at=crash_at, clock=lambda: self.clock,
        )  # fmt: skip

    def _tell(self, event: str, **particulars: object) -> None:
        self.told.append((event, particulars))
