"""A chain that exists in a list: blocks with logs of our contracts, which can be replaced at any moment."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from eth_abi.abi import encode
from eth_hash.auto import keccak
from web3.providers.base import BaseProvider
from web3.types import RPCEndpoint, RPCResponse

from praxis_chain.evm.abi import Contract
from praxis_chain.evm.bindings import Attesters, BountyEscrow, Prax, Stakeholders
from praxis_chain.evm.client import Client, View
from praxis_chain.evm.deployments import Contracts
from praxis_chain.evm.networks import Network
from praxis_chain.evm.usdc import usdc_at

FIRST_BLOCK = 2


def address(number: int) -> str:
    """One without letters, so that it has no capitals."""
    return f"0x{number:040d}"


CONTRACTS = Contracts(
    Attesters.at(address(11)), Stakeholders.at(address(12)), Prax.at(address(13)), BountyEscrow.at(address(14)),
    usdc_at(address(15)), FIRST_BLOCK,
)  # fmt: skip


@dataclass(frozen=True)
class Block:
    """hash: 0x text. logs: as JSON-RPC shows them."""

    number: int
    hash: str
    parent: str
    logs: tuple[dict[str, Any], ...]

    @property
    def timestamp(self) -> int:
        return 1_750_000_000 + 12 * self.number


class Modelled(BaseProvider):
    """Answers as a node on that chain does.

    `final`: height, None for a chain that knows no such thing. `before`: called with the number of each request, for
    what happens in the middle of a reading. `most`: results per answer. `says_times`: of blocks, with their logs.
    """

    def __init__(self) -> None:
        super().__init__()
        self.made = 0
        self.blocks: list[Block] = []
        self.final: int | None = None
        self.before: Callable[[int], None] = lambda _: None
        self.asked = 0
        self.most = 10**9
        self.says_times = True
        self.extend([0] * (FIRST_BLOCK + 1))

    @property
    def view(self) -> View:
        return Client(Network("model", self)).at("latest")

    def extend(self, logs: list[int]) -> None:
        """A block for each of these numbers of logs."""
        for count in logs:
            self.made += 1
            parent = self.blocks[-1].hash if self.blocks else "0x" + "00" * 32
            name = "0x" + keccak(f"{parent} {self.made}".encode()).hex()
            number = len(self.blocks)
            found = tuple(self._log(number, name, i) for i in range(count if number >= FIRST_BLOCK else 0))
            self.blocks.append(Block(number, name, parent, found))

    def replace(self, depth: int, logs: list[int]) -> None:
        """The last blocks are others now, never those that are final nor those before the deployment."""
        least = max(self.final or 0, FIRST_BLOCK - 1) + 1
        del self.blocks[max(least, len(self.blocks) - depth) :]
        self.extend(logs)

    def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        self.asked += 1
        self.before(self.asked)
        answer: Any = getattr(self, method)(*params)
        reply: Any = answer if isinstance(answer, dict) and "error" in answer else {"result": answer}
        return reply  # type: ignore[no-any-return]

    # -- what a node is asked -----------------------------------------------------------------------------------------

    def eth_chainId(self) -> str:  # noqa: N802
        return "0x7a69"

    def eth_getBlockByNumber(self, which: str, _: bool) -> Any:  # noqa: N802
        if which == "finalized":
            return None if self.final is None else self._shown(self.blocks[self.final])
        number = len(self.blocks) - 1 if which == "latest" else int(which, 16)
        return self._shown(self.blocks[number]) if number < len(self.blocks) else None

    def eth_getBlockByHash(self, name: str, _: bool) -> Any:  # noqa: N802
        return next((self._shown(block) for block in self.blocks if block.hash == name), None)

    def eth_getLogs(self, query: dict[str, Any]) -> Any:  # noqa: N802
        addresses = {one.lower() for one in query["address"]}
        found = [
            log if self.says_times else {key: value for key, value in log.items() if key != "blockTimestamp"}
            for block in self.blocks[int(query["fromBlock"], 16) : int(query["toBlock"], 16) + 1]
            for log in block.logs
            if log["address"] in addresses and _matches(log["topics"], query["topics"])
        ]
        return found if len(found) <= self.most else {"error": {"code": -32005, "message": "too many results"}}

    def _shown(self, block: Block) -> dict[str, Any]:
        return {
            "number": hex(block.number),
            "hash": block.hash,
            "parentHash": block.parent,
            "timestamp": hex(block.timestamp),
        }

    def _log(self, block: int, name: str, index: int) -> dict[str, Any]:
        contract, topics, data = _EMITTED[(self.made + index) % len(_EMITTED)](self.made * 100 + index)
        return {
            "address": contract.address.lower(),
            "topics": ["0x" + topic.hex() for topic in topics],
            "data": "0x" + data.hex(),
            "blockNumber": hex(block),
            "blockHash": name,
            "blockTimestamp": hex(1_750_000_000 + 12 * block),
            "transactionHash": "0x" + keccak(f"{name} {index // 2}".encode()).hex(),
            "logIndex": hex(index),
        }


Emitted = tuple[Contract, list[bytes], bytes]


def _member_added(n: int) -> Emitted:
    contract = CONTRACTS.attesters.contract
    return contract, [_topic(contract, "MemberAdded"), n.to_bytes(32, "big")], b""


def _cap_set(n: int) -> Emitted:
    contract = CONTRACTS.prax.contract
    return contract, [_topic(contract, "EpochCapSet")], encode(["uint96", "uint96"], [n, n * 10**18])


def _funded(n: int) -> Emitted:
    """With a subject that is no text every other time."""
    contract = CONTRACTS.escrow.contract
    kinds = ["uint64", "uint96", "uint128", "uint40", "bytes32", "bytes"]
    data = encode(kinds, [n, 5, 5, 6, bytes(32), b"issue \xff\0" if n % 2 else f"issue {n} \0 ü".encode()])
    return contract, [_topic(contract, "Funded"), *[n.to_bytes(32, "big")] * 3], data


def _unknown(n: int) -> Emitted:
    return CONTRACTS.stakeholders.contract, [keccak(b"Nobody knows()")], n.to_bytes(32, "big")


def _transfer(sender: str, receiver: str) -> Callable[[int], Emitted]:
    def emitted(n: int) -> Emitted:
        topics = [
            _topic(CONTRACTS.usdc, "Transfer"),
            *(bytes(12) + bytes.fromhex(who[2:]) for who in (sender, receiver)),
        ]
        return CONTRACTS.usdc, topics, n.to_bytes(32, "big")

    return emitted


def _topic(contract: Contract, event: str) -> bytes:
    return bytes.fromhex(contract.abi.topic(event)[2:])


def _matches(topics: list[str], wanted: list[Any]) -> bool:
    return len(topics) >= len(wanted) and all(
        want is None or topic in ([want] if isinstance(want, str) else want)
        for topic, want in zip(topics, wanted, strict=False)
    )


_EMITTED: list[Callable[[int], Emitted]] = [
    _member_added, _cap_set, _funded, _unknown,
    _transfer(CONTRACTS.escrow.address, address(77)), _transfer(address(77), CONTRACTS.escrow.address),
    _transfer(CONTRACTS.escrow.address, CONTRACTS.escrow.address), _transfer(address(77), address(78)),
]  # fmt: skip
