"""What an attester says once: of two facts that shut each other out, only one, until it was taken back on chain.

Whoever holds signatures over two such facts could choose which of them counts. So a fact takes a slot, and another fact
takes the same slot only after the first was revoked on chain, or its award cancelled.

* Commit: one per Commit id (subject, work, contributor). Two would differ in quality, completion or action, and the
  submitter would choose what is paid and accrued.
* Closure: one per subject. Two would differ in who explained it, so in who gets the closing award.
* Admission and Link: one per contributor and second. The newer one counts on chain, so an older one can be stated
  beside it for ever; but of two of the same second the first to arrive would win: another standing, another wallet.
* Progress has no slot: a work makes progress many times, each later one only ever moves the end of a lock further, and
  two of the same second move it alike. Which of several works holds a lock follows from the times, not from what was
  signed first; refusing one would decide it.
* Revocation has none: it names the fact that no longer holds, and whatever evidence it carries, the effect is the same.
"""

from eth_hash.auto import keccak

from ...core.facts import Admission, Closure, Commit, Fact, Link
from ...core.ids import commit_id


def slot_of(fact: Fact) -> bytes | None:
    """32 bytes that are equal for facts that shut each other out; None for a fact that shuts out no other."""
    if isinstance(fact, Commit):
        return keccak(b"Commit" + commit_id(fact.subject, fact.work, fact.contributor))
    if isinstance(fact, Closure):
        return keccak(b"Closure" + fact.subject)
    if isinstance(fact, Admission):
        return keccak(b"Admission" + fact.contributor + fact.admittedAt.to_bytes(8, "big"))
    if isinstance(fact, Link):
        return keccak(b"Link" + fact.contributor + fact.linkedAt.to_bytes(8, "big"))
    return None
