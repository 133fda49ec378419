"""Watching: one round per new block, what is new in it, and a node that goes away and comes back."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from praxis_chain.audit.watch import Round, Stopped, looking, watch, worst
from praxis_chain.core.errors import NetworkFailed
from tests.audit.lying import answering

if TYPE_CHECKING:
    from pathlib import Path

    from eth_account.signers.local import LocalAccount

    from praxis_chain.evm.networks import Network
    from tests.protocol import Protocol


def between(*steps: Callable[[], object] | None) -> Callable[[], bool]:
    """Instead of waiting, the next step; after the last one it is enough."""
    left: Iterator[Callable[[], object] | None] = iter(steps)

    def wait() -> bool:
        for step in left:
            if step is not None:
                step()
            return True
        return False

    return wait


def rounds(protocol: "Protocol", *steps: Callable[[], object] | None, network: "Network | None" = None) -> list[Round]:
    look = looking(lambda: (network or protocol.chain, protocol.record), "latest")
    return list(watch(look, between(*steps)))


def test_one_round_for_each_new_block_and_none_without_one(protocol: "Protocol") -> None:
    height = int(protocol.chain.request("eth_blockNumber"), 16)
    seen = rounds(protocol, None, protocol.chain.mine, None, None, protocol.chain.mine)
    assert [one.number for one in seen] == [1, 2, 3]
    assert [one.report.block.number for one in seen if one.report] == [height, height + 1, height + 2]
    assert [(one.exit_code, one.new, one.gone, one.changes) for one in seen] == [(0, (), 0, ())] * 3


def test_a_database_keeps_what_a_round_read(protocol: "Protocol", owner: "LocalAccount", tmp_path: "Path") -> None:
    asked: list[int] = []

    def note(method: str, params: Any, result: Any) -> Any:
        if method == "eth_getLogs":
            asked.append(int(params[0]["fromBlock"], 16))
        return result

    url, node = f"sqlite:///{tmp_path}/audit.db", answering(protocol.chain, note)
    look = looking(lambda: (node, protocol.record), "latest", database=url)

    def change() -> None:
        asked.clear()
        protocol.send(protocol.prax.set_epoch_cap(7), owner)

    first, second = watch(look, between(change))
    assert first.report is not None
    assert min(asked) > first.report.block.number > protocol.record.first_block
    assert [(one.name, one.after) for one in second.changes] == [("Prax.epochCap", 7)]
    assert second.exit_code == 0


def test_it_ends_after_so_many_rounds(protocol: "Protocol") -> None:
    look = looking(lambda: (protocol.chain, protocol.record), "latest")
    seen = list(watch(look, between(protocol.chain.mine, protocol.chain.mine), rounds=2))
    assert [one.number for one in seen] == [1, 2]


def test_changes_are_told_once_as_they_happen(
    protocol: "Protocol", owner: "LocalAccount", stranger: "LocalAccount"
) -> None:
    first, second, third = rounds(
        protocol,
        lambda: protocol.send(protocol.attesters.configure([stranger.address], [], new_quorum=3), owner),
        protocol.chain.mine,
    )
    assert (first.changes, third.changes) == ((), ())
    assert [(change.name, change.before, change.after) for change in second.changes] == [
        (f"Attesters.members.{stranger.address}", None, True),
        ("Attesters.quorum", 2, 3),
    ]
    assert second.changes[0].moment is not None
    assert second.exit_code == 0


def test_a_finding_is_new_once_and_told_when_it_is_gone(protocol: "Protocol") -> None:
    """The node withholds a log for two blocks."""
    lies, topic = [False], protocol.prax.contract.abi.topic("EpochCapSet")

    def alter(method: str, params: Any, result: Any) -> Any:
        if lies[0] and method == "eth_getLogs":
            return [log for log in result if log["topics"][0] != topic]
        return result

    def lie(now: bool) -> Callable[[], None]:
        def step() -> None:
            lies[0] = now
            protocol.chain.mine()

        return step

    seen = rounds(protocol, lie(True), lie(True), lie(False), network=answering(protocol.chain, alter))
    assert [one.exit_code for one in seen] == [0, 3, 3, 0]
    assert [len(one.new) > 0 for one in seen] == [False, True, False, False]
    assert [one.gone > 0 for one in seen] == [False, False, False, True]


def test_a_node_that_is_away_is_told_and_asked_again(protocol: "Protocol") -> None:
    away = [True]

    def connect() -> Any:
        if away[0]:
            raise NetworkFailed("The node cannot be reached: check the URL and that the node runs.")
        return protocol.chain, protocol.record

    def come() -> None:
        away[0] = False

    def go() -> None:
        away[0] = True

    def come_back() -> None:
        come()
        protocol.chain.mine()

    seen = list(watch(looking(connect, "latest"), between(None, come, go, come_back)))
    assert [one.exit_code for one in seen] == [4, 4, 0, 4, 0]
    assert seen[0].failure == "The node cannot be reached: check the URL and that the node runs."
    assert seen[3].report is None
    assert seen[4].new == ()


def test_a_round_can_be_stopped_half_way(protocol: "Protocol") -> None:
    asked: list[str] = []

    def progress(what: str, done: int, total: int) -> None:
        asked.append(what)
        if len(asked) == 2:
            raise Stopped

    look = looking(lambda: (protocol.chain, protocol.record), "latest", progress)
    assert list(watch(look, between(None))) == []
    assert len(asked) == 2


def test_what_else_goes_wrong_is_not_survived(protocol: "Protocol") -> None:
    def look(_: object) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(watch(look, between(None)))


def test_rounds_are_plain_values_for_machines(
    protocol: "Protocol", owner: "LocalAccount", stranger: "LocalAccount"
) -> None:
    import json

    _, second = rounds(
        protocol, lambda: protocol.send(protocol.attesters.configure([stranger.address], [], new_quorum=3), owner)
    )
    told = json.loads(json.dumps(second.as_json()))
    assert (told["round"], told["exit_code"], told["failure"], told["new"]) == (2, 0, None, [])
    assert told["changes"][1]["event"] == "Configured"
    assert told["report"]["holds"] is True


@pytest.mark.parametrize(("codes", "code"), [([], 0), ([0, 0], 0), ([0, 4, 0], 4), ([4, 5, 0], 5), ([5, 4, 3, 0], 3)])
def test_the_worst_round_is_the_code_to_end_with(codes: list[int], code: int) -> None:
    assert worst(codes) == code
