"""Whatever people may do with the protocol, in any order: a step is a number; what a contract refuses is skipped."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from praxis_chain.core.catalogue import Standing
from praxis_chain.core.errors import ContractRefused
from praxis_chain.core.facts import Admission, Closure, Commit, Link, fact_hash
from praxis_chain.core.ids import NOBODY, hash_uri
from praxis_chain.core.programs import DAY, Program
from praxis_chain.evm.bindings import Direction, Earned, accept_change, consent_to_link
from tests.protocol import ACTION, SUBJECT_URI, USDC, identity

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

    from praxis_chain.evm.bindings import Call
    from tests.protocol import Protocol

SUBJECTS = (SUBJECT_URI, "github:repo/10270250/issue/8")
WORKS = tuple(hash_uri(f"github:repo/10270250/pull/{number}") for number in (20, 21, 22))
SHARES = ((10_000,), (6_000,), (2_500, 2_500), (3_333, 3_333, 3_334), (7_000, 2_000), (1, 9_998))
AMOUNTS = (500 * USDC, 250 * USDC, 33_333_333, 10_000_001, 99)

T = TypeVar("T")


class Run:
    """One history on the chain. `took` and `refused` count the steps by name."""

    def __init__(
        self, protocol: "Protocol", sponsors: "Sequence[LocalAccount]", wallets: "Sequence[LocalAccount]"
    ) -> None:
        self.protocol = protocol
        self.sponsors = sponsors
        self.wallets = wallets
        self.people = [identity(wallet) for wallet in wallets[:3]]
        self.commits: list[tuple[Program, list[Commit]]] = []
        self.closures: list[tuple[Program, Closure]] = []
        self.admissions: list[Admission] = []
        self.took: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self._revision = 0
        for sponsor in sponsors:
            protocol.approve(sponsor)
        for program in (protocol.program, protocol.reviewed):
            protocol.fund(sponsors[0], AMOUNTS[0] + 1, program)
        for wallet in wallets[:2]:
            protocol.enter(wallet)

    def step(self, number: int) -> None:
        """Do what the number says; what is refused changes nothing and is counted."""
        number, kind = divmod(number, len(STEPS))
        step = STEPS[kind]
        try:
            step(self, number)
            self.took[step.__name__] += 1
        except ContractRefused as refused:
            self.refused[refused.name] += 1

    # -- money --------------------------------------------------------------------------------------------------------

    def fund(self, n: int) -> None:
        amount, subject = _pick(AMOUNTS, n), _pick(SUBJECTS, n // 5)
        call = self.protocol.escrow.fund(self._program(n // 10).id, subject, amount, max_awarded=10_000)
        self._send(call, _pick(self.sponsors, n // 20))

    def refund(self, n: int) -> None:
        sponsor, subject = _pick(self.sponsors, n), hash_uri(_pick(SUBJECTS, n // 2))
        self._send(self.protocol.escrow.refund(self._program(n // 4).id, subject, sponsor.address), sponsor)

    def give(self, n: int) -> None:
        """USDC that nobody asked for is surplus, and confuses no books."""
        protocol, sponsor = self.protocol, _pick(self.sponsors, n)
        protocol.sender(sponsor).transact(protocol.usdc.contract, "transfer", protocol.escrow.address, 1 + n % 7)

    # -- work ---------------------------------------------------------------------------------------------------------

    def lock(self, n: int) -> None:
        work, replaces = _pick((*WORKS, *WORKS, NOBODY), n), _pick((NOBODY, NOBODY, NOBODY, *WORKS), n // 7)
        progress = self.protocol.progress(
            subject=hash_uri(_pick(SUBJECTS, n // 42)), work=work, contributor=_pick(self.people, n),
            replaces=replaces, evidence=self._evidence(),
        )  # fmt: skip
        self._send(self.protocol.escrow.lock(self._program(n // 84).id, progress, *self.protocol.attest(progress)))

    def award(self, n: int) -> None:
        program, commits = self._work(n)
        self._send(self.protocol.escrow.award(program.id, commits, self.protocol.attest_all(*commits)))
        self.commits.append((program, commits))

    def award_many(self, n: int) -> None:
        """Two works of one root, and perhaps the same bounty."""
        program, commits = self._work(n)
        others = [replace(commit, work=_pick(WORKS, n // 7), evidence=self._evidence()) for commit in commits]
        proof = self.protocol.attest_all(*commits, *others)
        self._send(self.protocol.escrow.award_many(program.id, [commits, others], proof))
        self.commits += [(program, commits), (program, others)]

    def accrue(self, n: int) -> None:
        if self.commits:
            _, commits = _pick(self.commits, n)
            commit = replace(_pick(commits, n // 3), quality=_pick((10_000, 0, 12_345), n // 9))
            self._send(self.protocol.prax.accrue(commit, *self.protocol.attest(commit)))
            self.commits.append((self._program(0), [commit]))

    def accrue_many(self, n: int) -> None:
        if self.commits:
            _, commits = _pick(self.commits, n)
            self._send(self.protocol.prax.accrue_many(commits, self.protocol.attest_all(*commits)))

    def close(self, n: int) -> None:
        program, who = self._program(n), _pick((*self.people, NOBODY), n // 2)
        subject = hash_uri(_pick(SUBJECTS, n // 8))
        closure = self.protocol.closure(contributor=who, subject=subject, evidence=self._evidence())
        self._send(self.protocol.escrow.close(program.id, closure, *self.protocol.attest(closure)))
        self.closures.append((program, closure))

    def cancel(self, n: int) -> None:
        if self.commits:
            program, commits = _pick(self.commits, n)
            self._send(self.protocol.escrow.cancel(program.id, commits), self.protocol.arbiter)

    def cancel_closure(self, n: int) -> None:
        if self.closures:
            program, closure = _pick(self.closures, n)
            self._send(self.protocol.escrow.cancel_closure(program.id, closure), self.protocol.arbiter)

    def release(self, n: int) -> None:
        """All of a person's awards in one program, paid in one transfer."""
        who = _pick(self.people, n)
        earned = [Earned(hash_uri(subject), work) for subject in SUBJECTS for work in (*WORKS, NOBODY)]
        self._send(self.protocol.escrow.release(self._program(n // 3).id, who, earned))

    def release_to(self, n: int) -> None:
        if self.commits:
            program, commits = _pick(self.commits, n)
            commit, wallet = _pick(commits, n // 3), _pick(self.wallets, n // 5)
            direction = Direction(fact_hash(commit), self.sponsors[0].address, 5, self.protocol.now + DAY)
            earned = Earned(commit.subject, commit.work)
            call = self.protocol.escrow.release_to(program.id, commit.contributor, earned, direction, _pick((0, 5), n))
            self._send(call, wallet)

    # -- people -------------------------------------------------------------------------------------------------------

    def link(self, n: int) -> None:
        """The first wallet, or a change to another."""
        protocol, who, wallet = self.protocol, _pick(self.people, n), _pick(self.wallets, n // 3)
        fact = Link(who, bytes.fromhex(wallet.address[2:]), protocol.now, self._evidence())
        consent = consent_to_link(wallet, protocol.stakeholders.domain(protocol.chain.chain_id), fact)
        self._send(protocol.stakeholders.link(fact, *protocol.attest(fact), consent))

    def accept(self, n: int) -> None:
        """Somebody's wallet, which may be the one in effect, accepts whatever was announced last."""
        people, domain = self.protocol.stakeholders, self.protocol.stakeholders.domain(self.protocol.chain.chain_id)
        person = people.person(self.protocol.view, _pick(self.people, n))
        if person.change.wallet and person.linked_at:
            announced = Link(person.contributor, bytes.fromhex(person.change.wallet[2:]), person.linked_at, bytes(32))
            signature = accept_change(_pick(self.wallets, n // 3), domain, announced)
            call = people.accept_change(person.contributor, person.change.wallet, person.linked_at, signature)
            self._send(call)

    def reject(self, n: int) -> None:
        who = _pick(self.people, n)
        self._send(self.protocol.stakeholders.reject_change(who), _pick(self.wallets, n // 3))

    def admit(self, n: int) -> None:
        who, referrer = _pick(self.people, n), _pick((NOBODY, *self.people), n // 3)
        standing = _pick((Standing.RESIDENT, Standing.BOP, Standing.APPLICANT_BOP, Standing.RESIDENT), n // 12)
        fact = self.protocol.admission(contributor=who, standing=int(standing), referrer=referrer)
        self._send(self.protocol.stakeholders.admit(fact, *self.protocol.attest(fact)))
        self.admissions.append(fact)

    def refer(self, n: int) -> None:
        if self.admissions:
            fact = _pick(self.admissions, n)
            self._send(self.protocol.prax.accrue_referral(fact, *self.protocol.attest(fact)))

    def recover(self, n: int) -> None:
        self._send(self.protocol.prax.recover(_pick(self.people, n)))

    def delegate(self, n: int) -> None:
        to = _pick((*self.wallets, self.sponsors[0]), n // 3).address
        self._send(self.protocol.prax.delegate(to), _pick(self.wallets, n))

    # -- rule ---------------------------------------------------------------------------------------------------------

    def revoke(self, n: int) -> None:
        """The committee takes a fact back, and whoever it minted for loses that."""
        prax = self.protocol.prax
        if n % 3 and self.commits:
            commit = self.commits[n % len(self.commits)][1][0]
            self.protocol.revoke(commit)
            self._send(prax.revoke(commit))
        elif self.admissions:
            admission = _pick(self.admissions, n // 3)
            self.protocol.revoke(admission)
            self._send(prax.revoke_referral(admission))

    def configure(self, n: int) -> None:
        """A member goes and comes back, so that those who sign here still do."""
        last = [self.protocol.members[-1].address]
        is_member = self.protocol.attesters.is_member(self.protocol.view, last[0])
        call = self.protocol.attesters.configure([] if is_member else last, last if is_member else [], new_quorum=2)
        self._send(call, self.protocol.owner)

    def close_action(self, n: int) -> None:
        self._send(self.protocol.prax.set_action(ACTION, open=n % 2 == 0), self.protocol.owner)

    def wait(self, n: int) -> None:
        self.protocol.chain.warp(by=_pick((DAY, 2 * DAY, 4 * DAY, 6 * DAY, 31 * DAY), n))

    # -- in short -----------------------------------------------------------------------------------------------------

    def _program(self, n: int) -> Program:
        return _pick((self.protocol.program, self.protocol.reviewed), n)

    def _work(self, n: int) -> tuple[Program, list[Commit]]:
        shares = _pick(SHARES, n)
        program, subject, work = self._program(n // 6), _pick(SUBJECTS, n // 12), _pick(WORKS, n // 24)
        names = sorted(self.people)[: len(shares)] if n % 2 else sorted(self.people)[-len(shares) :]
        return program, [
            self.protocol.commit(
                subject=hash_uri(subject), work=work, contributor=who, completion=share, total=sum(shares),
                evidence=self._evidence(),
            )
            for who, share in zip(names, shares, strict=True)
        ]  # fmt: skip

    def _evidence(self) -> bytes:
        self._revision += 1
        return hash_uri(f"evidence {self._revision}")

    def _send(self, call: "Call", account: "LocalAccount | None" = None) -> None:
        self.protocol.send(call, account or self.protocol.owner)


def _pick(choices: Sequence[T], number: int) -> T:
    return choices[number % len(choices)]


STEPS: tuple[Callable[[Run, int], None], ...] = (
    Run.fund, Run.fund, Run.refund, Run.give, Run.lock, Run.award, Run.award, Run.award, Run.award, Run.award_many,
    Run.accrue, Run.accrue, Run.accrue_many, Run.close, Run.cancel, Run.cancel, Run.cancel_closure, Run.release,
    Run.release_to, Run.link, Run.link, Run.link, Run.accept, Run.reject, Run.admit, Run.admit, Run.refer, Run.recover,
    Run.delegate, Run.revoke, Run.revoke, Run.configure, Run.close_action, Run.wait, Run.release,
)  # fmt: skip
