"""Deploying: in order, once, and on from wherever it stopped."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from requests.exceptions import ConnectionError as NoConnection
from web3.providers import BaseProvider

from praxis_chain.core.errors import Incomplete, NetworkFailed, Refused, UnknownNetwork, WrongInput
from praxis_chain.evm import artifacts
from praxis_chain.evm.client import Client
from praxis_chain.evm.compiler import solidity_test_artifact
from praxis_chain.evm.deployments import (
    CONTRACTS,
    Parameters,
    Preview,
    Record,
    bind,
    choose_usdc,
    deploy,
    find_record,
    packaged_record,
    preview,
    require_usdc,
    verify,
)
from praxis_chain.evm.networks import Network
from praxis_chain.evm.sender import Fixed, Sender
from praxis_chain.evm.usdc import OFFICIAL
from tests.protocol import EPOCH_CAP
from tests.toys import ECHO_REVERT, creation

SENT = "eth_sendRawTransaction"
MINED: Any = "eth_getTransactionReceipt"


class Dying(BaseProvider):
    """The chain under test behind a node that dies of its `nth` transaction: before it passes it on, or once mined."""

    def __init__(self, behind: BaseProvider, nth: int, *, passed_on: bool = False) -> None:
        super().__init__()
        self.behind, self.left, self.passed_on = behind, nth, passed_on

    def make_request(self, method: Any, params: Any) -> Any:
        dead = self.left == 0
        self.left -= method == SENT
        if dead or (self.left == 0 and not self.passed_on):
            raise NoConnection
        answer = self.behind.make_request(method, params)
        while self.left == 0 and self.behind.make_request(MINED, [answer["result"]])["result"] is None:
            pass
        return answer


class Told(BaseProvider):
    """The chain under test behind a node that gives these answers, and the chain's own otherwise."""

    def __init__(self, behind: BaseProvider, answers: dict[str, Any]) -> None:
        super().__init__()
        self.behind, self.answers = behind, answers

    def make_request(self, method: Any, params: Any) -> Any:
        if method in self.answers:
            return {"jsonrpc": "2.0", "id": 1, "result": self.answers[method]}
        return self.behind.make_request(method, params)


@pytest.fixture
def path(tmp_path) -> Path:
    return tmp_path / "records" / "deployment.json"


@pytest.fixture
def parameters(attesters, owner, usdc) -> Parameters:
    return Parameters([member.address for member in attesters[:3]], 2, owner.address, EPOCH_CAP, usdc.address)


@pytest.fixture
def sender(chain, owner) -> Sender:
    return Sender(chain, owner, fixed=Fixed())


@pytest.fixture
def nonce(chain, owner) -> Callable[[], int]:
    """How many transactions the deployer has sent."""
    return lambda: int(chain.request("eth_getTransactionCount", owner.address, "latest"), 16)


@pytest.fixture
def through(chain, owner) -> Callable[[BaseProvider], Sender]:
    """A sender on the same chain through another node."""
    return lambda provider: Sender(Network("elsewhere", provider), owner, fixed=Fixed(), wait=1)


# -- the record -------------------------------------------------------------------------------------------------------


def test_the_record_says_what_was_deployed(chain, sender, parameters, path, nonce, owner, usdc):
    before = nonce()
    record = deploy(sender, parameters, path)
    assert nonce() == before + 4
    assert Record.read(path) == record
    assert list(record.contracts) == list(CONTRACTS) == ["Attesters", "Stakeholders", "Prax", "BountyEscrow"]
    assert (record.chain_id, record.usdc, record.usdc_origin) == (chain.chain_id, usdc.address, "given")
    addresses = {name: step.address for name, step in record.contracts.items()}
    assert {name: step.arguments for name, step in record.contracts.items()} == {
        "Attesters": {"members": list(parameters.members), "quorum_": "2", "owner": owner.address},
        "Stakeholders": {"attesters": addresses["Attesters"]},
        "Prax": {"stakeholders": addresses["Stakeholders"], "epochCap": str(EPOCH_CAP), "owner": owner.address},
        "BountyEscrow": {"usdc": usdc.address},
    }
    for name, step in record.contracts.items():
        receipt = chain.request("eth_getTransactionReceipt", step.transaction)
        assert int(receipt["contractAddress"], 16) == int(step.address, 16)
        assert int(receipt["blockNumber"], 16) == step.block
        assert step.source_hash == artifacts.load(name).source_hash
    assert record.first_block == record.contracts["Attesters"].block
    assert [contract.name for contract in bind(record).emitters] == list(CONTRACTS)


def test_deploying_again_changes_nothing(sender, parameters, path, nonce):
    record = deploy(sender, parameters, path)
    before = nonce()
    assert deploy(sender, parameters, path) == record
    assert nonce() == before


def test_a_local_chain_gets_a_token_of_its_own(sender, parameters, path):
    said: list[str] = []
    record = deploy(sender, replace(parameters, usdc=None), path, said.append)
    assert record.usdc_origin == "local"
    assert said[0].endswith(f"was created at {record.usdc}.")
    require_usdc(Client(sender.network).at("latest"), record.usdc)


def test_a_local_chain_that_funds_fewer_accounts(sender_for, owner, parameters, chain, path):
    """As a plain anvil does: the account that deploys the token then has nothing."""
    *_, circle, _admin = chain.accounts
    chain.set_balance(circle.address, 0)
    record = deploy(sender_for(owner), replace(parameters, usdc=None), path)
    assert (record.is_finished, record.usdc_origin) == (True, "local")


def test_members_are_the_same_in_any_order(parameters):
    assert replace(parameters, members=tuple(reversed(parameters.members))) == parameters


def test_the_file_is_found_by_whoever_comes_later(chain, sender, parameters, path):
    record = deploy(sender, parameters, path)
    assert find_record(chain, path) == record
    with pytest.raises(WrongInput, match=r"No deployment on chain \d+ is known: deploy one, or name the file"):
        find_record(chain)
    with pytest.raises(WrongInput, match="There is no deployment recorded in"):
        find_record(chain, path.with_name("nothing.json"))


def test_packaged_records_are_for_the_chain_that_they_are_named_after():
    folder = Path(artifacts.__file__).with_name("deployments")
    for file in folder.glob("*.json"):
        record = packaged_record(int(file.stem))
        assert record is not None
        assert record.chain_id == int(file.stem)
    assert packaged_record(123_456_789) is None


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"contracts": 3}', '{"contracts": {"Attesters": {"colour": 1}}}'])
def test_a_file_that_is_no_record(tmp_path, text):
    path = tmp_path / "record.json"
    path.write_text(text)
    with pytest.raises(WrongInput, match="is not a deployment's record"):
        Record.read(path)


def test_a_record_that_cannot_be_written_stops_it_before_anything_is_sent(sender, parameters, tmp_path, nonce):
    (tmp_path / "file").write_text("")
    before = nonce()
    with pytest.raises(WrongInput, match="cannot be written"):
        deploy(sender, parameters, tmp_path / "file" / "record.json")
    assert nonce() == before


def test_an_unfinished_record_names_what_is_missing(protocol):
    record = replace(protocol.record, contracts={"Attesters": protocol.record.contracts["Attesters"]})
    assert not record.is_finished
    with pytest.raises(WrongInput, match="has no Stakeholders yet: run the same deploy command again"):
        bind(record)


# -- failures half way ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("created", [0, 1, 2, 3])
@pytest.mark.parametrize("passed_on", [False, True])
def test_it_goes_on_where_it_stopped(chain, sender, parameters, path, nonce, through, passed_on, created):
    before = nonce()
    with pytest.raises(NetworkFailed, match="elsewhere cannot be reached"):
        deploy(through(Dying(chain.provider, created + 1, passed_on=passed_on)), parameters, path)
    assert nonce() == before + created + passed_on
    stopped = Record.read(path)
    assert sum(step.is_finished for step in stopped.contracts.values()) == created
    assert stopped.contracts[CONTRACTS[created]].transaction is not None

    record = deploy(sender, parameters, path)
    assert nonce() == before + 4
    assert record.is_finished
    assert {name: step for name, step in stopped.contracts.items() if step.is_finished}.items() <= (
        record.contracts.items()
    )
    assert verify(Client(chain).at("latest"), record).findings == ()


def test_a_creation_that_failed_is_done_again(chain, sender, parameters, path, nonce, owner):
    before = nonce()
    with pytest.raises(Refused, match="deploy Attesters failed on chain"):
        deploy(Sender(chain, owner, fixed=Fixed(gas=1_000_000)), parameters, path)
    assert Record.read(path).contracts["Attesters"].address is None
    assert deploy(sender, parameters, path).is_finished
    assert nonce() == before + 5


def test_a_creation_that_waits_to_be_mined_is_waited_for(chain, sender, parameters, path, nonce, through):
    with pytest.raises(NetworkFailed):
        deploy(through(Dying(chain.provider, 1, passed_on=True)), parameters, path)
    before = nonce()
    waiting = through(Told(chain.provider, {MINED: None, "eth_getTransactionByHash": {"blockNumber": None}}))
    with pytest.raises(Incomplete, match=r"creates Attesters is not mined yet: run this again later\."):
        deploy(waiting, parameters, path)
    assert nonce() == before


def test_the_hash_is_on_disk_before_the_transaction_is_sent(chain, sender, parameters, path, monkeypatch):
    seen = []

    def look(method: str, *params: Any) -> Any:
        if method == SENT:
            step = Record.read(path).contracts[CONTRACTS[len(seen)]]
            seen.append((step.transaction, step.address))
        return type(chain).request(chain, method, *params)

    monkeypatch.setattr(chain, "request", look)
    record = deploy(sender, parameters, path)
    assert seen == [(step.transaction, None) for step in record.contracts.values()]


def test_a_contract_that_is_gone_is_not_made_again(chain, sender, parameters, path, nonce):
    with chain.rollback():
        deploy(sender, parameters, path)
    before = nonce()
    with pytest.raises(Refused, match=r"says that Attesters is at 0x.*, and there is no code"):
        deploy(sender, parameters, path)
    assert nonce() == before


# -- asking beforehand ------------------------------------------------------------------------------------------------


def test_a_preview_sends_and_writes_nothing(chain, sender, parameters, path, nonce, through, usdc):
    before = nonce()
    assert preview(chain, parameters, path) == Preview(usdc.address, "given", {}, CONTRACTS)
    assert preview(chain, replace(parameters, usdc=None), path) == Preview(None, "local", {}, CONTRACTS)
    assert (nonce(), path.exists()) == (before, False)

    with pytest.raises(NetworkFailed):
        deploy(through(Dying(chain.provider, 3)), parameters, path)
    written = path.read_text()
    record = Record.read(path)
    done = {name: record.address_of(name) for name in ("Attesters", "Stakeholders")}
    assert preview(chain, parameters, path) == Preview(usdc.address, "given", done, ("Prax", "BountyEscrow"))
    assert path.read_text() == written


def test_a_preview_refuses_what_deploying_refuses(chain, sender, parameters, path, through):
    deploy(sender, parameters, path)
    with pytest.raises(WrongInput, match="begun with epochCap"):
        preview(chain, replace(parameters, epoch_cap=1), path)
    with pytest.raises(WrongInput, match="No USDC is known"):
        preview(through(Told(chain.provider, {})).network, replace(parameters, usdc=None), path.with_name("new.json"))


# -- other parameters, another chain ----------------------------------------------------------------------------------


def changed(parameters: Parameters, field: str, stranger: str) -> Parameters:
    match field:
        case "members":
            return replace(parameters, members=(*parameters.members[:2], stranger))
        case "quorum":
            return replace(parameters, quorum=3)
        case "owner":
            return replace(parameters, owner=stranger)
    return replace(parameters, epoch_cap=1)


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("members", "begun with members = 0x"),
        ("quorum", "begun with quorum_ = 2 for Attesters, not 3: give the same"),
        ("owner", "begun with owner = 0x"),
        ("epoch_cap", f"begun with epochCap = {EPOCH_CAP} for Prax, not 1: give the same, or another file"),
    ],
)
def test_other_parameters_than_it_was_begun_with(sender, parameters, path, nonce, stranger, field, said):
    deploy(sender, parameters, path)
    before, record = nonce(), path.read_text()
    with pytest.raises(WrongInput, match=said):
        deploy(sender, changed(parameters, field, stranger.address), path)
    assert (nonce(), path.read_text()) == (before, record)


def test_another_token_than_it_was_begun_for(sender, parameters, path, stranger):
    deploy(sender, parameters, path)
    with pytest.raises(WrongInput, match=f"was begun for the token {parameters.usdc}, not {stranger.address}"):
        deploy(sender, replace(parameters, usdc=stranger.address), path)


def test_other_sources_than_it_was_begun_with(chain, sender, parameters, path, through):
    with pytest.raises(NetworkFailed):
        deploy(through(Dying(chain.provider, 2)), parameters, path)
    record = Record.read(path)
    replaced = replace(record.contracts["Attesters"], source_hash="0x1220" + "00" * 32)
    replace(record, package_version="0.0.1").with_step("Attesters", replaced).write(path)
    with pytest.raises(WrongInput, match=r"begun with praxis-chain 0\.0\.1, whose Attesters has other sources"):
        deploy(sender, parameters, path)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("chain_id", 8453, "The record is of chain 8453 and"),
        ("genesis", "0x" + "00" * 32, "a local chain that was started anew"),
    ],
)
def test_a_record_of_another_chain(chain, sender, parameters, protocol, path, field, value, said):
    replace(protocol.record, **{field: value}).write(path)
    with pytest.raises(UnknownNetwork, match=said):
        deploy(sender, parameters, path)
    with pytest.raises(UnknownNetwork, match=said):
        find_record(chain, path)


def test_without_a_key_nothing_is_deployed(chain, parameters, path, stranger):
    with pytest.raises(WrongInput, match="needs a key"):
        deploy(Sender(chain, sender=stranger.address), parameters, path)
    assert not path.exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"quorum": 1}, "A quorum of 1 does not fit 3 members"),
        ({"quorum": 4}, "A quorum of 4 does not fit 3 members"),
        ({"owner": "0x" + "00" * 20}, "zero address"),
        ({"owner": "somebody"}, "is not an address"),
        ({"members": ["0x" + "11" * 20] * 2}, "named twice"),
        ({"epoch_cap": 2**96}, "epoch cap"),
    ],
)
def test_parameters_that_cannot_be(parameters, given, said):
    with pytest.raises(WrongInput, match=said):
        replace(parameters, **given)


# -- the token --------------------------------------------------------------------------------------------------------


def test_a_chain_whose_usdc_is_not_known_has_to_be_told(chain, parameters, path, through):
    elsewhere = through(Told(chain.provider, {}))
    with pytest.raises(WrongInput, match=r"No USDC is known on chain \d+: name the token's address"):
        deploy(elsewhere, replace(parameters, usdc=None), path)
    assert not path.exists()
    assert deploy(elsewhere, parameters, path).usdc_origin == "given"


@pytest.mark.parametrize("chain_id", OFFICIAL)
def test_on_a_known_chain_it_is_circles_own(chain_id, usdc):
    official = OFFICIAL[chain_id].address
    assert choose_usdc(chain_id, None) == choose_usdc(chain_id, official) == (official, "official")
    with pytest.raises(WrongInput, match=f"is {official}, not {usdc.address}"):
        choose_usdc(chain_id, usdc.address)


@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [
        ("UsdcWith18Decimals", WrongInput, "is USDC with 18 decimals; USDC has 6"),
        ("UsdcOfAnotherDomain", Refused, "does not verify signatures under its own name 'Another Coin'"),
        ("UsdcBefore22", Refused, "has no receiveWithAuthorization with a bytes signature"),
    ],
)
def test_a_token_that_is_not_usdc(protocol, sender, parameters, path, name, kind, said):
    from praxis_chain.evm.abi import Abi

    artifact = solidity_test_artifact(name)
    token, _ = sender.deploy(Abi(name, artifact.abi), bytes.fromhex(artifact.bytecode[2:]))
    with pytest.raises(kind, match=said):
        deploy(sender, replace(parameters, usdc=token.address), path)
    assert not path.exists()


def test_what_is_no_token_at_all(sender, parameters, path, protocol, stranger):
    from praxis_chain.evm.abi import Abi

    toy, _ = sender.deploy(Abi("Toy", []), creation(ECHO_REVERT))
    for address, said in [
        (stranger.address, "There is no contract at"),
        (protocol.prax.address, "no token with EIP-3009"),
        (protocol.escrow.address, "no token with EIP-3009"),
        (toy.address, "no token with EIP-3009"),
    ]:
        with pytest.raises(WrongInput, match=said):
            deploy(sender, replace(parameters, usdc=address), path)


def test_the_record_is_plain_json(protocol, path):
    protocol.record.write(path)
    given = json.loads(path.read_text())
    assert given["contracts"]["Prax"]["arguments"]["epochCap"] == str(EPOCH_CAP)
    assert not list(path.parent.glob("*.new"))
