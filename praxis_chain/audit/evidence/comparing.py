"""Facts on chain against what the evidence yields (X1, X2): pure, one fact after the other."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import fields

from ...core.evidence import AnyEvidence, Policy, RevocationEvidence
from ...core.facts import Fact, Revocation, evidence_of
from ...core.ids import hash_uri
from ...core.ledger import Ledger
from ...core.naming import forge_of
from ...core.rules import RULES_VERSION
from ..attestations import AttestedFact, Shown, Stated
from .material import Material
from .wording import FORGOTTEN, Difference, Writer
from .yielding import Yielded, Yields, fields_of

NO_EVIDENCE = "no evidence of it is at hand"
OTHER_VERSION = "its evidence is of other rules, by which only another version of this package judges"
NO_LONGER_SHOWN = "its forge no longer shows what it rests on; a document from elsewhere does"
OTHER_COMMITTEE = "other attesters than this deployment's vouch for it"


class Comparison:
    """`checked` by statement, `unchecked` by kind of fact and why; findings go to the writer. `trusted`: how often a
    fact was used whose evidence takes authors at their word."""

    def __init__(self, ledger: Ledger, material: Material, yields: Yields, writer: Writer) -> None:
        self.checked: Counter[str] = Counter()
        self.unchecked: Counter[tuple[type[Fact], str]] = Counter()
        self.trusted = 0
        self._material = material
        self._yields = yields
        self._writer = writer
        issues = (bounty.subject_uri for bounty in ledger.escrow.bounties.values() if bounty.subject_uri)
        self._issues: dict[bytes, str] = {hash_uri(issue): issue for issue in issues}
        self._rules = {fact: rules for log in material.logs for fact, rules in log.rules.items()}
        self._told: dict[bytes, Stated] = {}
        self._missed: set[bytes] = set()

    def compare(self, facts: Sequence[AttestedFact]) -> None:
        """Every event is compared with its fact; a fact that does not follow is told once, where it was first used."""
        for used in facts:
            if used.use == "Accrued":  # which tells more than an award, and a completion that was not cut
                self._told[used.fact] = used.stated
            self._told.setdefault(used.fact, used.stated)
        for used in facts:
            found = self._yields.facts.get(used.fact)
            if found is not None:
                self._count(used)
                self.trusted += takes_at_word(found.document.evidence)
                if wrong := list(_differing(fields_of(found.fact), used.stated, used.use)):
                    self._writer.retold(used, found, wrong)
            elif used.fact not in self._missed:
                self._missed.add(used.fact)
                self._missing(used)

    def _missing(self, used: AttestedFact) -> None:
        """The evidence does not yield it: say what it yields instead, or why nothing."""
        if used.shown in (Shown.ELSEWHERE, Shown.UNKNOWN):
            self.unchecked[used.kind, OTHER_COMMITTEE] += 1
            return
        full = self._material.facts.get(used.fact)
        stated = self._told[used.fact] if full is None else fields_of(full)
        refused = self._yields.refused_about(used.kind, stated)
        if self._is_of_other_rules(used, full, stated):
            self.unchecked[used.kind, OTHER_VERSION] += 1
        elif used.fact in self._yields.elsewhere and refused and refused.refusal.reason in FORGOTTEN:
            self.unchecked[used.kind, NO_LONGER_SHOWN] += 1
        elif self._say(used, full, stated):
            self._count(used)
        else:
            self.unchecked[used.kind, NO_EVIDENCE] += 1

    def _say(self, used: AttestedFact, full: Fact | None, stated: Stated) -> bool:
        """Write the finding that there is; False if nothing at hand speaks of the fact."""
        if refused := self._yields.refused.get(used.fact):
            self._writer.refused(used, refused, itself=True)
        elif stands := self._revoked_though_it_stands(used):
            self._writer.revoked_wrongly(used, stands)
        elif others := self._others(used, full, stated):
            cut = used.use if stated.keys() == used.stated.keys() else ""
            pairs = [(other, list(_differing(fields_of(other.fact), stated, cut))) for other in others]
            closest, wrong = min(pairs, key=lambda pair: len(pair[1]))
            self._writer.differs(used, closest, wrong)
        elif refused := self._yields.refused_about(used.kind, stated):
            self._writer.refused(used, refused, itself=False)
        elif forge := self._whole_forge(stated):
            self._writer.nothing(used, forge)
        else:
            return False
        return True

    def _others(self, used: AttestedFact, full: Fact | None, stated: Stated) -> Sequence[Yielded]:
        """What follows about the same thing, or from the document that the fact itself names."""
        return self._yields.about(used.kind, stated) or (self._yields.of_document(evidence_of(full)) if full else ())

    def _is_of_other_rules(self, used: AttestedFact, full: Fact | None, stated: Stated) -> bool:
        """As its attester's log, its own document, or a document about the same thing says."""
        return (
            self._rules.get(used.fact, RULES_VERSION) != RULES_VERSION
            or (full is not None and evidence_of(full) in self._yields.other_rules)
            or self._yields.other_rules_about(used.kind, stated) is not None
        )

    def _revoked_though_it_stands(self, used: AttestedFact) -> Yielded | None:
        """The fact that it revokes, if that still follows."""
        revoked = used.stated.get("fact") if used.kind is Revocation else None
        found = self._yields.facts.get(revoked) if isinstance(revoked, bytes) else None
        return found if found is not None and found.undone_by is None else None

    def _whole_forge(self, stated: Stated) -> str | None:
        """The forge of its issue, if all there is of it is at hand."""
        subject = stated.get("subject")
        forge = forge_of(self._issues.get(subject)) if isinstance(subject, bytes) else None
        return forge if forge in self._material.whole else None

    def _count(self, used: AttestedFact) -> None:
        self.checked["X1"] += 1
        self.checked["X2"] += len(fields(used.kind))


def takes_at_word(evidence: AnyEvidence) -> bool:
    """Whether the policy of a document, if it has one, trusts whoever an unsigned git commit names."""
    policy = getattr(evidence.of if isinstance(evidence, RevocationEvidence) else evidence, "policy", None)
    return isinstance(policy, Policy) and policy.trust_authors


def _differing(expected: Stated, stated: Stated, use: str) -> Iterator[Difference]:
    """The fields that differ. What an award completes may be less: it is cut to what was left."""
    for name, actual in stated.items():
        cut = use == "Awarded" and name == "completion" and int(actual) <= int(expected[name])
        if actual != expected[name] and not cut:
            yield Difference(name, expected[name], actual)
