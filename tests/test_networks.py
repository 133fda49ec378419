"""The three networks behave as one: clock, snapshots, storage, reverts, and what goes wrong when opening one."""

import re
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from praxis_chain.core.errors import NetworkFailed, UnknownNetwork, WrongInput
from praxis_chain.evm import anvil
from praxis_chain.evm.abi import Abi, Contract
from praxis_chain.evm.local import LocalNetwork, require_local
from praxis_chain.evm.networks import Network, open_network
from praxis_chain.evm.rpc import Reverted, RpcError
from tests.conftest import GENESIS
from tests.toys import ECHO_REVERT, INVALID, STORE, TIMESTAMP, creation

TOY = Abi("Toy", [])


@pytest.fixture
def deploy(sender_for, owner):
    """`deploy(runtime)` → its address."""

    def make(runtime: str) -> str:
        return sender_for(owner).deploy(TOY, creation(runtime))[0].address

    return make


# -- clock ------------------------------------------------------------------------------------------------------------


def test_each_block_is_one_second_after_its_parent(chain):
    before = chain.now()
    chain.mine(3)
    assert chain.now() == before + 3


def test_warp_by_and_to_are_exact(chain):
    before = chain.now()
    assert chain.warp(by=86_400) == chain.now() == before + 86_400
    assert chain.warp(to=before + 100_000) == chain.now() == before + 100_000
    chain.mine()
    assert chain.now() == before + 100_001


def test_the_clock_does_not_go_back(chain):
    with pytest.raises(WrongInput, match="only goes forward"):
        chain.warp(to=chain.now())


def test_next_time_is_the_time_of_the_next_transaction_and_of_its_simulation(chain, deploy):
    address = deploy(TIMESTAMP)
    at = chain.now() + 500
    chain.next_time(at)
    simulated = chain.request("eth_call", {"to": address}, chain.simulate_at)
    as_of_head = chain.request("eth_call", {"to": address}, "latest")
    assert (int(simulated, 16), int(as_of_head, 16)) == (at, at - 500)
    chain.mine()
    assert chain.now() == at


@pytest.mark.parametrize("where", ["embedded", "anvil"])
def test_a_fixed_start_makes_a_chain_deterministic(where):
    hashes = []
    for _ in range(2):
        with open_network(where, start=GENESIS) as network:
            assert isinstance(network, LocalNetwork)
            assert network.now() == GENESIS
            network.mine(2)
            assert network.now() == GENESIS + 2
            hashes.append(network.request("eth_getBlockByNumber", "0x2", False)["stateRoot"])
            accounts = [account.address for account in network.accounts]
    assert hashes[0] == hashes[1]
    assert accounts[0] == "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"  # of the public test mnemonic
    assert len(set(accounts)) == 20


def test_without_a_start_blocks_follow_the_wall_clock(monkeypatch):
    clock = [GENESIS]
    monkeypatch.setattr("praxis_chain.evm.embedded.node.time.time", lambda: clock[0])
    network = open_network("embedded")
    assert isinstance(network, LocalNetwork)
    clock[0] += 60
    pending = network.request("eth_getBlockByNumber", "pending", False)
    assert int(pending["timestamp"], 16) == GENESIS + 60
    network.mine(2)
    assert network.now() == GENESIS + 61  # never two blocks in one second
    network.warp(by=1_000)
    clock[0] += 5
    network.mine()
    assert network.now() == GENESIS + 61 + 1_000 + 5  # the clock goes on from where it was put


# -- snapshots and storage --------------------------------------------------------------------------------------------


def test_revert_undoes_blocks_balances_nonces_logs_and_clock(chain, usdc, sender_for, sponsor, contributor, client):
    before = client.stamp()
    snapshot = chain.snapshot()
    receipt = sender_for(sponsor).transact(usdc.contract, "transfer", contributor.address, 5)
    chain.warp(by=1_000)
    assert client.at().call(usdc.contract, "balanceOf", contributor.address) == 5
    chain.revert(snapshot)
    view = client.at()
    assert view.block == before
    assert view.call(usdc.contract, "balanceOf", contributor.address) == 0
    assert chain.request("eth_getTransactionReceipt", "0x" + receipt.tx_hash.hex()) is None
    assert not [e for e in view.events([usdc.contract], before.number) if e.args.get("to") == contributor.address]
    chain.mine()
    assert chain.now() == before.timestamp + 1


def test_a_time_that_was_set_and_not_used_is_forgotten_with_the_snapshot(chain):
    before = chain.now()
    with chain.rollback():
        chain.next_time(before + 1_000)
    chain.mine()
    assert chain.now() == before + 1


def test_the_same_transaction_can_be_mined_again_after_a_revert(chain, usdc, sender_for, sponsor, contributor):
    hashes = []
    for _ in range(2):
        with chain.rollback():
            receipt = sender_for(sponsor).transact(usdc.contract, "transfer", contributor.address, 5)
            hashes.append((receipt.tx_hash, receipt.block_number))
    assert hashes[0] == hashes[1]


def test_a_snapshot_that_is_not_there_cannot_be_gone_back_to(chain):
    with pytest.raises(WrongInput, match="There is no snapshot 0xffff"):
        chain.revert("0xffff")


def test_set_storage_is_seen_by_storage_reads_and_by_the_contract(chain, usdc, client, sponsor, circle_usdc):
    from eth_abi.abi import encode
    from eth_hash.auto import keccak

    from praxis_chain.evm.usdc import BALANCES_SLOT

    slot = int.from_bytes(keccak(encode(["address", "uint256"], [sponsor.address, BALANCES_SLOT])), "big")
    untouched = client.at()
    held = untouched.call(usdc.contract, "balanceOf", sponsor.address)
    assert untouched.storage(usdc.address, slot) == held > 0
    chain.set_storage(usdc.address, slot, held + 1)
    tampered = client.at()
    assert tampered.storage(usdc.address, slot) == held + 1
    assert tampered.call(usdc.contract, "balanceOf", sponsor.address) == held + 1
    assert tampered.block.number == untouched.block.number + 2
    assert untouched.call(usdc.contract, "balanceOf", sponsor.address) == held  # the block before stays as it was


def test_set_balance(chain, client, stranger):
    chain.set_balance(stranger.address, 3)
    assert client.at().balance(stranger.address) == 3


def test_a_chain_of_ones_own_is_no_real_one():
    class Remote(Network):
        def __init__(self) -> None:
            self.name = "rpc.example.org"

    with pytest.raises(
        WrongInput, match=r"rpc\.example\.org is not a local network, so moving the clock is not possible"
    ):
        require_local(Remote(), "moving the clock")


# -- running ----------------------------------------------------------------------------------------------------------


def test_revert_data_arrives_as_bytes_on_every_network(chain, deploy):
    address = deploy(ECHO_REVERT)
    for data in (b"", b"\x01", bytes(range(256))):
        for method in ("eth_call", "eth_estimateGas"):
            with pytest.raises(Reverted) as caught:
                chain.request(method, {"to": address, "data": "0x" + data.hex()})
            assert caught.value.data == data


def test_running_out_of_gas_is_no_revert(chain, deploy):
    with pytest.raises(RpcError):
        chain.request("eth_call", {"to": deploy(INVALID)}, "latest")


def test_calls_need_no_ether_and_leave_nothing_behind(chain, deploy):
    address = deploy(STORE)
    poor = "0x" + "ab" * 20
    chain.request("eth_call", {"from": poor, "to": address, "data": "0x" + "11" * 36}, "latest")
    assert int(chain.request("eth_getStorageAt", address, "0x0", "latest"), 16) == 0


def test_a_transaction_of_sixteen_million_gas_fits_into_a_block(chain, deploy, sender_for, owner):
    prepared = sender_for(owner).prepare(Contract(deploy(STORE), Abi("Toy", [STORE_ABI])), "store", b"\x11" * 32)
    assert prepared.gas == 16_000_000
    assert sender_for(owner).execute(prepared).succeeded


STORE_ABI = {"type": "function", "name": "store", "inputs": [{"name": "word", "type": "bytes32"}], "outputs": []}


def test_blocks_are_read_by_tag_number_and_hash(chain, deploy):
    address = deploy(TIMESTAMP)
    block = chain.request("eth_getBlockByNumber", "latest", True)
    chain.mine()
    assert chain.request("eth_getBlockByHash", block["hash"], True) == block
    assert chain.request("eth_getBlockByNumber", block["number"], True) == block
    for identifier in (block["number"], {"blockHash": block["hash"]}, {"blockNumber": block["number"]}):
        assert chain.request("eth_call", {"to": address}, identifier) == f"0x{int(block['timestamp'], 16):064x}"
    assert chain.request("eth_getBlockByNumber", "0xffffff", False) is None


def test_web3_works_on_every_network(chain, owner):
    block = chain.w3.eth.get_block("latest", full_transactions=True)
    assert block["timestamp"] == chain.now()
    assert chain.w3.eth.chain_id == chain.chain_id
    assert chain.w3.eth.get_balance(owner.address) > 900_000 * 10**18
    assert chain.has_finalized


@pytest.mark.parametrize("kind", [0, 1, 2])
def test_transactions_of_every_kind_are_shown_as_other_nodes_show_them(chain, owner, stranger, kind):
    price = {"maxFeePerGas": 10**11, "maxPriorityFeePerGas": 10**9} if kind == 2 else {"gasPrice": 10**11}
    keys = ["0x" + "01" * 32]
    access = {"type": kind, "accessList": [{"address": stranger.address, "storageKeys": keys}]} if kind else {}
    nonce = chain.w3.eth.get_transaction_count(owner.address)
    sent = {
        "to": stranger.address,
        "value": 3,
        "gas": 40_000,
        "nonce": nonce,
        "chainId": chain.chain_id,
        "data": b"\x01",
    }
    signed = owner.sign_transaction(sent | price | access)
    chain.w3.eth.send_raw_transaction(signed.raw_transaction)
    receipt = chain.w3.eth.wait_for_transaction_receipt(signed.hash, poll_latency=0.001)
    shown = chain.w3.eth.get_transaction(signed.hash)
    assert (receipt["status"], receipt["type"], shown["type"]) == (1, kind, kind)
    assert (shown["from"], shown["to"], shown["value"], shown["nonce"]) == (owner.address, stranger.address, 3, nonce)
    assert (shown["input"], shown["gas"], shown["r"]) == (b"\x01", 40_000, signed.r.to_bytes(32, "big"))
    base_fee = chain.w3.eth.get_block(receipt["blockNumber"])["baseFeePerGas"]
    assert receipt["effectiveGasPrice"] == shown["gasPrice"] == (base_fee + 10**9 if kind == 2 else 10**11)
    if kind:
        assert shown["chainId"] == chain.chain_id
        assert shown["accessList"][0]["address"] == stranger.address


def test_an_unknown_method_is_the_nodes_refusal(chain):
    with pytest.raises(RpcError, match="refused eth_noSuchThing"):
        chain.request("eth_noSuchThing")


# -- opening ----------------------------------------------------------------------------------------------------------


def test_another_chain_id_than_the_one_stated_is_refused():
    with pytest.raises(UnknownNetwork, match=r"embedded is chain 131277322940537, not 8453: check the RPC URL"):
        open_network("embedded", chain_id=8453)
    open_network("embedded", chain_id=131277322940537)


@pytest.mark.parametrize("where", ["mainnet", "", "ftp://example.org", "https://", "/no/such/socket"])
def test_what_is_no_network_is_said_to_be_none(where):
    with pytest.raises(UnknownNetwork, match="is not a network: give embedded, anvil, or an http"):
        open_network(where)


@pytest.fixture
def impatient(monkeypatch):
    """Repeated requests follow at once."""
    monkeypatch.setattr("web3.providers.rpc.rpc.time.sleep", lambda seconds: None)


def test_without_the_extra_the_embedded_chain_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "praxis_chain.evm.embedded.rpc", None)
    with pytest.raises(UnknownNetwork, match=r"pip install 'praxis-chain\[local\]', or use --network anvil"):
        open_network("embedded")


def test_an_unreachable_rpc_is_one_sentence_without_the_urls_key(impatient):
    with pytest.raises(NetworkFailed) as caught:
        open_network("http://127.0.0.1:1/v3/my-key")
    assert str(caught.value) == "127.0.0.1:1 cannot be reached: check the URL and that the node runs."


@pytest.mark.parametrize(
    ("status", "body", "sentence"),
    [
        (401, b"no", "answered eth_chainId with HTTP 401: check the URL and its key."),
        (200, b"<html>", "gave no sensible answer to eth_chainId"),
        (200, b"[]", "gave no sensible answer to eth_chainId: is it an Ethereum RPC?"),
        (200, b'{"error": {"code": -32005, "message": "daily limit."}}', "refused eth_chainId: daily limit."),
    ],
)
def test_an_rpc_that_is_none_is_one_sentence(status, body, sentence, impatient):
    with web_server(status, body) as url, pytest.raises(NetworkFailed, match=re.escape(sentence)) as caught:
        open_network(url + "/my-key")
    assert "my-key" not in str(caught.value)


def test_anvil_ends_with_its_network():
    with open_network("anvil") as network:
        process = network._process
        folder = Path(process.ipc_path).parent
        assert process._process.poll() is None
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", process.url)
    assert process._process.poll() is not None
    assert not folder.exists()
    network.close()


def test_an_anvil_behind_a_url_is_a_local_network():
    with open_network("anvil") as child, open_network(child._process.url) as same:
        assert isinstance(same, LocalNetwork)
        child.mine()
        assert same.request("eth_blockNumber") == "0x1"


def test_an_anvil_that_does_not_start_is_one_sentence(tmp_path, monkeypatch):
    broken = tmp_path / "anvil"
    broken.write_text("#!/bin/sh\necho 'no such library' >&2\nexit 1\n")
    broken.chmod(broken.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setattr(anvil, "find_anvil", lambda: str(broken))
    with pytest.raises(NetworkFailed, match=r"anvil ended at once \(no such library\): try --network embedded\."):
        open_network("anvil")
    monkeypatch.setattr(anvil, "find_anvil", lambda: None)
    with pytest.raises(UnknownNetwork, match="anvil is not installed: run npm ci"):
        open_network("anvil")


@contextmanager
def web_server(status: int, body: bytes) -> Iterator[str]:
    """A web server on this machine that always gives the same answer."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_strangers_nested_json_does_not_end_a_process_that_runs_the_embedded_chain():
    """py_ecc, which py-evm loads, lifts Python's recursion limit so far that the stack overflows before it."""
    code = (
        "import json, praxis_chain.evm.embedded.rpc\n"
        "for opening in ('[', '{\"a\":'):\n"
        "    try: json.loads(opening * 1_000_000)\n"
        "    except RecursionError: print('refused')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "refused\nrefused\n"
