"""What follows from what a forge showed; and the policy that repositories of either forge begin with."""

from typing import TYPE_CHECKING

from praxis_chain.core.evidence import AnyEvidence, MergeEvidence
from praxis_chain.core.facts import Fact
from praxis_chain.core.rules import Refusal, judge
from tests.documents import ACTION

if TYPE_CHECKING:
    from praxis_chain.oracle import Forge

OTHER_ACTION = "0x" + "bd" * 32
POLICY = f"""
action = "code"

[actions]
code = "{ACTION}"
docs = "{OTHER_ACTION}"

[quality]
elegant = 15000
"""


def merge_of(forge: "Forge", pull: int) -> MergeEvidence:
    """The only document about how a work ended."""
    (found,) = (merge for merge in forge.merges() if merge.work == f"{forge.id}/pull/{pull}")
    return found


def facts_of(document: AnyEvidence) -> tuple[Fact, ...]:
    """The facts that follow; fails with the sentence of a refusal."""
    judged = judge(document)
    assert not isinstance(judged, Refusal), judged.sentence
    return judged


def refusal_of(document: AnyEvidence) -> str:
    """The slug of the refusal that follows."""
    return refused(document).reason


def refused(document: AnyEvidence) -> Refusal:
    """The refusal that follows; fails if facts do."""
    judged = judge(document)
    assert isinstance(judged, Refusal), judged
    return judged
