"""P1, P2 and P3 against a ledger of a dozen lines, whatever two people do in whatever order."""

from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from praxis_chain.core.catalogue import accrued
from praxis_chain.core.errors import ContractRefused
from praxis_chain.core.facts import Commit, fact_hash
from praxis_chain.core.ids import Id, commit_id, hash_uri
from praxis_chain.evm.bindings import Accrual
from tests.prax.accruing import EPOCH, accrue
from tests.protocol import ACTION, PRAX, SUBJECT, Protocol
from tests.stakeholders.linking import change_at_once

CAP = 350 * PRAX  # wei per epoch: a few Commits
WORKS = [hash_uri("work 1"), hash_uri("work 2")]

PERSON = st.integers(0, 1)
COMMIT = st.tuples(PERSON, st.integers(0, 1), st.sampled_from([0, 20_000]), st.sampled_from([6_000, 10_000]))
STEPS = st.one_of(
    *(st.tuples(st.just(step), COMMIT) for step in ("accrue", "accrue", "revoke fact", "revoke")),
    *(st.tuples(st.just(step), PERSON) for step in ("change wallet", "recover", "delegate", "next epoch")),
)


@dataclass
class Ledger:
    """What should be: live accruals by Commit, facts revoked, wei minted in this epoch."""

    live: dict[tuple[bytes, bytes], tuple[Commit, int]] = field(default_factory=dict)
    revoked: set[Commit] = field(default_factory=set)
    minted: int = 0

    def takes(self, step: str, commit: Commit) -> bool:
        """Whether the contracts should let this happen; if so it is in the ledger now."""
        key = (commit.contributor, commit.work)
        amount = accrued(ACTION.reward, ACTION.attempt_share, commit.quality, commit.completion)
        if step == "accrue":
            if key in self.live or commit in self.revoked or self.minted + amount > CAP:
                return False
            self.live[key] = (commit, amount)
            self.minted += amount
        elif step == "revoke fact":
            if commit in self.revoked:
                return False
            self.revoked.add(commit)
        else:
            if commit not in self.revoked or key not in self.live or self.live[key][0] != commit:
                return False
            del self.live[key]
        return True

    def held_by(self, person: bytes) -> int:
        return sum(amount for (contributor, _), (_, amount) in self.live.items() if contributor == person)


@pytest.fixture
def people(protocol, contributor, second_contributor) -> list[Id]:
    protocol.send(protocol.prax.set_epoch_cap(CAP), protocol.owner)
    return [protocol.enter(contributor), protocol.enter(second_contributor)]


def happens(protocol: Protocol, step: str, commit: Commit) -> bool:
    """Whether the contracts let it happen."""
    try:
        if step == "accrue":
            accrue(protocol, commit)
        elif step == "revoke fact":
            protocol.revoke(commit)
        else:
            protocol.send(protocol.prax.revoke(commit), protocol.arbiter)
    except ContractRefused:
        return False
    return True


@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=6, max_size=14))
def test_p1_p2_p3_everybody_holds_their_live_accruals_and_nobody_elses(protocol, people, steps):
    """P1: balances and supply are the live accruals. P2: a Commit is live once, and the epoch's sum stays within the
    cap. P3: nothing a person holds ever comes from, or goes to, another."""
    ledger, completed_at, accounts = Ledger(), protocol.now, protocol.chain.accounts
    wallets = [[accounts[i] for i in (3, 5, 9)], [accounts[i] for i in (4, 6, 10)]]  # the present one first
    with protocol.chain.rollback():
        for step, given in steps:
            if isinstance(given, tuple):
                who, work, quality, completion = given
                commit = protocol.commit(
                    contributor=people[who], work=WORKS[work], quality=quality, completion=completion,
                    completedAt=completed_at,
                )  # fmt: skip
                assert happens(protocol, step, commit) == ledger.takes(step, commit), step
            elif step == "change wallet":
                old = wallets[given].pop(0)
                wallets[given].append(old)
                change_at_once(protocol, people[given], wallets[given][0], old)
            elif step == "recover":
                protocol.send(protocol.prax.recover(people[given]), protocol.arbiter)
            elif step == "delegate":
                protocol.send(protocol.prax.delegate(wallets[1 - given][0].address), wallets[given][0])
            else:
                protocol.chain.warp(to=(protocol.now // EPOCH + 1) * EPOCH)
                ledger.minted = 0

        view, prax = protocol.view, protocol.prax
        for person in people:
            assert prax.balance_of(view, prax.holder_of(view, person)) == ledger.held_by(person), "P1, P3"
        supply = sum(ledger.held_by(person) for person in people)
        assert prax.total_supply(view) == supply, "P1"
        assert sum(prax.get_votes(view, wallet.address) for own in wallets for wallet in own) == supply
        for (contributor, work), (commit, amount) in ledger.live.items():
            live = prax.accrual(view, commit_id(SUBJECT, work, contributor))
            assert live == Accrual(amount, fact_hash(commit)[:20]), "P2"
