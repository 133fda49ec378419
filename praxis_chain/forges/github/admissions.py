"""Admissions: standings that maintainers give, in a comment anywhere in the repository."""

from collections.abc import Iterator

from ...core.evidence import Act, AdmissionEvidence
from ...core.rules import RULES_VERSION
from .base import Base
from .saying import acts_of
from .threads import Threads


def read_admissions(base: Base, threads: Threads) -> Iterator[AdmissionEvidence]:
    """One per `/praxis admit`, oldest first."""
    for thread, said in threads.everything():
        if any(key == "admit" for key, _ in said.pairs) and said.stands(said.at):
            policy, by = base.policy(said.at), base.names.person(said.by)
            acts = acts_of(said, policy, threads.people(thread, said.at), ("admit", "referred-by"))
            if acts.admits and not acts.unreadable:
                yield AdmissionEvidence(
                    rules=RULES_VERSION,
                    forge=base.names.forge,
                    contributor=acts.admits,
                    standing=acts.standing,
                    referrer=acts.referred_by,
                    act=Act(by, policy.is_maintainer(by), said.source, said.at, acts.admission_reason),
                    policy=policy.evidence,
                )
