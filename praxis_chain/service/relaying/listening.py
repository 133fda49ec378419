"""What each attester last said about each fact: for whoever wants to know what is lacking, and who lacks it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ...core.attestation import Attestation
from ...core.errors import PraxisError
from ...core.facts import Fact, fact_hash
from ...oracle.remote import RefusedFact


class Asked(Protocol):
    """An attester that gives reasons: `oracle.remote.RemoteAttester` is one."""

    name: str

    def refusals(self, facts: Sequence[Fact]) -> Mapping[bytes, RefusedFact]: ...

    def attest(self, facts: Sequence[Fact]) -> Attestation: ...


@dataclass(frozen=True, slots=True)
class Said:
    """agrees: whether it would sign; None where it could not be asked. why: its sentence if not."""

    agrees: bool | None
    why: str = ""


class Listening:
    """Passes every question on, and remembers the answers of the last pass. `name` is the attester's."""

    def __init__(self, attester: Asked) -> None:
        self.name = attester.name
        self._attester = attester
        self._said: dict[bytes, Said] = {}

    def said(self, fact: bytes) -> Said | None:
        """About the fact of that hash; None if it was not asked about it in this pass."""
        return self._said.get(fact)

    def begin(self) -> None:
        """Another pass: what was said before is out of date."""
        self._said = {}

    def agrees(self, facts: Sequence[Fact]) -> list[bool]:
        """See AttesterPort."""
        names = [fact_hash(fact) for fact in facts]
        try:
            refused = self._attester.refusals(facts)
        except PraxisError as error:
            self._said |= {name: Said(None, str(error)) for name in names}
            raise
        self._said |= {
            name: Said(False, f"{why.reason}: {why.sentence}") if (why := refused.get(name)) else Said(True)
            for name in names
        }
        return [name not in refused for name in names]

    def attest(self, facts: Sequence[Fact]) -> Attestation:
        """See AttesterPort."""
        try:
            return self._attester.attest(facts)
        except PraxisError as error:
            self._said |= {fact_hash(fact): Said(None, str(error)) for fact in facts}
            raise
