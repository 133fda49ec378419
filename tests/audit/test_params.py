"""Parameters: what they come to, every change with what made it, and what a baseline is good for."""

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from praxis_chain.audit.params import Baseline, Change, Params, changes, params, values_after
from praxis_chain.core.catalogue import Action, Category
from praxis_chain.core.errors import WrongInput
from praxis_chain.core.ledger import Ledger
from tests.audit.lying import lying, withhold

from .story import ACTION, AT_ONCE, MEMBERS, OWNER, PRAX, REVIEWED, STRANGER, WHERE, Story, tell

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

    from praxis_chain.evm.local_usdc import LocalUsdc
    from tests.protocol import Protocol


def test_what_a_history_comes_to() -> None:
    values = values_after(changes(tell(), WHERE))
    ledger = Ledger.from_events(tell(), WHERE)
    closed = ledger.recognition.catalogue.entries[ACTION.id].closed_at
    assert {name: value for name, value in values.items() if "programs" not in name} == {
        "Attesters.owner": OWNER,
        "Attesters.quorum": 2,
        f"Attesters.members.{MEMBERS[0]}": True,
        f"Attesters.members.{MEMBERS[1]}": True,
        "Prax.owner": OWNER,
        "Prax.pendingOwner": STRANGER,
        "Prax.epochCap": 150 * PRAX,
        "Prax.referralRewards.3": 50 * PRAX,
        f"Prax.actions.0x{ACTION.id.hex()}": {
            "category": 5,
            "reward": 100 * PRAX,
            "attemptShare": 1_000,
            "specification": "0x" + ACTION.specification.hex(),
            "closedAt": closed,
        },
    }
    assert closed > 0
    programs = {name: value for name, value in values.items() if "programs" in name}
    assert set(programs) == {f"BountyEscrow.programs.0x{program.id.hex()}" for program in (AT_ONCE, REVIEWED)}
    first = programs[f"BountyEscrow.programs.0x{REVIEWED.id.hex()}"]
    assert isinstance(first, dict)
    assert (first["reviewPeriod"], first["minimum"]) == (REVIEWED.review_period, REVIEWED.minimum)


def test_each_change_names_the_event_that_made_it() -> None:
    made = list(changes(tell(), WHERE))
    removal = next(event for event in tell() if event.name == "MemberRemoved")
    (left,) = [change for change in made if change.event == "MemberRemoved"]
    assert left.moment is not None
    assert (left.name, left.before, left.after) == (f"Attesters.members.{MEMBERS[2]}", True, None)
    assert (left.moment.block, left.moment.log) == (removal.block_number, removal.log_index)
    assert (left.moment.transaction, left.moment.time) == (removal.tx_hash, removal.block_time)


def test_an_event_that_says_the_same_again_changes_nothing() -> None:
    quorums = [change for change in changes(tell(), WHERE) if change.name == "Attesters.quorum"]
    assert [(change.before, change.after) for change in quorums] == [(None, 2)]
    assert sum(event.name == "Configured" for event in tell()) == 2


def test_an_owner_who_accepted_is_not_pending_any_more() -> None:
    told = Story().next().deployed()
    told.next().say(WHERE.attesters, "OwnershipTransferStarted", previousOwner=OWNER, newOwner=STRANGER)
    offered = values_after(changes(told.events, WHERE))
    told.next().say(WHERE.attesters, "OwnershipTransferred", previousOwner=OWNER, newOwner=STRANGER)
    accepted = values_after(changes(told.events, WHERE))
    assert (offered["Attesters.owner"], offered["Attesters.pendingOwner"]) == (OWNER, STRANGER)
    assert (accepted["Attesters.owner"], accepted.get("Attesters.pendingOwner")) == (STRANGER, None)
    assert values_after(changes(told.events, WHERE), told.block - 1) == offered


# -- on a chain -------------------------------------------------------------------------------------------------------


def look(protocol: "Protocol", before: Params | None = None) -> Params:
    """The parameters now; `before` as it was written down and read again."""
    baseline = None if before is None else written(before)
    return params(protocol.chain, protocol.record, "latest", baseline)


def written(found: Params, **altered: Any) -> Baseline:
    data = json.loads(json.dumps(found.as_json())) | altered
    return Baseline.read(json.dumps({"data": data}), "last week")


def test_nothing_changed(protocol: "Protocol") -> None:
    first = look(protocol)
    protocol.chain.mine()
    again = look(protocol, first)
    assert (first.exit_code, first.since, first.changes) == (0, None, ())
    assert (again.exit_code, again.since, again.changes) == (0, first.block.number, ())
    assert again.values == first.values


def test_they_are_what_the_contracts_answer(protocol: "Protocol", owner: "LocalAccount") -> None:
    values, view = look(protocol).values, protocol.chain
    from praxis_chain.evm.client import Client

    now = Client(view).at("latest")
    committee = protocol.attesters.committee(now)
    assert values["Attesters.quorum"] == committee.quorum
    assert sum(name.startswith("Attesters.members.") for name in values) == committee.member_count
    assert (values["Attesters.owner"], values["Prax.owner"]) == (owner.address, protocol.prax.owner(now))
    assert values["Prax.epochCap"] == protocol.prax.epoch(now).cap


def test_every_change_since_also_what_was_changed_back(
    protocol: "Protocol", owner: "LocalAccount", stranger: "LocalAccount"
) -> None:
    before = look(protocol)
    joined = protocol.send(protocol.attesters.configure([stranger.address], [], new_quorum=3), owner)
    protocol.send(protocol.attesters.configure([], [stranger.address], new_quorum=2), owner)
    action = Action(Category.GOVERNANCE, 3 * PRAX, 500, bytes(32))
    protocol.send(protocol.prax.set_action(action), owner)
    found = look(protocol, before)
    member = f"Attesters.members.{stranger.address}"
    assert [(one.name, one.before, one.after) for one in found.changes[:4]] == [
        (member, None, True),
        ("Attesters.quorum", 2, 3),
        (member, True, None),
        ("Attesters.quorum", 3, 2),
    ]
    assert found.changes[4].name == f"Prax.actions.0x{action.id.hex()}"
    first = found.changes[0]
    assert first.moment is not None
    assert (first.event, first.moment.block) == ("MemberAdded", joined.block_number)
    assert first.moment.transaction == joined.tx_hash
    assert found.exit_code == 3


def test_a_baseline_that_the_chain_contradicts_is_told_before_all_else(protocol: "Protocol") -> None:
    found = look(protocol)
    altered = written(found, values={**found.as_json()["values"], "Attesters.quorum": 1})
    told = params(protocol.chain, protocol.record, "latest", altered)
    assert told.changes == (Change("Attesters.quorum", 1, 2),)


def test_an_event_that_is_withheld_leaves_the_old_value(protocol: "Protocol", owner: "LocalAccount") -> None:
    """The audit is what notices: this only reads. But a baseline made meanwhile does not agree any more."""
    protocol.send(protocol.prax.set_epoch_cap(7 * PRAX), owner)
    honest = look(protocol)
    topic = protocol.prax.contract.abi.topic("EpochCapSet")
    told = params(lying(protocol.chain, withhold(topic, 2)), protocol.record, "latest", written(honest))
    assert [(one.name, one.before, one.moment) for one in told.changes] == [("Prax.epochCap", 7 * PRAX, None)]


def test_a_baseline_of_another_deployment_or_of_the_future_is_refused(protocol: "Protocol") -> None:
    found = look(protocol)
    other = replace(written(found), contracts={**found.contracts, "Prax": STRANGER})
    later = replace(written(found), block=found.block.number + 1)
    for baseline, sentence in ((other, "of another deployment"), (later, "look at a later block")):
        with pytest.raises(WrongInput, match=sentence):
            params(protocol.chain, protocol.record, "latest", baseline)


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"data": 1}', '{"data": {"schema": 1, "chain_id": "x"}}'])
def test_what_is_no_baseline_is_one_sentence(text: str) -> None:
    with pytest.raises(WrongInput, match=r"^last week is not what praxis audit params --json or --out writes\.$"):
        Baseline.read(text, "last week")


def test_a_baseline_of_another_schema_says_so(protocol: "Protocol") -> None:
    with pytest.raises(WrongInput, match="last week has schema 2, and this version reads 1"):
        written(look(protocol), schema=2)


# -- USDC -------------------------------------------------------------------------------------------------------------


def test_usdc_paused_and_the_escrow_frozen(circle_usdc: "LocalUsdc", protocol: "Protocol") -> None:
    before = look(protocol)
    assert (before.values["USDC.paused"], before.values["USDC.escrowBlacklisted"]) == (False, False)
    assert before.values["USDC.admin"] == circle_usdc.admin
    assert before.values["USDC.implementation"] not in (None, circle_usdc.address)
    circle_usdc.pause()
    circle_usdc.pause(False)
    circle_usdc.blacklist(STRANGER)
    circle_usdc.blacklist(protocol.escrow.address)
    circle_usdc.blacklist(STRANGER, False)
    found = look(protocol, before)
    assert [(one.name, one.before, one.after, one.event) for one in found.changes] == [
        ("USDC.paused", False, True, "Pause"),
        ("USDC.paused", True, False, "Unpause"),
        ("USDC.escrowBlacklisted", False, True, "Blacklisted"),
    ]
    assert found.values["USDC.escrowBlacklisted"] is True


def test_a_token_that_changed_and_did_not_say_so(circle_usdc: "LocalUsdc", protocol: "Protocol") -> None:
    found = look(protocol)
    altered = written(found, values={**found.as_json()["values"], "USDC.implementation": STRANGER})
    told = params(protocol.chain, protocol.record, "latest", altered)
    assert told.changes == (Change("USDC.implementation", STRANGER, found.values["USDC.implementation"]),)
