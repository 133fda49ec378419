"""A database that was kept up to date, through whatever happened, holds what a fresh reading of the chain holds."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from praxis_chain.audit.index import load, read, sync
from praxis_chain.audit.index.fetch import stretches
from praxis_chain.core.errors import NetworkFailed, Refused, WrongInput
from tests.audit.keeping import assert_as_fresh, during, keep_up, opened, rows
from tests.audit.modelled import CONTRACTS, FIRST_BLOCK, Modelled

counts = st.lists(st.integers(0, 9), min_size=1, max_size=5)
steps = st.one_of(
    st.tuples(st.just("extend"), counts),
    st.tuples(st.just("replace"), st.integers(1, 8), counts),
    st.tuples(st.just("branch"), st.integers(0, 5)),
    st.tuples(st.just("finish"), st.integers(0, 4)),
    st.tuples(st.just("sync")),
    st.tuples(st.just("sync, ended"), st.integers(1, 25)),
    st.tuples(st.just("sync, replaced"), st.integers(1, 25), st.integers(1, 8), counts),
    st.tuples(st.just("sync an older block"), st.integers(1, 4)),
)


class Ended(Exception):
    """The process ends here."""


def play(url: str, chain: Modelled, branches: list[list[Any]], step: tuple[Any, ...]) -> None:
    """One thing that happens to the chain, or to who reads it."""
    match step:
        case "extend", logs:
            chain.extend(logs)
        case "replace", depth, logs:
            branches.append(list(chain.blocks))
            chain.replace(depth, logs)
        case "branch", which if branches:  # the chain as it was before: its blocks are known already
            old = branches[which % len(branches)]
            if chain.final is None or old[: chain.final + 1] == chain.blocks[: chain.final + 1]:
                branches.append(list(chain.blocks))
                chain.blocks = list(old)
        case "finish", behind if chain.final is not None:
            chain.final = max(chain.final, len(chain.blocks) - 1 - behind)
        case ("sync",):
            keep_up(url, chain)
        case "sync, ended", requests:
            with during(chain, requests, _end), suppress(Ended):
                keep_up(url, chain)
        case "sync, replaced", requests, depth, logs:
            branches.append(list(chain.blocks))
            with during(chain, requests, lambda: chain.replace(depth, logs)), suppress(NetworkFailed):
                keep_up(url, chain)
        case "sync an older block", behind:
            from praxis_chain.evm.client import Client

            height = max(FIRST_BLOCK, len(chain.blocks) - 1 - behind)
            with opened(url) as database:
                sync(database, Client(chain.view.network).at(height), CONTRACTS)


def _end() -> None:
    raise Ended


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(steps, max_size=12),
    st.sampled_from([1, 3, 10**9]),
    st.booleans(),
    st.booleans(),
)
def test_incremental_equals_fresh(
    tmp_path_factory: pytest.TempPathFactory, history: list[tuple[Any, ...]], most: int, has_final: bool, timed: bool
) -> None:
    url = f"sqlite:///{tmp_path_factory.mktemp('sync') / 'audit.db'}"
    chain, branches = Modelled(), list[list[Any]]()
    chain.final = 0 if has_final else None
    chain.says_times = timed
    deleted_nothing = 0
    for step in history:
        chain.most = max(most, max(len(block.logs) for block in chain.blocks))
        play(url, chain, branches, step)
        kept = rows(url, "SELECT count(*) FROM logs")[0][0]
        assert kept >= deleted_nothing
        deleted_nothing = kept
    chain.most = 10**9
    keep_up(url, chain)
    assert_as_fresh(url, chain)


def test_either_database_holds_the_same(database_url: str, modelled: Modelled) -> None:
    keep_up(database_url, modelled)
    modelled.replace(3, [7, 7])
    modelled.extend([2, 2, 2])
    done = keep_up(database_url, modelled)
    assert (done.up_to, done.added, done.dropped, done.provisional) == (modelled.view.block, 18, 3, True)
    assert_as_fresh(database_url, modelled)
    strange = "SELECT DISTINCT contract, name, args FROM logs WHERE name IS NULL OR args IS NULL"
    assert rows(database_url, strange) == [("Stakeholders", None, None)]


def test_what_is_there_is_not_asked_for_again(database_url: str, modelled: Modelled) -> None:
    assert keep_up(database_url, modelled).added > 0
    asked = modelled.asked
    done = keep_up(database_url, modelled)
    assert (done.added, done.dropped) == (0, 0)
    assert modelled.asked - asked < 8  # chain id, heights and headers


def test_an_older_block_is_loaded_as_it_was(database_url: str, modelled: Modelled) -> None:
    from praxis_chain.evm.client import Client

    keep_up(database_url, modelled)
    older = Client(modelled.view.network).at(7)
    with opened(database_url) as database:
        assert load(database, CONTRACTS, older.block).events == read(older, CONTRACTS).events
        later = Client(modelled.view.network).at(len(modelled.blocks) - 1).block
        modelled.extend([1])
        with pytest.raises(WrongInput, match=f"up to block {later.number}, and block {later.number + 1} was"):
            load(database, CONTRACTS, modelled.view.block)


def test_what_is_final_is_marked(database_url: str, modelled: Modelled) -> None:
    keep_up(database_url, modelled)
    count = "SELECT count(*) FROM events WHERE final AND block > 8 OR NOT final AND block <= 8"
    assert rows(database_url, count) == [(0,)]
    assert rows(database_url, "SELECT final FROM cursor") == [(8,)]
    modelled.final = len(modelled.blocks) - 1
    assert keep_up(database_url, modelled).provisional is False
    assert rows(database_url, "SELECT final FROM cursor") == [(modelled.final,)]


def test_a_final_block_is_never_replaced(database_url: str, modelled: Modelled) -> None:
    keep_up(database_url, modelled)
    before = rows(database_url, "SELECT number, hash, canonical FROM blocks ORDER BY id")
    del modelled.blocks[6:]
    modelled.extend([1] * 8)
    with pytest.raises(Refused, match=r"Block 8 was final as 0x\w{64}, and model has another one now"):
        keep_up(database_url, modelled)
    assert rows(database_url, "SELECT number, hash, canonical FROM blocks ORDER BY id") == before


def test_a_node_that_is_behind_is_told_from_another_chain(database_url: str, modelled: Modelled) -> None:
    modelled.final = len(modelled.blocks) - 1
    keep_up(database_url, modelled)
    modelled.final = 5
    del modelled.blocks[9:]
    with pytest.raises(NetworkFailed, match="model does not have block 12 yet, which"):
        keep_up(database_url, modelled)


def test_a_chain_that_is_replaced_again_and_again_is_given_up(database_url: str, modelled: Modelled) -> None:
    modelled.before = lambda _: modelled.replace(1, [1])
    with pytest.raises(NetworkFailed, match=r"model replaced block \d+ while it was read \(a reorg\): read it again"):
        keep_up(database_url, modelled)
    modelled.before = lambda _: None
    keep_up(database_url, modelled)
    assert_as_fresh(database_url, modelled)


def test_two_processes_read_into_one(database_url: str, modelled: Modelled) -> None:
    """The second is done while the first waits for its logs."""
    modelled.extend([1] * 200)

    def second() -> None:
        modelled.before = lambda _: None
        keep_up(database_url, modelled)

    with during(modelled, 9, second):
        keep_up(database_url, modelled)
    assert_as_fresh(database_url, modelled)


@pytest.mark.parametrize("request_", range(5, 17))
def test_a_chain_replaced_before_any_request_is_never_mixed_with_the_new_one(tmp_path: Path, request_: int) -> None:
    """More blocks are replaced than are asked for at a time."""
    url, chain = f"sqlite:///{tmp_path / 'audit.db'}", Modelled()
    chain.extend([1] * 60)
    with during(chain, request_, lambda: chain.replace(50, [2] * 60)), suppress(NetworkFailed):
        keep_up(url, chain)
    keep_up(url, chain)
    assert_as_fresh(url, chain)


@pytest.mark.parametrize("request_", range(4, 12))
def test_answers_of_two_chains_are_never_one_stretch(tmp_path: Path, request_: int) -> None:
    """The blocks at the end are empty on both, so that no log says of which they are."""
    url, chain = f"sqlite:///{tmp_path / 'audit.db'}", Modelled()
    chain.extend([8] * 12 + [0])
    with during(chain, request_, lambda: chain.replace(12, [8] * 11 + [0])), suppress(NetworkFailed):
        keep_up(url, chain)
    keep_up(url, chain)
    assert_as_fresh(url, chain)


def test_what_a_slow_process_read_of_a_chain_that_is_gone_is_not_kept(database_url: str, modelled: Modelled) -> None:
    """Another went back and on meanwhile."""
    from praxis_chain.audit.index import syncing
    from praxis_chain.audit.index.rows import by_address

    keep_up(database_url, modelled)
    at = len(modelled.blocks)
    modelled.extend([3, 3])
    view = modelled.view
    (slow,) = stretches(view.network, CONTRACTS, at, modelled.blocks[at - 1].hash, at + 1)
    modelled.replace(4, [2, 2, 2, 2])
    keep_up(database_url, modelled)
    with opened(database_url) as database:
        assert syncing._keep(database, slow, by_address((*CONTRACTS.emitters, CONTRACTS.usdc))) is None
    assert_as_fresh(database_url, modelled)


def test_progress_is_told_in_blocks(tmp_path: Path, modelled: Modelled) -> None:
    told: list[tuple[str, int, int]] = []
    modelled.most = 9
    with opened(f"sqlite:///{tmp_path / 'audit.db'}") as database:
        sync(database, modelled.view, CONTRACTS, lambda *what: told.append(what))
    blocks = len(modelled.blocks) - FIRST_BLOCK
    assert told[-1] == ("blocks read", blocks, blocks)
    assert [done for _, done, _ in told] == sorted({done for _, done, _ in told})
