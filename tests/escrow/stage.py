"""A bounty's life in short words, for tests of the escrow. What a test does not say is usual.

`stage` acts on the bounty of the usual subject under one program. Gerunds make calls that nobody sent yet
(`stage.awarding(commit)`), to be sent or refused; verbs send them, as somebody with no rights where none are needed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from praxis_chain.core.facts import Closure, Commit, Progress
from praxis_chain.core.ids import NOBODY, Id, award_id, hash_uri
from praxis_chain.core.programs import Program
from tests.protocol import SUBJECT, SUBJECT_URI, WORK, Protocol

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

    from praxis_chain.evm.bindings import Award, Bounty, Call, Direction, Lock, Stake
    from praxis_chain.evm.transactions import Receipt

RIVAL = hash_uri("github:repo/10270250/pull/10")
THIRD_WORK = hash_uri("github:repo/10270250/pull/11")
OTHER_URI = "github:repo/10270250/issue/8"
OTHER_SUBJECT = hash_uri(OTHER_URI)
TERMS = hash_uri("what the sponsor read")
OTHER_EVIDENCE = hash_uri("corrected evidence")


class Contributor(NamedTuple):
    """Somebody by forge identity; the account is their linked wallet (or will be)."""

    id: Id
    account: "LocalAccount"


@dataclass(frozen=True)
class Stage:
    """One program's bounties. Contributors are in the ascending order the escrow wants; `unlinked` has no wallet."""

    protocol: Protocol
    program: Program
    sponsor: "LocalAccount"
    second_sponsor: "LocalAccount"
    first: Contributor
    second: Contributor
    third: Contributor
    unlinked: Contributor
    arbiter: "LocalAccount"
    relayer: "LocalAccount"  # submits what anybody may submit
    stranger: "LocalAccount"

    def under(self, **rules: Any) -> "Stage":
        """The same people under other rules; creates the program."""
        other = replace(self, program=replace(self.program, **rules))
        self.protocol.send(self.protocol.escrow.create_program(other.program), self.relayer)
        return other

    # -- sending ------------------------------------------------------------------------------------------------------

    def send(self, call: "Call", by: "LocalAccount | None" = None) -> "Receipt":
        """Mined. Raises ContractRefused."""
        return self.protocol.send(call, by or self.relayer)

    def refuse(self, call: "Call", error: str, by: "LocalAccount | None" = None, **values: Any) -> None:
        """The next block would refuse with exactly this error and these values."""
        self.protocol.assert_refused(call, by or self.relayer, error, **values)

    def at(self, time: int) -> None:
        """What comes next, simulated or sent, has this block time."""
        if self.now != time - 1:
            self.protocol.chain.warp(to=time - 1)

    @property
    def now(self) -> int:
        """Time of the last block."""
        return self.protocol.now

    # -- facts --------------------------------------------------------------------------------------------------------

    def commit(self, who: Contributor | None = None, completion: int = 10_000, **given: Any) -> Commit:
        """The first contributor's, of the whole subject."""
        contributor = (who or self.first).id
        return self.protocol.commit(**{"contributor": contributor, "completion": completion} | given)

    def commits(self, *completions: int, total: int | None = None, **given: Any) -> list[Commit]:
        """One work of the first, second … contributor, with these completions."""
        total = sum(completions) if total is None else total
        people = (self.first, self.second, self.third)
        return [
            self.commit(who, completion, total=total, **given)
            for who, completion in zip(people, completions, strict=False)
        ]

    def progress(self, at: int | None = None, **given: Any) -> Progress:
        """Of the usual work; made now, or at that time."""
        return self.protocol.progress(**{"progressAt": self.now if at is None else at} | given)

    def closure(self, who: Contributor | None = None, **given: Any) -> Closure:
        """By the first contributor; closed now."""
        return self.protocol.closure(**{"contributor": (who or self.first).id} | given)

    # -- calls --------------------------------------------------------------------------------------------------------

    def funding(
        self, amount: int, subject_uri: str = SUBJECT_URI, terms: bytes = TERMS, max_awarded: int = 10_000
    ) -> "Call":
        return self.protocol.escrow.fund(self.program.id, subject_uri, amount, terms, max_awarded)

    def locking(self, progress: Progress) -> "Call":
        return self.protocol.escrow.lock(self.program.id, progress, *self.protocol.attest(progress))

    def awarding(self, *commits: Commit) -> "Call":
        return self.protocol.escrow.award(self.program.id, commits, self.protocol.attest_all(*commits))

    def awarding_many(self, *works: Sequence[Commit]) -> "Call":
        together = [commit for work in works for commit in work]
        return self.protocol.escrow.award_many(self.program.id, works, self.protocol.attest_all(*together))

    def closing(self, closure: Closure) -> "Call":
        return self.protocol.escrow.close(self.program.id, closure, *self.protocol.attest(closure))

    def cancelling(self, *commits: Commit) -> "Call":
        return self.protocol.escrow.cancel(self.program.id, commits)

    def cancelling_closure(self, closure: Closure) -> "Call":
        return self.protocol.escrow.cancel_closure(self.program.id, closure)

    def releasing(self, who: Contributor, *works: bytes, subject: bytes = SUBJECT) -> "Call":
        from praxis_chain.evm.bindings import Earned

        return self.protocol.escrow.release(self.program.id, who.id, [Earned(subject, work) for work in works])

    def releasing_to(
        self, who: Contributor, direction: "Direction", fee: int = 0, work: bytes = WORK, subject: bytes = SUBJECT
    ) -> "Call":
        from praxis_chain.evm.bindings import Earned

        return self.protocol.escrow.release_to(self.program.id, who.id, Earned(subject, work), direction, fee)

    def refunding(self, sponsor: "LocalAccount", subject: bytes = SUBJECT) -> "Call":
        return self.protocol.escrow.refund(self.program.id, subject, sponsor.address)

    # -- calls, sent --------------------------------------------------------------------------------------------------

    def fund(
        self, amount: int, by: "LocalAccount | None" = None, subject_uri: str = SUBJECT_URI, max_awarded: int = 10_000
    ) -> "Receipt":
        return self.send(self.funding(amount, subject_uri, max_awarded=max_awarded), by or self.sponsor)

    def lock(self, at: int | None = None, **given: Any) -> "Receipt":
        return self.send(self.locking(self.progress(at, **given)))

    def award(self, *commits: Commit) -> "Receipt":
        return self.send(self.awarding(*commits))

    def close(self, closure: Closure) -> "Receipt":
        return self.send(self.closing(closure))

    def cancel(self, *commits: Commit) -> "Receipt":
        return self.send(self.cancelling(*commits), self.arbiter)

    def refund(self, sponsor: "LocalAccount", by: "LocalAccount | None" = None) -> int:
        """What the sponsor got, in base units."""
        before = self.usdc_of(sponsor)
        self.send(self.refunding(sponsor), by or sponsor)
        return self.usdc_of(sponsor) - before

    # -- state --------------------------------------------------------------------------------------------------------

    def bounty_id(self, subject: bytes = SUBJECT) -> Id:
        return self.protocol.bounty(self.program, subject)

    def award_id(self, who: Contributor, work: bytes = WORK, subject: bytes = SUBJECT) -> Id:
        return award_id(self.bounty_id(subject), work, who.id)

    def bounty(self, subject: bytes = SUBJECT) -> "Bounty":
        return self.protocol.escrow.bounty(self.protocol.view, self.bounty_id(subject))

    def award_of(self, who: Contributor, work: bytes = WORK, subject: bytes = SUBJECT) -> "Award":
        return self.protocol.escrow.award_of(self.protocol.view, self.award_id(who, work, subject))

    def stake_of(self, sponsor: "LocalAccount", subject: bytes = SUBJECT) -> "Stake":
        return self.protocol.escrow.stake(self.protocol.view, self.bounty_id(subject), sponsor.address)

    @property
    def escrowed(self) -> int:
        return self.protocol.escrow.totals(self.protocol.view).escrowed

    @property
    def sequence(self) -> int:
        return self.protocol.escrow.totals(self.protocol.view).sequence

    def usdc_of(self, *accounts: "LocalAccount | Contributor") -> Any:
        """Balance in base units; of several, a tuple."""
        found = tuple(
            self.protocol.usdc_of(account.account if isinstance(account, Contributor) else account)
            for account in accounts
        )
        return found if len(found) > 1 else found[0]

    def said(self, receipt: "Receipt") -> Sequence[tuple[str, dict[str, Any]]]:
        """What the escrow emitted, in order: names and all values."""
        return [(e.name, dict(e.args)) for e in receipt.events if e.address == self.protocol.escrow.address]


def closing_award(who: Contributor, stage: Stage) -> Id:
    """Id of the award that an explanation earns: that of work zero."""
    return stage.award_id(who, NOBODY)


def held_by(work: bytes, start: int, end: int) -> "Lock":
    """A lock as storage shows it."""
    from praxis_chain.evm.bindings import Lock

    return Lock(work[:20], start, end)
