"""An attester: one member of the committee. It believes only what it collected and judged itself.

It holds no gas and no authority beyond its one signature. What it is asked about comes from anybody: a list of facts.
It signs the root of all of them, or names one that it does not find true.
"""

from collections.abc import Callable, Iterable, Sequence

from ..core.attestation import Attestation, Batch, attest_root
from ..core.eip712 import Domain
from ..core.errors import Refused, WrongInput
from ..core.evidence import AnyEvidence
from ..core.facts import Fact, fact_hash
from ..core.signing import Signer
from .judging import Judged, judge_all

Look = Callable[[], Iterable[AnyEvidence]]
"""Collects everything the forge shows now, from a clone of one's own."""


class Attester:
    """`signer`: its key. `domain`: the Attesters contract it signs for. `look`: its own view of the forge."""

    def __init__(self, signer: Signer, domain: Domain, look: Look) -> None:
        self._signer = signer
        self._domain = domain
        self._look = look
        self._judged: Judged | None = None

    def refresh(self) -> Judged:
        """Collect and judge anew; what was believed before counts no more."""
        self._judged = judge_all(self._look())
        return self._judged

    @property
    def judged(self) -> Judged:
        """What it holds to be true since it last looked."""
        return self._judged if self._judged is not None else self.refresh()

    def agrees(self, facts: Sequence[Fact]) -> list[bool]:
        """For each fact, whether it follows from this attester's own evidence."""
        return [fact_hash(fact) in self.judged.facts for fact in facts]

    def attest(self, facts: Sequence[Fact]) -> Attestation:
        """Sign the root of these facts, in this order.

        Raises Refused, naming the first that it does not find true, and WrongInput if there is none.
        """
        if not facts:
            raise WrongInput("There is no fact to sign.")
        for fact, agreed in zip(facts, self.agrees(facts), strict=True):
            if not agreed:
                named = f"{type(fact).__name__} 0x{fact_hash(fact).hex()}"
                raise Refused(f"The attester does not find the {named} in its own evidence.")
        return attest_root(Batch(tuple(facts)).root, self._domain, self._signer)
