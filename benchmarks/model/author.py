"""Who writes histories: knows what happened so far, and draws facts, times and people that make sense, mostly.

What is written are steps as data. `memory` holds the facts that were shown before, to be shown again, awarded in
another program, accrued, cancelled or revoked.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from eth_hash.auto import keccak

from praxis_chain.core.attestation import BatchProof, Proof
from praxis_chain.core.eip712 import attestation_digest
from praxis_chain.core.facts import Admission, Closure, Commit, Fact, Link
from praxis_chain.core.ids import bounty_id, hash_uri
from praxis_chain.core.merkle import merkle_branches, merkle_multiproof, merkle_root
from praxis_chain.core.programs import DAY

from .chooser import Chooser
from .escrow import Rules
from .facts import fact_hash
from .play import Play, Step
from .world import MEMBERS

EVIDENCE = tuple(hash_uri(f"evidence, revision {revision}") for revision in range(4))
WORKS = tuple(hash_uri(f"github:repo/1/pull/{number}") for number in range(1, 5))
SUBJECTS_AT_ONCE = 3
YEAR = 365 * DAY  # nobody waits longer for anything


@dataclass
class Memory:
    """Facts that were shown, in the order they were."""

    awards: list[tuple[Rules, list[Commit]]] = field(default_factory=list)
    closures: list[tuple[Rules, Closure]] = field(default_factory=list)
    accrued: list[Commit] = field(default_factory=list)
    admissions: list[Admission] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    others: list[Fact] = field(default_factory=list)


class Author:
    """Writes for one play."""

    def __init__(self, play: Play) -> None:
        self.play = play
        self.world = play.world
        self.model = play.model
        self.memory = Memory()
        self.subjects = 0  # how many were ever begun
        self.later: list[Callable[[], Step]] = []  # what follows the step that is being written
        self._names: dict[bytes, tuple[Rules, bytes]] = {}

    # -- time ---------------------------------------------------------------------------------------------------------

    @property
    def now(self) -> int:
        return self.play.now

    def soon(self, c: Chooser) -> int:
        """When the next transaction happens: in the same block, or a little later."""
        return self.now + c.one_of((0, 1, 12, 12, 60, 3_600))

    def recent(self, c: Chooser, *boundaries: int) -> int:
        """A time for a fact: now, some time ago, at a boundary, rarely in the future."""
        if boundaries and c.rarely(30):
            return max(1, min(c.one_of(boundaries) + c.below(3) - 1, self.now + 1))
        if c.rarely(2):
            return self.now + c.one_of((1, 60, 4_000, 10**6, 2**40, 2**63))
        return self.now - c.one_of((0, 0, 0, 1, 60, 3_600, DAY, 4 * DAY, 29 * DAY))

    def boundary(self, c: Chooser) -> int:
        """One of all the moments at which something begins or ends, or a second beside it."""
        model = self.model
        moments = [lock.end for lock in model.escrow.locks.values()]
        moments += [review.until for review in model.escrow.reviews.values()]
        moments += [award.review_end for award in model.escrow.awards.values()]
        moments += [change.effective_at for change in model.stakeholders.changes.values()]
        for (bounty, _), stake in model.escrow.stakes.items():
            moments.append(stake.committed_until)
            lock_period = self.program_of(bounty).lockPeriod
            moments.append(stake.committed_until + 4 * lock_period)
        moments += [closure.closedAt + 30 * DAY for _, closure in self.memory.closures]
        moments.append((self.now // (28 * DAY) + 1) * 28 * DAY)
        ahead = sorted(
            {moment + d for moment in moments for d in (-1, 0, 1) if self.now < moment + d < self.now + YEAR}
        )
        if not ahead:
            return self.now + DAY
        return c.one_of(ahead[: 6 if not c.rarely(20) else len(ahead)])

    # -- people, programs, bounties -----------------------------------------------------------------------------------

    def rules(self, c: Chooser) -> Rules:
        names = ("at once", "reviewed", "at once", "reviewed", "reviewed by nobody", "bare", "hostile")
        return self.world.programs[c.one_of(names)]

    def program_of(self, bounty: bytes) -> Rules:
        return self._named(bounty)[0]

    def subject_of(self, bounty: bytes) -> bytes:
        return self._named(bounty)[1]

    def _named(self, bounty: bytes) -> tuple[Rules, bytes]:
        """What a bounty's id is the hash of."""
        if bounty not in self._names:
            for rules in self.world.programs.values():
                for number in range(1, self.subjects + SUBJECTS_AT_ONCE + 1):
                    subject = hash_uri(_subject(number))
                    self._names[bounty_id(rules.id, subject)] = (rules, subject)
        return self._names[bounty]

    def subject_uri(self, c: Chooser, rules: Rules, fresh: bool = False) -> str:
        """Among the newest issues; where a bounty is closed and empty, mostly a newer one."""
        number = self.subjects + 1 + c.below(SUBJECTS_AT_ONCE)
        bounty = self.model.escrow.bounties[bounty_id(rules.id, hash_uri(_subject(number)))]
        if fresh and bounty.is_closed and not c.rarely(20):
            self.subjects += 1
            number = self.subjects + SUBJECTS_AT_ONCE
        elif self.subjects and c.rarely(15):
            number = 1 + c.below(self.subjects)
        return _subject(number)

    def funded(self, c: Chooser) -> tuple[Rules, bytes]:
        """An open bounty that can be awarded, mostly; else one with money in it, or any."""
        found = [bounty for bounty, state in self.model.escrow.bounties.items() if state.pool]
        good = [bounty for bounty in found if self._is_good(bounty)]
        choices = good if good and not c.rarely(10) else found
        if choices and not c.rarely(4):
            return self._named(c.one_of(choices))
        rules = self.rules(c)
        return rules, hash_uri(self.subject_uri(c, rules))

    def _is_good(self, bounty: bytes) -> bool:
        state, minimum = self.model.escrow.bounties[bounty], self.program_of(bounty).minimum
        return not state.is_closed and state.pool * 10_000 >= minimum * (10_000 - state.awarded)

    def contributor(self, c: Chooser) -> bytes:
        return c.one_of(self.world.contributors)

    def anybody(self, c: Chooser) -> str:
        return c.one_of(("relayer", "relayer", "stranger", "first sponsor", "wallet 1", "sponsor by contract"))

    def step(self, c: Chooser, by: str, contract: str, function: str, *args: Any) -> Step:
        return Step(self.soon(c), by, contract, function, args)

    def step_near(self, c: Chooser, moments: Iterable[int], by: str, contract: str, function: str, *args: Any) -> Step:
        """Sometimes exactly when something that matters to it begins or ends, or a second beside that."""
        ahead = [moment for moment in moments if self.now < moment < self.now + YEAR]
        at = c.one_of(ahead) + c.below(3) - 1 if ahead and c.rarely(30) else self.soon(c)
        return Step(at, by, contract, function, args)

    # -- proofs -------------------------------------------------------------------------------------------------------

    def proof(self, c: Chooser, fact: Fact) -> Proof:
        """Of a fact alone, or as one of a batch."""
        leaves = [fact_hash(fact)]
        if c.rarely(25):
            leaves += [keccak(bytes([i])) for i in range(1 + c.below(4))]
        branch = tuple(merkle_branches(leaves)[0])
        if c.rarely(1):
            branch = (*branch, keccak(b"too many"))
        return Proof(branch, self.signatures(c, merkle_root(leaves)))

    def batch_proof(self, c: Chooser, facts: Sequence[Fact]) -> BatchProof:
        """Of all of them together, in this order; in a batch with others, sometimes."""
        leaves = [fact_hash(fact) for fact in facts]
        count = len(leaves)
        if c.rarely(25):
            leaves += [keccak(bytes([i])) for i in range(1 + c.below(4))]
        if not count:
            return BatchProof((), (), b"")
        multi = merkle_multiproof(leaves, range(count))
        flags = multi.flags[1:] if c.rarely(1) else multi.flags
        return BatchProof(multi.siblings, flags, self.signatures(c, merkle_root(leaves)))

    def signatures(self, c: Chooser, root: bytes) -> bytes:
        attesters = self.model.attesters
        digest = attestation_digest(attesters.domain, root)
        people = [self.world.people[role] for role in MEMBERS]
        signers = [person for person in people if attesters.members[person.address]]
        signers.sort(key=lambda person: int(person.address, 16))
        while len(signers) > attesters.quorum and not c.rarely(10):
            signers.pop(c.below(len(signers)))
        wrong = c.below(8) if c.rarely(4) else None
        if wrong == 0:
            signers = signers[1:]
        if wrong == 1:
            signers = [*signers[1:], signers[0]]
        if wrong == 2:
            signers = sorted([*signers[1:], self.world.people["non-member"]], key=lambda p: int(p.address, 16))
        if wrong == 3:
            signers = [person for person in people if not attesters.members[person.address]]
        if wrong == 4:
            digest = keccak(digest)
        signed = [person.sign(digest) for person in signers]
        if wrong == 5 and signed:
            signed[-1] = signed[-1][:64]
        if wrong == 6 and signed:
            signed[-1] = signed[-1][:64] + b"\0"
        if wrong == 7 and signed:
            signed[0] = _high_s(signed[0])
        return b"".join(signed)

    def again(self, c: Chooser, fact: Any) -> Any:
        """The same fact, or a corrected one."""
        return replace(fact, evidence=c.one_of(EVIDENCE))


def _subject(number: int) -> str:
    return f"github:repo/1/issue/{number}"


def _high_s(signature: bytes) -> bytes:
    order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
    s = order - int.from_bytes(signature[32:64], "big")
    return signature[:32] + s.to_bytes(32, "big") + bytes([55 - signature[64]])
