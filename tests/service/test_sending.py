"""Nothing is sent that is not written down, and nothing written down is forgotten: one call, one transaction mined."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import Engine

from praxis_chain.core.errors import ContractRefused, Incomplete, NetworkFailed, Refused
from praxis_chain.evm.local import LocalNetwork
from praxis_chain.evm.transactions import Receipt
from praxis_chain.service.sending import MOMENTS, Pace, RecordingSender, TooDear
from praxis_chain.service.sending.fees import Price
from praxis_chain.store import open_store
from praxis_chain.store.intents import State
from tests.service.outbox import HASTY, PACE, Death, Outbox, dying_at

GWEI = 10**9
CAPPED = Pace(poll=0.01, wait=0, patience=3, depth=4, most=20 * GWEI)


@pytest.fixture
def outbox(node: LocalNetwork, database: Engine) -> Outbox:
    return Outbox.on(node, database)


def take(outbox: Outbox, sender: RecordingSender, number: int) -> Receipt:
    receipt = sender.transact(outbox.once, "take", number)
    assert receipt is not None
    return receipt


def in_flight(outbox: Outbox, sender: RecordingSender, number: int) -> None:
    """Sent, and not mined."""
    with pytest.raises(Incomplete, match="is not mined yet"):
        take(outbox, sender, number)


# -- the way ----------------------------------------------------------------------------------------------------------


def test_a_call_is_written_down_sent_and_mined_and_closed_once_its_block_is_final(outbox: Outbox) -> None:
    sender = outbox.sender()
    receipt = take(outbox, sender, 1)
    assert (receipt.succeeded, outbox.taken(1), outbox.nonce) == (True, True, 1)
    (intent,) = sender.unfinished
    assert (intent.state, intent.nonce, intent.tx_hash) == (State.MINED, 0, receipt.tx_hash)
    assert (intent.block_number, intent.block_hash) == (receipt.block_number, receipt.block_hash)
    assert outbox.events == ["stored", "sent", "mined"]
    assert sender.tend() == []
    assert sender.unfinished == [intent]
    outbox.node.mine(10)
    assert sender.tend() == []
    assert sender.unfinished == []
    assert outbox.events == ["stored", "sent", "mined", "closed"]


def test_what_the_chain_refuses_is_never_written_down(outbox: Outbox) -> None:
    sender = outbox.sender()
    take(outbox, sender, 1)
    with pytest.raises(ContractRefused):
        take(outbox, sender, 1)
    assert len(sender.unfinished) == 1
    assert outbox.nonce == 1


def test_a_transaction_that_fails_on_chain_is_mined_and_raises_why(outbox: Outbox) -> None:
    sender = outbox.sender()
    prepared = sender.prepare(outbox.once, "take", 2)
    outbox.sender().transact(outbox.once, "take", 2)
    with pytest.raises(ContractRefused):
        sender.execute(prepared)
    assert [(intent.state, intent.succeeded) for intent in sender.unfinished] == [
        (State.MINED, True),
        (State.MINED, False),
    ]
    assert outbox.events[-1] == "failed on chain"


def test_whoever_means_the_same_goes_on_with_it(outbox: Outbox) -> None:
    prepared = outbox.sender().prepare(outbox.once, "take", 1)
    outbox.hold()
    for _ in range(2):
        with pytest.raises(Incomplete, match="is not mined yet"):
            outbox.sender(HASTY).execute(prepared)
    assert len(outbox.in_pool()) == 1
    outbox.node.mine()
    receipt = outbox.sender(HASTY).execute(prepared)
    assert receipt is not None
    assert receipt.succeeded
    assert outbox.events == ["stored", "sent", "mined"]
    assert (outbox.taken(1), outbox.nonce) == (True, 1)


def test_the_same_call_may_be_meant_again_once_it_is_done(outbox: Outbox) -> None:
    sender = outbox.sender()
    prepared = sender.prepare(outbox.once, "take", 1)
    sender.execute(prepared)
    outbox.node.set_storage(outbox.once.address, 1, 0)  # as if something had undone it
    receipt = sender.execute(prepared)
    assert receipt is not None
    assert [(intent.nonce, intent.state) for intent in sender.unfinished] == [(0, State.MINED), (1, State.MINED)]
    assert (outbox.taken(1), outbox.nonce) == (True, 2)


# -- sudden death -----------------------------------------------------------------------------------------------------


def live(outbox: Outbox, sender: RecordingSender) -> None:
    """From the call to its end."""
    take(outbox, sender, 1)
    outbox.node.mine(10)
    sender.tend()


@pytest.mark.parametrize("moment", [name for name in MOMENTS if "replacement" not in name])
def test_a_death_at_any_moment_loses_and_doubles_nothing(outbox: Outbox, moment: str) -> None:
    dying = outbox.sender(crash_at=dying_at(moment))
    with pytest.raises(Death):
        live(outbox, dying)
    outbox.node.mine()
    next_life = outbox.sender()
    next_life.tend()
    outbox.node.mine()  # what it handed over is in a block before anybody asks whether it was done
    if not outbox.taken(1):
        take(outbox, next_life, 1)
    take(outbox, next_life, 2)
    outbox.node.mine(10)
    next_life.tend()
    assert (outbox.taken(1), outbox.taken(2), outbox.nonce) == (True, True, 2)
    assert next_life.unfinished == []


@pytest.mark.parametrize("moment", [name for name in MOMENTS if "replacement" in name])
def test_a_death_while_the_price_is_raised_loses_and_doubles_nothing(outbox: Outbox, moment: str) -> None:
    outbox.hold()
    in_flight(outbox, outbox.sender(HASTY), 1)
    for _ in range(3):
        outbox.base_fee(100 * GWEI)
        outbox.node.mine()
    with pytest.raises(Death):
        outbox.sender(HASTY, crash_at=dying_at(moment)).tend()
    next_life = outbox.sender(HASTY)
    next_life.tend()
    outbox.base_fee(GWEI)
    outbox.node.mine()
    assert next_life.tend() == []
    assert (outbox.taken(1), outbox.nonce) == (True, 1)


def test_a_lost_database_pays_nothing_twice(outbox: Outbox, tmp_path: Path) -> None:
    prepared = outbox.sender().prepare(outbox.once, "take", 1)
    outbox.hold()
    with pytest.raises(Incomplete):
        outbox.sender(HASTY).execute(prepared)
    amnesiac = outbox.sender(HASTY, engine=open_store(f"sqlite:///{tmp_path / 'new.db'}"))
    with pytest.raises(Incomplete):
        amnesiac.execute(prepared)
    assert len(outbox.in_pool()) == 2
    outbox.node.mine()
    assert amnesiac.tend() == []
    (intent,) = amnesiac.unfinished
    assert (intent.nonce, intent.succeeded) == (1, False)
    assert (outbox.taken(1), outbox.nonce) == (True, 2)


# -- waiting ----------------------------------------------------------------------------------------------------------


def test_a_transaction_that_waits_too_long_is_replaced_at_a_higher_price(outbox: Outbox) -> None:
    outbox.hold()
    sender = outbox.sender(HASTY)
    in_flight(outbox, sender, 1)
    (before,) = sender.unfinished
    for number in range(3):
        outbox.base_fee(100 * GWEI)
        outbox.node.mine()
        sender.tend()
        assert ("replaced" in outbox.events) == (number == 2)
    (after,) = sender.unfinished
    assert after.attempts[0] == before.newest
    assert len(after.attempts) == 2
    assert after.newest.max_fee == 200 * GWEI + GWEI
    assert after.newest.tip >= before.newest.tip * 9 // 8
    assert outbox.in_pool() == {"0x" + after.newest.hash.hex()}
    outbox.base_fee(100 * GWEI)
    outbox.node.mine()
    assert sender.tend() == []
    assert (outbox.taken(1), outbox.nonce) == (True, 1)


def test_any_of_its_transactions_may_be_the_one_that_is_mined(outbox: Outbox) -> None:
    outbox.hold()
    sender = outbox.sender(HASTY)
    in_flight(outbox, sender, 1)
    outbox.base_fee(100 * GWEI)
    outbox.node.mine(3)
    sender.tend()
    (intent,) = sender.unfinished
    first, second = intent.attempts
    outbox.forget()
    outbox.base_fee(GWEI)
    outbox.node.request("eth_sendRawTransaction", "0x" + first.raw.hex())
    outbox.node.mine()
    assert sender.tend() == []
    (intent,) = sender.unfinished
    assert (intent.state, intent.tx_hash) == (State.MINED, first.hash)
    assert first.hash != second.hash


def test_above_the_highest_fee_it_waits_and_says_so_and_goes_on_when_gas_is_cheaper(outbox: Outbox) -> None:
    outbox.hold()
    sender = outbox.sender(CAPPED)
    in_flight(outbox, sender, 1)
    for _ in range(4):
        outbox.base_fee(100 * GWEI)
        outbox.node.mine()
        sender.tend()
    assert outbox.alarms() == [
        "Gas costs 101 gwei now and the highest fee is set to 20 gwei: waiting until it is cheaper (--max-fee)."
    ]
    with pytest.raises(TooDear, match="waiting until it is cheaper"):
        sender.prepare(outbox.once, "take", 2)
    assert len(sender.unfinished) == 1
    for _ in range(2):  # a node that forgot it meanwhile is given it again
        outbox.base_fee(GWEI)
        outbox.node.mine()
        sender.tend()
    assert (outbox.taken(1), outbox.nonce) == (True, 1)


def test_what_cannot_be_raised_any_more_is_an_alarm(outbox: Outbox) -> None:
    outbox.hold()
    outbox.base_fee(GWEI)
    outbox.node.mine()
    sender = outbox.sender(Pace(poll=0.01, wait=0, patience=1, depth=4, most=3 * GWEI))
    in_flight(outbox, sender, 1)
    outbox.forget()
    outbox.node.mine()
    sender.tend()
    (intent,) = sender.unfinished
    assert [attempt.max_fee for attempt in intent.attempts] == [3 * GWEI]
    assert outbox.in_pool() == {"0x" + intent.newest.hash.hex()}
    assert outbox.alarms() == [
        "It is not mined at 3 gwei, and a replacement would cost more than the highest fee of 3 gwei: "
        "raise --max-fee, or wait."
    ]


def test_a_balance_that_is_too_low_is_an_alarm_and_reserves_nothing(outbox: Outbox) -> None:
    sender = outbox.sender()
    prepared = sender.prepare(outbox.once, "take", 1)
    outbox.node.set_balance(outbox.key.address, 1000)
    with pytest.raises(Refused, match="it has not enough ether") as refused:
        sender.execute(prepared)
    assert outbox.alarms() == [str(refused.value)]
    assert sender.unfinished == []
    outbox.node.set_balance(outbox.key.address, 10**20)
    take(outbox, sender, 1)
    assert outbox.nonce == 1


def test_a_balance_that_goes_down_is_an_alarm_in_time_and_once(outbox: Outbox) -> None:
    sender, price = outbox.sender(), Price(10 * GWEI, GWEI)
    for balance in (30_000_000 * GWEI, 30_000_000 * GWEI - 1, 5 * GWEI, 30_000_000 * GWEI, 0):
        outbox.node.set_balance(outbox.key.address, balance)
        sender.check_balance(price)
    who, where = outbox.key.address, outbox.node.name
    assert outbox.alarms() == [
        f"{who} has 29999999.999999999 gwei left on {where}, which pays for 2,999,999 gas at this price: send it some.",
        f"{who} has 0 gwei left on {where}, which pays for 0 gas at this price: send it some.",
    ]


def test_nothing_more_is_sent_behind_what_was_waited_for_in_vain(outbox: Outbox) -> None:
    sender = outbox.sender(HASTY)
    first, second = (sender.prepare(outbox.once, "take", number) for number in (1, 2))
    outbox.hold()
    with pytest.raises(Incomplete, match="is not mined yet"):
        sender.execute(first)
    with pytest.raises(
        Incomplete, match=r"^Once\.take is not sent: nonce 0 is not mined yet, and it would wait behind it\.$"
    ):
        sender.execute(second)
    assert [intent.nonce for intent in sender.unfinished] == [0]
    outbox.node.mine()
    with pytest.raises(Incomplete, match=r"is not mined yet .*, nonce 1\): it is followed further\.$"):
        sender.execute(second)
    outbox.node.mine()
    assert sender.tend() == []
    assert (outbox.taken(1), outbox.taken(2), outbox.nonce) == (True, True, 2)


def test_what_stands_before_it_is_seen_through_as_well(outbox: Outbox) -> None:
    """Another process of the same key died behind it; its transaction was lost on the way."""
    first, second = (outbox.sender().prepare(outbox.once, "take", number) for number in (1, 2))
    outbox.hold()
    with pytest.raises(Incomplete):
        outbox.sender(HASTY).execute(first)
    outbox.forget()
    outbox.mining()
    assert outbox.sender().execute(second) is not None
    assert (outbox.taken(1), outbox.taken(2), outbox.nonce) == (True, True, 2)


def test_whoever_is_told_to_stop_waits_for_nobody_and_begins_nothing(outbox: Outbox) -> None:
    outbox.hold()
    stop = threading.Event()
    sender = outbox.sender(PACE, stop=stop, crash_at=lambda moment: stop.set())
    in_flight(outbox, sender, 1)
    (intent,) = sender.unfinished
    assert outbox.in_pool() == {"0x" + intent.newest.hash.hex()}
    with pytest.raises(Incomplete, match=r"^Once\.take is not sent: it was told to stop\.$"):
        take(outbox, sender, 2)
    assert sender.unfinished == [intent]


# -- reorgs, strangers, gaps ------------------------------------------------------------------------------------------


def test_what_a_reorg_takes_out_of_the_chain_is_sent_again(outbox: Outbox) -> None:
    sender = outbox.sender()
    receipt = take(outbox, sender, 1)
    outbox.node.request("anvil_reorg", 1, [])
    outbox.forget()
    assert not outbox.taken(1)
    sender.tend()
    assert outbox.events == ["stored", "sent", "mined", "reopened", "sent"]
    sender.tend()
    (intent,) = sender.unfinished
    assert (intent.state, intent.tx_hash) == (State.MINED, receipt.tx_hash)
    assert intent.block_hash != receipt.block_hash
    assert (outbox.taken(1), outbox.nonce) == (True, 1)
    outbox.node.mine(10)
    sender.tend()
    assert sender.unfinished == []


def test_a_strangers_transaction_at_its_nonce_is_recognised_and_the_step_is_asked_for_again(outbox: Outbox) -> None:
    outbox.hold()
    sender = outbox.sender(HASTY)
    in_flight(outbox, sender, 1)
    outbox.forget()
    stranger = outbox.send_elsewhere(nonce=0)
    outbox.node.mine()
    assert sender.tend() == []
    (intent,) = sender.unfinished
    assert (intent.state, intent.tx_hash) == (State.SUPERSEDED, bytes.fromhex(stranger[2:]))
    assert not outbox.taken(1)
    take(outbox, outbox.mining().sender(), 1)
    assert (outbox.taken(1), outbox.nonce) == (True, 2)
    outbox.node.mine(10)
    sender.tend()
    assert sender.unfinished == []


def test_a_superseded_step_that_is_done_meanwhile_is_not_sent_again(outbox: Outbox, tmp_path: Path) -> None:
    sender = outbox.sender()
    prepared = sender.prepare(outbox.once, "take", 1)
    outbox.hold()

    def act(moment: str) -> None:
        if moment == "sent":
            outbox.forget()
            outbox.send_elsewhere(nonce=0)
            outbox.node.request("evm_setAutomine", True)
            outbox.node.mine()
            engine = open_store(f"sqlite:///{tmp_path / 'other.db'}")
            other = RecordingSender(outbox.node, outbox.node.accounts[5], engine, pace=PACE)
            other.transact(outbox.once, "take", 1)

    with pytest.raises(ContractRefused):
        outbox.sender(crash_at=act).execute(prepared)
    assert outbox.nonce == 1


def test_a_gap_that_a_lost_database_left_is_filled(outbox: Outbox, tmp_path: Path) -> None:
    outbox.hold()
    in_flight(outbox, outbox.sender(HASTY), 1)
    amnesiac = outbox.sender(HASTY, engine=open_store(f"sqlite:///{tmp_path / 'new.db'}"))
    in_flight(outbox, amnesiac, 2)
    outbox.forget()  # nobody knows the first one any more
    for _ in range(2):
        amnesiac.tend()
        outbox.node.mine()
    amnesiac.tend()
    assert ("gap filled", {"nonce": 0}) in [
        (event, {"nonce": particulars["nonce"]}) for event, particulars in outbox.told if event == "gap filled"
    ]
    assert (outbox.taken(1), outbox.taken(2), outbox.nonce) == (False, True, 2)


def test_what_was_sent_far_beyond_what_the_chain_counts_is_given_up_and_sent_anew(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    request, sender = outbox.node.request, outbox.sender(HASTY)

    def miscount(method: str, *params: object) -> object:
        answer = request(method, *params)
        return hex(int(str(answer), 16) + 9) if method == "eth_getTransactionCount" else answer

    with monkeypatch.context() as lying:
        lying.setattr(outbox.node, "request", miscount)
        in_flight(outbox, sender, 1)
    (intent,) = sender.unfinished
    assert intent.nonce == 9
    outbox.node.mine(2)
    assert [one.nonce for one in sender.tend()] == [9]
    outbox.node.mine()
    sender.tend()
    assert sender.unfinished == []
    assert outbox.alarms() == [
        f"Nonce 9 is 9 beyond what {outbox.node.name} counts: Once.take is given up, "
        "and sent anew if it is still to be done."
    ]
    take(outbox, outbox.sender(), 1)
    assert (outbox.taken(1), outbox.nonce, outbox.events.count("gap filled")) == (True, 1, 0)


def test_an_unknown_transaction_in_the_pool_that_is_stuck_is_replaced_by_a_filler(
    outbox: Outbox, tmp_path: Path
) -> None:
    outbox.hold()
    in_flight(outbox, outbox.sender(HASTY), 1)
    amnesiac = outbox.sender(HASTY, engine=open_store(f"sqlite:///{tmp_path / 'new.db'}"))
    in_flight(outbox, amnesiac, 2)
    for _ in range(12):
        outbox.base_fee(100 * GWEI)
        outbox.node.mine()
        amnesiac.tend()
    assert outbox.events.count("gap filled") == 1
    assert (outbox.taken(1), outbox.taken(2), outbox.nonce) == (False, True, 2)


def test_a_stranger_is_found_also_where_a_reorg_moved_it_below_the_block_that_it_was_signed_at(outbox: Outbox) -> None:
    outbox.node.mine(5)
    outbox.hold()
    sender = outbox.sender(HASTY)
    in_flight(outbox, sender, 1)
    outbox.forget()
    stranger = outbox.signed_elsewhere(nonce=0)
    outbox.node.request("anvil_reorg", 4, [[stranger, 0]])
    assert outbox.nonce == 1
    assert sender.tend() == []
    (intent,) = sender.unfinished
    assert intent.state is State.SUPERSEDED
    take(outbox, outbox.mining().sender(), 1)
    assert (outbox.taken(1), outbox.nonce) == (True, 2)


# -- several at once --------------------------------------------------------------------------------------------------


def test_several_with_one_key_and_one_database_use_each_nonce_once(outbox: Outbox) -> None:
    def work(first: int) -> None:
        for number in range(first, 20, 4):
            take(outbox, outbox.sender(), number)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(work, range(4)))
    assert [outbox.taken(number) for number in range(20)] == [True] * 20
    assert outbox.nonce == 20
    nonces = [particulars["nonce"] for event, particulars in outbox.told if event == "stored"]
    assert sorted(nonces) == list(range(20))  # type: ignore[type-var]


def test_two_with_one_key_and_a_database_each_do_everything_once(outbox: Outbox, tmp_path: Path) -> None:
    engines = [open_store(f"sqlite:///{tmp_path / name}.db") for name in ("one", "other")]

    def work(engine: Engine) -> None:
        for number in range(10):
            with suppress(Refused):  # the other was faster
                take(outbox, outbox.sender(engine=engine), number)

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(work, engines))
    assert [outbox.taken(number) for number in range(10)] == [True] * 10


# -- nodes ------------------------------------------------------------------------------------------------------------


def test_what_no_node_takes_is_given_up_and_its_nonce_used_for_another(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    from praxis_chain.evm.rpc import RpcError

    request = outbox.node.request

    def refuse(method: str, *params: object) -> object:
        if method == "eth_sendRawTransaction":
            raise RpcError("the node", method, -32000, "transaction type not supported")
        return request(method, *params)

    monkeypatch.setattr(outbox.node, "request", refuse)
    sender = outbox.sender()
    with pytest.raises(Refused, match=r"takes no transaction for Once\.take: it is given up"):
        take(outbox, sender, 1)
    assert outbox.events.count("not taken") == 3
    monkeypatch.undo()
    assert sender.unfinished == []
    take(outbox, sender, 2)
    assert (outbox.taken(1), outbox.taken(2), outbox.nonce) == (False, True, 1)


def test_what_was_stored_while_the_node_cannot_be_reached_is_sent_later(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = outbox.node.request

    def silent(method: str, *params: object) -> object:
        if outbox.events:
            raise NetworkFailed("The node does not answer.")
        return request(method, *params)

    monkeypatch.setattr(outbox.node, "request", silent)
    sender = outbox.sender(HASTY)
    with pytest.raises(Incomplete, match=r"it is followed further\. The node does not answer"):
        take(outbox, sender, 1)
    with pytest.raises(NetworkFailed):
        sender.tend()
    monkeypatch.undo()
    assert not outbox.taken(1)
    sender.tend()
    assert sender.tend() == []
    assert (outbox.taken(1), outbox.nonce) == (True, 1)
