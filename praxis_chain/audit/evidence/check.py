"""The external audit: what the evidence yields = what is on chain.

    material = together([read(Path("evidence")), read_log("https://attester.example.org"), of_forge(forge)])
    found = check_evidence(ledger, events, material)
    found.findings, found.checked, found.not_checked, found.pending

Pure but for `of_forge`, which looks: the same material and the same events give the same findings.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...core.events import Event
from ...core.ledger import Ledger
from ...oracle.collect import Forge, collect
from ..attestations import attested
from ..findings import EXTERNAL, Finding, NotChecked
from .comparing import Comparison
from .doubles import check_merges, check_undone
from .material import Document, Material
from .pending import Pending, pending
from .signatures import check_log, leaves_shown
from .wording import Writer
from .yielding import Told, Yields


@dataclass(frozen=True, slots=True)
class Evidenced:
    """What came of it. `checked` by statement: how often. `pending`: what is still to follow on chain; no findings.

    `documents` were judged, and `refused` of them were refused. `leaves`: facts that logs show in the batch of their
    root, where the chain's events do not. `forges`: by canonical id, how many documents are of it. `set_aside`: those
    that somebody gave of a forge which the auditor collected. `problems`: what nobody could read there, in sentences.
    """

    findings: tuple[Finding, ...]
    checked: Mapping[str, int]
    not_checked: tuple[NotChecked, ...]
    pending: tuple[Pending, ...]
    documents: int
    refused: int
    leaves: int
    forges: Mapping[str, int]
    set_aside: int
    problems: tuple[str, ...]

    @property
    def information(self) -> tuple[str, ...]:
        """What is no finding and worth knowing, in sentences."""
        aside = f"{self.set_aside} documents were set aside: their forge was collected anew, and does not show them."
        return (
            *(f"The evidence has {count} documents of {forge}." for forge, count in self.forges.items()),
            *((aside,) if self.set_aside else ()),
            *map(str, self.pending),
            *self.problems,
        )


def of_forge(forge: Forge, option: str = "") -> Material:
    """All evidence of a forge, collected now. `option`: of praxis audit, that names it (`--repo …`).

    Raises NetworkFailed or WrongInput, as the forge does.
    """
    documents = tuple(Document(evidence, forge.id, anew=True) for evidence in collect(forge))
    problems = tuple(forge.problems())
    alone = frozenset({forge.id})
    options = (option,) if option else ()
    return Material(documents, whole=alone, collected=alone, problems=problems, options=options)


def check_evidence(ledger: Ledger, events: Sequence[Event], material: Material, told: Told | None = None) -> Evidenced:
    """Judge all documents, and compare every fact on chain with what they yield. The ledger is that of these events."""
    if material.is_empty:
        return Evidenced((), {}, (), (), 0, 0, 0, {}, 0, ())
    uses = attested(ledger, events)
    yields = Yields(material, ledger.addresses, told)
    writer = Writer(ledger, material, yields, events[-1].block_number if events else 0)
    comparison = Comparison(ledger, material, yields, writer)
    for document, actual in yields.misfiled:
        writer.misfiled(document, actual)
    comparison.compare(uses)
    checked = Counter(comparison.checked)
    checked["X2"] += sum(one.given_as is not None for one in material.documents)
    checked["X3"] += check_undone(uses, yields.facts, ledger, writer)
    checked["X4"] += check_merges(uses, yields.facts, ledger, writer)
    not_checked = [
        NotChecked(f"X1: whether a {kind.__name__} is true", why, count)
        for (kind, why), count in sorted(comparison.unchecked.items(), key=lambda item: item[0][0].__name__)
    ]
    if comparison.trusted:
        not_checked.append(NotChecked("X1: who did it", "the evidence takes authors at their word", comparison.trusted))
    for log in material.logs:
        looked, limits = check_log(log, events, uses, ledger, writer)
        checked["X5"] += looked
        not_checked += limits
    return Evidenced(
        findings=writer.findings,
        checked={name: checked[name] for name in EXTERNAL if checked[name]},
        not_checked=tuple(not_checked),
        pending=tuple(pending(yields.facts.values(), ledger)),
        documents=len(yields.documents),
        refused=yields.refusals,
        leaves=leaves_shown(material.logs, uses),
        forges=dict(Counter(one.evidence.forge for one in yields.documents.values())),
        set_aside=yields.set_aside,
        problems=material.problems,
    )
