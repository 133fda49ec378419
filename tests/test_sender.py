"""One place sends: simulated first, priced, signed here, waited for; a refusal has the same name wherever it shows."""

import re

import pytest
from eth_account import Account
from web3.providers.base import BaseProvider

from praxis_chain.core.errors import ContractRefused, Incomplete, Refused, WrongInput
from praxis_chain.evm.abi import Abi, Contract
from praxis_chain.evm.keys import local_key
from praxis_chain.evm.local import LocalNetwork
from praxis_chain.evm.local_usdc import deploy_usdc
from praxis_chain.evm.networks import Network
from praxis_chain.evm.sender import GAS_CAP, Fixed, Sender
from tests.toys import ECHO_REVERT, INVALID, STORE, creation

WORD = {"name": "word", "type": "bytes32"}
STORE_ABI = Abi("Store", [{"type": "function", "name": "store", "inputs": [WORD], "stateMutability": "payable"}])
HELD_ABI = Abi("Escrow", [{"type": "error", "name": "Held", "inputs": [WORD]}])
RAISE_ABI = Abi("Raiser", [{"type": "function", "name": "Held", "inputs": [WORD]}])
ONE = b"\x11" * 32


@pytest.fixture
def store(sender_for, owner):
    return sender_for(owner).deploy(STORE_ABI, creation(STORE))[0]


@pytest.fixture
def send(chain, sponsor):
    """The sponsor's sender as users have it: simulate, estimate, send."""
    return Sender(chain, sponsor)


@pytest.fixture(scope="session")
def stand_in(chain, circle, circle_admin):
    """A token with custom errors, as Circle's has none."""
    return deploy_usdc(chain, circle, circle_admin.address, circle=False)


def count(chain, account):
    return int(chain.request("eth_getTransactionCount", account.address, "latest"), 16)


# -- preview ----------------------------------------------------------------------------------------------------------


def test_a_prepared_transaction_says_what_it_will_do_and_cost(chain, store, send, sponsor):
    prepared = send.prepare(store, "store", ONE, value=5)
    estimate = int(chain.request("eth_estimateGas", prepared.message()), 16)
    base_fee = int(chain.request("eth_getBlockByNumber", "latest", False)["baseFeePerGas"], 16)
    tip = int(chain.request("eth_maxPriorityFeePerGas"), 16)
    assert (prepared.action, prepared.sender, prepared.to) == ("Store.store", sponsor.address, store.address)
    assert (prepared.value, prepared.chain_id) == (5, chain.chain_id)
    assert prepared.data == store.abi.encode_call("store", [ONE])
    assert 43_000 < estimate < 50_000
    assert prepared.gas == estimate + estimate // 4 + 100_000  # room for a checkpoint that the estimate did not see
    assert (prepared.max_fee, prepared.tip) == (2 * base_fee + tip, tip)
    assert prepared.max_cost == prepared.gas * prepared.max_fee + 5


def test_the_gas_limit_stays_below_what_one_transaction_may_have(chain, store, sponsor):
    class Hungry(BaseProvider):
        def make_request(self, method, params):
            if method == "eth_estimateGas":
                return {"result": hex(15_000_000)}
            return chain.provider.make_request(method, params)

    assert Sender(Network("hungry", Hungry()), sponsor).prepare(store, "store", ONE).gas == GAS_CAP == 16_777_216


def test_an_unsigned_transaction_can_be_signed_elsewhere(chain, store, sponsor, client, non_member):
    prepared = Sender(chain, sender=non_member.address).prepare(store, "store", ONE, value=2)
    exported = prepared.as_json()
    assert exported["from"] == non_member.address
    numbers = {
        key: int(exported[key], 16) for key in ("chainId", "value", "gas", "maxFeePerGas", "maxPriorityFeePerGas")
    }
    wallets = {"type": 2, "nonce": count(chain, non_member), "to": exported["to"], "data": exported["data"], **numbers}
    signed = non_member.sign_transaction(wallets)
    chain.request("eth_sendRawTransaction", "0x" + bytes(signed.raw_transaction).hex())
    assert client.at().storage(store.address, 0) == int.from_bytes(ONE, "big")
    assert client.at().balance(store.address) == 2


def test_without_a_key_nothing_is_sent(chain, store, sponsor):
    dry = Sender(chain, sender=sponsor.address.lower())
    before = chain.request("eth_blockNumber")
    assert dry.dry_run
    assert dry.address == sponsor.address
    assert dry.transact(store, "store", ONE) is None
    assert chain.request("eth_blockNumber") == before
    with pytest.raises(WrongInput, match="Deploying Store needs a key: a dry run creates nothing"):
        dry.deploy(STORE_ABI, creation(STORE))
    with pytest.raises(WrongInput, match="Without a key, say for which address"):
        Sender(chain)


# -- sending ----------------------------------------------------------------------------------------------------------


def test_a_receipt_says_what_happened(chain, usdc, client, sponsor, contributor):
    receipt = Sender(chain, sponsor).transact(usdc.contract, "transfer", contributor.address, 9)
    block = client.stamp()
    assert (receipt.block_number, receipt.block_hash) == (block.number, block.hash)
    assert receipt.succeeded
    assert receipt.contract_address is None
    assert 40_000 < receipt.gas_used < 65_000
    assert receipt.cost == receipt.gas_used * receipt.gas_price > 0
    event = receipt.event("Transfer")
    assert event.args == {"from": sponsor.address, "to": contributor.address, "value": 9}
    assert (event.address, event.tx_hash) == (usdc.address, receipt.tx_hash)
    with pytest.raises(KeyError, match=r"0 events 'Approval' in 0x.*\['Transfer'\]"):
        receipt.event("Approval")


def test_the_hash_is_announced_before_the_transaction_is_sent(chain, store, send):
    announced = []

    def announce(tx_hash):
        announced.append((tx_hash, chain.request("eth_getTransactionByHash", "0x" + tx_hash.hex())))

    receipt = send.execute(send.prepare(store, "store", ONE), announce)
    assert announced == [(receipt.tx_hash, None)]


def test_value_is_sent_along(store, send, client):
    assert send.transact(store, "store", ONE, value=7).succeeded
    assert client.at().balance(store.address) == 7


def test_deploying_returns_the_contract(send, client):
    contract, receipt = send.deploy(STORE_ABI, creation(STORE))
    assert contract == Contract(receipt.contract_address, STORE_ABI)
    assert client.at().code(contract.address) == bytes.fromhex(STORE)


def test_transactions_of_one_sender_follow_each_other_also_after_a_revert(chain, store, send, sponsor):
    first = count(chain, sponsor)
    with chain.rollback():
        for _ in range(3):
            send.transact(store, "store", ONE)
        assert count(chain, sponsor) == first + 3
    send.transact(store, "store", ONE)
    assert count(chain, sponsor) == first + 1


# -- refusals ---------------------------------------------------------------------------------------------------------


def test_a_refusal_shows_before_anything_is_sent(chain, stand_in, sponsor, contributor):
    before = count(chain, sponsor)
    with pytest.raises(ContractRefused) as caught:
        Sender(chain, sponsor).transact(stand_in.contract, "transfer", contributor.address, 5)
    assert_insufficient(caught.value, sponsor)
    assert count(chain, sponsor) == before


def test_with_fixed_gas_the_same_refusal_shows_after_sending(chain, stand_in, sponsor, contributor):
    before = count(chain, sponsor)
    with pytest.raises(ContractRefused) as caught:
        Sender(chain, sponsor, fixed=Fixed()).transact(stand_in.contract, "transfer", contributor.address, 5)
    assert_insufficient(caught.value, sponsor)
    assert count(chain, sponsor) == before + 1


def assert_insufficient(refusal, holder):
    assert refusal.name == "ERC20InsufficientBalance"
    assert refusal.values == {"sender": holder.address, "balance": 0, "needed": 5}
    assert str(refusal) == (
        "TestUSDC refused: the balance is too small "
        f"[ERC20InsufficientBalance(sender={holder.address}, balance=0, needed=5)]"
    )


def test_an_error_of_another_contract_is_known_by_the_senders_abis(chain, sponsor, owner, sender_for):
    raiser, _ = sender_for(owner).deploy(RAISE_ABI, creation(ECHO_REVERT))
    with pytest.raises(ContractRefused, match=f"Escrow refused: Held\\(word=0x{'11' * 32}\\)"):
        Sender(chain, sponsor, abis=[HELD_ABI]).transact(raiser, "Held", ONE)
    with pytest.raises(ContractRefused, match="Raiser refused: 0x"):
        Sender(chain, sponsor).transact(raiser, "Held", ONE)


def test_a_failure_that_nobody_can_explain_names_the_transaction(sender_for, owner):
    invalid = Contract(sender_for(owner).deploy(STORE_ABI, creation(INVALID))[0].address, STORE_ABI)
    with pytest.raises(
        Refused, match=r"Store.store failed on chain in transaction 0x[0-9a-f]{64} \(16000000 of 16000000"
    ):
        sender_for(owner).transact(invalid, "store", ONE)


def test_an_address_without_a_contract_is_refused(chain, send, stranger):
    nothing = Contract(stranger.address, STORE_ABI)
    sentence = f"There is no contract at {stranger.address} on {chain.name}, so Store.store would do nothing"
    with pytest.raises(WrongInput, match=sentence):
        send.transact(nothing, "store", ONE)


@pytest.mark.parametrize("fixed", [None, Fixed()])
def test_no_ether_for_the_fee_is_said(chain, store, fixed):
    poor = local_key("somebody without ether")
    with pytest.raises(
        Refused, match=f"{poor.address} has not enough ether on {chain.name} for the fee of Store.store"
    ):
        Sender(chain, poor, fixed=fixed).transact(store, "store", ONE)


def test_what_was_prepared_for_another_account_is_not_sent(chain, store, send, stranger):
    theirs = Sender(chain, stranger).prepare(store, "store", ONE)
    with pytest.raises(WrongInput, match=r"This was prepared for .* prepare it again"):
        send.execute(theirs)


# -- nodes that make it hard ------------------------------------------------------------------------------------------


class Awkward(BaseProvider):
    """The chain under test, but some methods answer as told."""

    def __init__(self, chain, **answers):
        super().__init__()
        self.chain, self.answers = chain, answers

    def make_request(self, method, params):
        answer = self.answers.get(method)
        response = self.chain.provider.make_request(method, params)
        return response if answer is None else answer(response)


def remote(chain, **answers):
    """The same chain as if it were somebody else's."""
    return Network("remote", Awkward(chain, **answers))


def test_a_transaction_that_is_not_mined_in_time_is_named(chain, store, sponsor):
    sent = []
    network = remote(
        chain,
        eth_sendRawTransaction=lambda response: sent.append(response["result"]) or response,
        eth_getTransactionReceipt=lambda response: {"result": None},
    )
    with pytest.raises(Incomplete) as caught:
        Sender(network, sponsor, wait=0).transact(store, "store", ONE)
    while chain.request("eth_getTransactionReceipt", sent[0]) is None:
        pass  # anvil mines a moment later, and that must not happen in the next test
    assert str(caught.value) == (
        f"Transaction {sent[0]} was sent but not mined within 0 s: it may still be; look it up before sending again."
    )


def test_a_transaction_that_the_node_already_knows_is_waited_for(chain, store, sponsor):
    known = {"error": {"code": -32000, "message": "already known"}}
    network = remote(chain, eth_sendRawTransaction=lambda response: known)
    assert Sender(network, sponsor).transact(store, "store", ONE).succeeded


def test_a_node_that_lags_behind_does_not_make_a_nonce_be_used_twice(chain, store, sponsor):
    stale = hex(count(chain, sponsor))
    sender = Sender(remote(chain, eth_getTransactionCount=lambda response: {"result": stale}), sponsor)
    for _ in range(3):
        assert sender.transact(store, "store", ONE).succeeded


@pytest.mark.parametrize("message", ["nonce too low", "replacement transaction underpriced"])
def test_a_key_that_somebody_else_uses_too_is_said(chain, store, sponsor, message):
    refused = {"error": {"code": -32000, "message": message}}
    network = remote(chain, eth_sendRawTransaction=lambda response: refused)
    sentence = f"remote did not take Store.store ({message}): another program sends with the key of {sponsor.address}"
    with pytest.raises(Refused, match=re.escape(sentence)):
        Sender(network, sponsor).transact(store, "store", ONE)


def test_on_a_network_of_others_the_last_block_is_simulated_on(chain):
    assert (Network.simulate_at, LocalNetwork.simulate_at) == ("latest", "pending")
    assert not isinstance(remote(chain), LocalNetwork)
    assert Account.from_key(local_key("x").key).address == local_key("x").address
