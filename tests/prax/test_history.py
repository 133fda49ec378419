"""Votes, present and past, against the plain sum over a list of who held how much and had delegated to whom, when."""

from dataclasses import dataclass, field

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from praxis_chain.core.facts import Commit
from praxis_chain.core.ids import hash_uri
from tests.prax.accruing import ask, holdings, votes
from tests.protocol import PRAX, Protocol
from tests.stakeholders.linking import change_at_once

PERSON = st.integers(0, 1)
ACCOUNT = st.integers(0, 3)
STEPS = st.one_of(
    st.tuples(st.just("accrue"), st.lists(PERSON, min_size=1, max_size=3)),
    st.tuples(st.just("revoke"), PERSON),
    st.tuples(st.just("delegate"), st.tuples(ACCOUNT, ACCOUNT)),
    st.tuples(st.just("change wallet"), PERSON),
    st.tuples(st.just("wait"), st.integers(1, 1_000)),
)


@dataclass
class History:
    """What each account holds and whom it chose; and after each step the time, everybody's votes and the supply."""

    held: dict[str, int] = field(default_factory=dict)
    chosen: dict[str, str] = field(default_factory=dict)
    states: list[tuple[int, dict[str, int], int]] = field(default_factory=list)

    def votes(self) -> dict[str, int]:
        votes: dict[str, int] = {}
        for account, amount in self.held.items():
            delegatee = self.chosen.get(account, account)
            votes[delegatee] = votes.get(delegatee, 0) + amount
        return votes

    def keep(self, now: int) -> None:
        self.states.append((now, self.votes(), sum(self.held.values())))

    def at(self, time: int) -> tuple[dict[str, int], int]:
        states = [(votes, supply) for then, votes, supply in self.states if then <= time]
        return states[-1] if states else ({}, 0)


def accrue_all(protocol: Protocol, commits: list[Commit]) -> None:
    protocol.send(protocol.prax.accrue_many(commits, protocol.attest_all(*commits)), protocol.arbiter)


@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=6, max_size=14))
@example(steps=[("accrue", [0]), ("delegate", (0, 2)), ("delegate", (2, 1)), ("change wallet", 0)])  # to a delegate
@example(steps=[("accrue", [0]), ("delegate", (0, 1)), ("delegate", (2, 1)), ("change wallet", 0)])  # of the same one
def test_p1_votes_are_what_is_held_by_those_who_delegated(protocol, contributor, second_contributor, steps):
    """P1: at every second, past or present, an account's votes are what its delegators held, and all of them together
    are the supply."""
    accounts = protocol.chain.accounts
    wallets = [[accounts[3], accounts[5]], [accounts[4], accounts[6]]]  # the present one first
    everybody = [accounts[i] for i in (3, 4, 5, 6)]
    names = [account.address for account in everybody]
    with protocol.chain.rollback():
        people = [protocol.enter(contributor), protocol.enter(second_contributor)]
        completed_at, history = protocol.now, History()
        live: tuple[list[Commit], list[Commit]] = ([], [])
        for number, (step, chosen) in enumerate(steps):
            if step == "accrue":
                works = [hash_uri(f"work {number} {i}") for i in range(len(chosen))]
                commits = [
                    protocol.commit(contributor=people[who], work=work, completedAt=completed_at)
                    for who, work in zip(chosen, works, strict=True)
                ]
                accrue_all(protocol, commits)
                for who, commit in zip(chosen, commits, strict=True):
                    live[who].append(commit)
                    wallet = wallets[who][0].address
                    history.held[wallet] = history.held.get(wallet, 0) + 100 * PRAX
            elif step == "revoke" and live[chosen]:
                commit = live[chosen].pop(0)
                protocol.revoke(commit)
                protocol.send(protocol.prax.revoke(commit), protocol.arbiter)
                history.held[wallets[chosen][0].address] -= 100 * PRAX
            elif step == "delegate":
                account, to = (everybody[i] for i in chosen)
                protocol.send(protocol.prax.delegate(to.address), account)
                history.chosen[account.address] = to.address
            elif step == "change wallet":
                old, new = wallets[chosen]
                change_at_once(protocol, people[chosen], new, old)
                protocol.send(protocol.prax.recover(people[chosen]), protocol.arbiter)
                wallets[chosen] = [new, old]
                history.held[new.address] = history.held.pop(old.address, 0)
            elif step == "wait":
                protocol.chain.warp(by=chosen)
            history.keep(protocol.now)

        assert holdings(protocol, *names) == [history.held.get(name, 0) for name in names]
        present = history.votes()
        assert votes(protocol, *names) == [present.get(name, 0) for name in names]
        protocol.chain.mine()
        for time in sorted({second for then, _, _ in history.states for second in (then - 1, then)}):
            then, supply = history.at(time)
            assert [ask(protocol, "getPastVotes", name, time) for name in names] == [
                then.get(name, 0) for name in names
            ]
            assert ask(protocol, "getPastTotalSupply", time) == supply
