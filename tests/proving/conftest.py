"""Both local chains with something in them, whatever `--network` says: what proves on one must prove on the other."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from praxis_chain.core.proofs.header import Header

if TYPE_CHECKING:
    from praxis_chain.evm.local import LocalNetwork


@dataclass(frozen=True)
class Town:
    """A chain on which a token was deployed and minted to some accounts, a few empty blocks, and its newest header."""

    network: "LocalNetwork"
    token: str
    people: tuple[str, ...]
    header: Header

    def storage(self, address: str, slot: int) -> int:
        """What the node says without proof."""
        block = {"blockHash": "0x" + self.header.hash.hex()}
        return int(self.network.request("eth_getStorageAt", address, f"0x{slot:064x}", block), 16)

    def logs(self, first: int = 0) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.network.request(
            "eth_getLogs", {"fromBlock": hex(first), "toBlock": "latest"}
        )
        return found


@pytest.fixture(scope="session", params=["embedded", "anvil"])
def town(request: pytest.FixtureRequest) -> Iterator[Town]:
    """Tests read it and change nothing."""
    from praxis_chain.evm.anvil import find_anvil
    from praxis_chain.evm.local import require_local
    from praxis_chain.evm.local_usdc import deploy_usdc
    from praxis_chain.evm.networks import open_network
    from praxis_chain.evm.proving import fetch_header

    if request.param == "anvil" and find_anvil() is None:
        pytest.skip("needs anvil: npm ci")
    with open_network(request.param, start=1_750_000_000) as network:
        local = require_local(network, "testing")
        circle, admin, *people = local.accounts[11:16]
        usdc = deploy_usdc(local, circle, admin.address, circle=False)
        for amount, person in enumerate(people, 1):
            usdc.mint(person.address, amount * 10**6)
        network.request("anvil_mine", "0x5")
        number = int(network.request("eth_blockNumber"), 16)
        header = Header.decode(fetch_header(network, number))
        yield Town(local, usdc.address, tuple(person.address for person in people), header)


@pytest.fixture(scope="session")
def crowded(town: Town) -> Header:
    """A block of four transactions, of three types; one of them reverted. Only anvil mines more than one at a time."""
    from praxis_chain.evm.proving import fetch_header
    from praxis_chain.evm.usdc import USDC_ABI

    request, sender = town.network.request, town.network.accounts[13].address
    gift = "0x" + USDC_ABI.encode_call("transfer", [town.people[1], 5]).hex()
    fees: list[dict[str, Any]] = [
        {"gasPrice": hex(10**10)},
        {"gasPrice": hex(10**10), "accessList": []},
        {"maxFeePerGas": hex(10**10), "maxPriorityFeePerGas": hex(10**9)},
        {"gasPrice": hex(10**10), "data": gift[:-64] + "f" * 64},  # more than there is
    ]
    message = {"from": sender, "to": town.token, "gas": hex(200_000), "data": gift}
    request("anvil_impersonateAccount", sender)
    request("evm_setAutomine", False)
    for fee in fees:
        request("eth_sendTransaction", message | fee)
    request("evm_mine")
    request("evm_setAutomine", True)
    return Header.decode(fetch_header(town.network, int(request("eth_blockNumber"), 16)))
