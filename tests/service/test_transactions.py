"""What is kept of transactions, in SQLite and in PostgreSQL: unique while open, one nonce each, one after the other."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine

from praxis_chain.store.intents import Attempt, Intent, Meant, State
from praxis_chain.store.transactions import Transactions

ME = "0x" + "11" * 20


@pytest.fixture
def store(either_database: Engine) -> Transactions:
    return Transactions(either_database, 31337, ME)


def meant(name: str) -> Meant:
    return Meant(name, "0x" + "22" * 20, b"data", 0, 21_000, "Once.take")


def signed(nonce: int, price: int = 1) -> Attempt:
    return Attempt(nonce.to_bytes(32, "big"), b"raw", price, price, 5)


def begin(store: Transactions, name: str, free: int = 0, nonce: int | None = None) -> Intent:
    intent = store.begin(meant(name), free, signed, nonce)
    assert intent is not None
    return intent


def test_what_is_begun_is_kept_with_its_first_attempt(store: Transactions) -> None:
    intent = begin(store, "a", free=7)
    assert intent == Intent(1, meant("a"), 7, State.OPEN, 0, (signed(7),))
    assert store.unfinished() == [intent]


def test_what_is_open_is_not_begun_again(store: Transactions) -> None:
    first = begin(store, "a", free=7)
    assert begin(store, "a", free=9) == first
    store.mark(first, State.CLOSED)
    again = begin(store, "a", free=8)
    assert (again.id, again.nonce) == (2, 8)


@pytest.mark.parametrize(
    ("state", "next_nonce"),
    [(State.OPEN, 1), (State.MINED, 1), (State.CLOSED, 1), (State.SUPERSEDED, 0), (State.DROPPED, 0)],
)
def test_a_nonce_is_taken_for_as_long_as_it_may_be_used(store: Transactions, state: State, next_nonce: int) -> None:
    store.mark(begin(store, "a"), state)
    assert begin(store, "b").nonce == next_nonce


def test_gaps_are_filled_from_below_and_one_certain_nonce_only_if_it_is_free(store: Transactions) -> None:
    assert [begin(store, name).nonce for name in "abc"] == [0, 1, 2]
    store.mark(store.unfinished()[1], State.DROPPED)
    assert store.begin(meant("d"), 0, signed, nonce=2) is None
    assert begin(store, "e").nonce == 1
    assert begin(store, "f").nonce == 3
    assert begin(store, "g", nonce=9).nonce == 9


def test_what_fails_while_it_signs_leaves_nothing(store: Transactions) -> None:
    def die(_: int) -> Attempt:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.begin(meant("a"), 0, die)
    assert store.unfinished() == []
    assert begin(store, "b").nonce == 0


def test_only_one_of_two_replaces(store: Transactions) -> None:
    intent = begin(store, "a")
    once = store.replace(intent, lambda nonce: signed(nonce, 2))
    assert [attempt.max_fee for attempt in once.attempts] == [1, 2]
    assert store.replace(intent, lambda nonce: signed(nonce, 3)) == once
    assert store.replace(once, lambda nonce: signed(nonce, 3)).newest == signed(0, 3)
    mined = store.mark(intent, State.MINED)
    assert store.replace(mined, lambda nonce: signed(nonce, 4)) == mined


def test_what_is_reopened_forgets_its_block_unless_its_nonce_has_another(store: Transactions) -> None:
    intent = begin(store, "a")
    told = {"block_number": 3, "block_hash": b"\1" * 32, "tx_hash": b"\2" * 32, "succeeded": True}
    mined = store.mark(intent, State.MINED, **told)
    assert (mined.block_number, mined.block_hash, mined.tx_hash, mined.succeeded) == tuple(told.values())
    assert store.reopen(mined) == intent
    superseded = store.mark(intent, State.SUPERSEDED)
    begin(store, "b")
    assert store.reopen(superseded).state is State.SUPERSEDED


def test_each_key_and_chain_has_nonces_and_heads_of_its_own(either_database: Engine) -> None:
    stores = [Transactions(either_database, chain, who) for chain in (1, 2) for who in (ME, "0x" + "33" * 20)]
    assert [begin(store, f"{number}").nonce for number, store in enumerate(stores)] == [0, 0, 0, 0]
    assert [len(store.unfinished()) for store in stores] == [1, 1, 1, 1]
    assert stores[0].highest() == -1
    stores[0].saw(5)
    stores[1].saw(4)
    stores[2].saw(9)
    assert [store.highest() for store in stores] == [5, 5, 9, 9]


def at_once(number: int, act: Callable[[int], None]) -> None:
    """In that many threads; fails the test with what one of them failed with."""
    with ThreadPoolExecutor(number) as threads:
        list(threads.map(act, range(number)))


def test_many_at_once_get_one_nonce_each(either_database: Engine) -> None:
    def act(which: int) -> None:
        store = Transactions(either_database, 31337, ME)
        for turn in range(5):
            begin(store, f"{which}/{turn}")
            store.saw(which * turn)

    at_once(6, act)
    store = Transactions(either_database, 31337, ME)
    assert [intent.nonce for intent in store.unfinished()] == list(range(30))
    assert store.highest() == 20


def test_many_at_once_who_mean_the_same_begin_it_once(either_database: Engine) -> None:
    at_once(6, lambda _: begin(Transactions(either_database, 31337, ME), "a") and None)
    assert len(Transactions(either_database, 31337, ME).unfinished()) == 1
