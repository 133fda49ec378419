"""What an RPC may tell its users that is not so: each lie is a fault of a link to the chain.

A question is one JSON-RPC request, alone or in a batch; a lie changes some answers and lets all others through.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from .http import Request, Response
from .proxy import Forward

Question = dict[str, Any]
Ask = Callable[[Question], Awaitable[Any]]
"""Asks the node itself; gives the `result`, None where it answered with an error."""


class Lie:
    """Changes single answers. Subclasses say which."""

    async def __call__(self, request: Request, forward: Forward) -> Response:
        try:
            asked = json.loads(request.body)
        except ValueError:
            return await forward(request)

        async def ask(question: Question) -> Any:
            answer = await forward(replace(request, body=json.dumps(question).encode()))
            return json.loads(answer.body).get("result")

        if isinstance(asked, list):
            answers: Any = [await self._one(question, request, forward, ask) for question in asked]
        else:
            answers = await self._one(asked, request, forward, ask)
        return Response(200, (("Content-Type", "application/json"),), json.dumps(answers).encode())

    async def _one(self, question: Question, request: Request, forward: Forward, ask: Ask) -> Any:
        told = await self.tell(question, ask)
        if told is not None:
            return {"jsonrpc": "2.0", "id": question.get("id"), **told}
        return json.loads((await forward(replace(request, body=json.dumps(question).encode()))).body)

    async def tell(self, question: Question, ask: Ask) -> dict[str, Any] | None:
        """`{"result": …}` or `{"error": …}` instead of the truth, or None for the truth."""
        raise NotImplementedError


class ForgedReceipt(Lie):
    """Every transaction that is asked about was mined and succeeded, in a block of another chain."""

    async def tell(self, question: Question, ask: Ask) -> dict[str, Any] | None:
        if question["method"] != "eth_getTransactionReceipt" or await ask(question) is not None:
            return None
        number = await ask({**question, "method": "eth_blockNumber", "params": []})
        (transaction,) = question["params"]
        return {"result": {
            "transactionHash": transaction, "blockHash": "0x" + "ab" * 32, "blockNumber": number, "status": "0x1",
            "transactionIndex": "0x0", "gasUsed": "0x5208", "cumulativeGasUsed": "0x5208", "logs": [], "type": "0x2",
            "effectiveGasPrice": "0x1", "from": "0x" + "11" * 20, "to": "0x" + "22" * 20, "contractAddress": None,
            "logsBloom": "0x" + "00" * 256,
        }}  # fmt: skip


class LostReceipt(Lie):
    """No transaction was ever mined."""

    async def tell(self, question: Question, ask: Ask) -> dict[str, Any] | None:
        return {"result": None} if question["method"] == "eth_getTransactionReceipt" else None


class FailedReceipt(Lie):
    """Whatever was mined failed."""

    async def tell(self, question: Question, ask: Ask) -> dict[str, Any] | None:
        if question["method"] != "eth_getTransactionReceipt" or (receipt := await ask(question)) is None:
            return None
        return {"result": {**receipt, "status": "0x0", "logs": []}}


class OtherChain(Lie):
    """Blocks have hashes that this chain does not know."""

    async def tell(self, question: Question, ask: Ask) -> dict[str, Any] | None:
        if question["method"] not in ("eth_getBlockByNumber", "eth_getBlockByHash"):
            return None
        block = await ask(question)
        return {"result": {**block, "hash": "0x" + "cd" * 32}} if block else None


@dataclass
class ForgedCalls(Lie):
    """Contracts answer something else: zeros, ones, or any words of the same length."""

    kind: str
    random: Random

    async def tell(self, question: Question, ask: Ask) -> dict[str, Any] | None:
        if question["method"] != "eth_call" or not (truth := await ask(question)) or truth == "0x":
            return None
        size = (len(truth) - 2) // 2
        forged = {"zeros": bytes(size), "ones": (bytes(31) + b"\1") * (size // 32)}
        return {"result": "0x" + forged.get(self.kind, self.random.randbytes(size)).hex()}


@dataclass
class Lag(Lie):
    """A node that is some blocks behind: it knows no later block, receipt or nonce."""

    blocks: int

    async def tell(self, question: Question, ask: Ask) -> dict[str, Any] | None:
        method, params = question["method"], question.get("params", [])
        head = max(0, int(await ask({**question, "method": "eth_blockNumber", "params": []}), 16) - self.blocks)
        if method == "eth_blockNumber":
            return {"result": hex(head)}
        if method == "eth_getTransactionReceipt":
            receipt = await ask(question)
            return {"result": None} if receipt and int(receipt["blockNumber"], 16) > head else None
        if any(param in ("latest", "pending") for param in params if isinstance(param, str)):
            late = [hex(head) if param in ("latest", "pending") else param for param in params]
            answer = await ask({**question, "params": late})
            return {"result": answer} if answer is not None else None
        return None


@dataclass(frozen=True)
class Refuse(Lie):
    """An error, as nodes give it that have had enough; to all questions, or to one method."""

    method: str = ""

    async def tell(self, question: Question, ask: Ask) -> dict[str, Any] | None:
        if self.method not in ("", question["method"]):
            return None
        return {"error": {"code": -32005, "message": "limit exceeded"}}


class Swallow(Lie):
    """A transaction is taken with thanks and told to nobody."""

    async def tell(self, question: Question, ask: Ask) -> dict[str, Any] | None:
        if question["method"] != "eth_sendRawTransaction":
            return None
        from eth_hash.auto import keccak

        return {"result": "0x" + keccak(bytes.fromhex(question["params"][0][2:])).hex()}


class TakenButRefused(Lie):
    """A transaction is passed on, and its sender is told that it was not."""

    async def tell(self, question: Question, ask: Ask) -> dict[str, Any] | None:
        if question["method"] != "eth_sendRawTransaction":
            return None
        await ask(question)
        return {"error": {"code": -32000, "message": "internal error"}}


@dataclass(frozen=True)
class WrongNonce(Lie):
    """The account sent more, or fewer, transactions than it did."""

    by: int

    async def tell(self, question: Question, ask: Ask) -> dict[str, Any] | None:
        if question["method"] != "eth_getTransactionCount" or (truth := await ask(question)) is None:
            return None
        return {"result": hex(max(0, int(truth, 16) + self.by))}


class LikeOtherNodes:
    """Not a fault: anvil keeps to itself that it is one, so that services treat it as any node of a real network."""

    async def __call__(self, request: Request, forward: Forward) -> Response:
        if b'"web3_clientVersion"' not in request.body:
            return await forward(request)
        answer = {"jsonrpc": "2.0", "id": json.loads(request.body)["id"], "result": "node/1.0"}
        return Response(200, (("Content-Type", "application/json"),), json.dumps(answer).encode())
