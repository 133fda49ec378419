"""How each kind of fault is begun and ended in a town."""

from collections.abc import Callable
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from . import lies, meddling
from .cast import ATTESTERS, FUNDED, WORKERS
from .databases import copy_databases, delete_databases
from .hooks import forge_delivery
from .hostile import Dishonest, false_fact, submit_false
from .proxy import LinkFault
from .schedule import Fault

if TYPE_CHECKING:
    from .town import Town

Do = Callable[[], None]
OTHER_RULES = "praxis-rules/other"
_STATUS_HEADERS = {
    "retry-after": {"Retry-After": "1"},
    "x-ratelimit": {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "0"},
    "none": {},
}
_BODIES = {
    "html": b"<html>Bad gateway</html>",
    "json": b'{"unexpected": [1, 2]}',
    "nothing": b"",
    "bytes": b"\x00\xff\xfe",
}


def on_link(fault: Fault, town: "Town") -> meddling.Sometimes | None:
    """What meddles with the link that the fault names, or None if it is no fault of a link."""
    given = fault.given
    random = Random(given.get("seed", 0))
    inner = _meddling(fault) or _lie(fault, random)
    if fault.kind in ("other root signed", "stranger's signature", "agrees to everything"):
        inner = Dishonest(fault.kind, fault.place.split(" ")[1], town)
    if inner is None:
        return None
    return meddling.Sometimes(inner, given.get("chance", 1.0), random)


def _meddling(fault: Fault) -> LinkFault | None:
    given = fault.given
    match fault.kind:
        case "delay" | "late answer":
            return meddling.Delay(given["seconds"], before=fault.kind == "delay")
        case "drop" | "lost answer":
            return meddling.Drop(after=fault.kind == "lost answer")
        case "webhooks lost":
            return meddling.Drop(after=False)
        case "webhooks late":
            return meddling.Delay(0.7, before=True)
        case "duplicate" | "webhooks replayed":
            return meddling.Duplicate()
        case "reorder":
            return meddling.Reorder()
        case "HTTP 403" | "HTTP 429" | "HTTP 500":
            return meddling.Status(int(fault.kind[-3:]), _STATUS_HEADERS[given.get("header", "none")])
        case "garbage":
            return meddling.Garbage(_BODIES[given["body"]])
        case "truncated":
            return meddling.Truncate()
        case "stale":
            return meddling.Stale()
        case _:
            return None


def _lie(fault: Fault, random: Random) -> LinkFault | None:
    given = fault.given
    match fault.kind:
        case "forged receipt":
            return lies.ForgedReceipt()
        case "lost receipt":
            return lies.LostReceipt()
        case "failed receipt":
            return lies.FailedReceipt()
        case "block of another chain":
            return lies.OtherChain()
        case "forged call":
            return lies.ForgedCalls(given["words"], random)
        case "lag":
            return lies.Lag(given["blocks"])
        case "refusal":
            return lies.Refuse(given["method"])
        case "swallowed transaction":
            return lies.Swallow()
        case "taken but refused":
            return lies.TakenButRefused()
        case "wrong nonce":
            return lies.WrongNonce(given["by"])
        case _:
            return None


def begin_and_end(fault: Fault, town: "Town") -> tuple[Do, Do]:
    """What to do when it begins, and when it ends."""
    meddler = on_link(fault, town)
    if meddler is not None:
        link = town.proxies.links[fault.place]
        town.meddlers.append((fault.kind, meddler))

        def meet() -> None:
            link.faults = (meddler, *link.faults)

        def leave() -> None:
            link.faults = tuple(one for one in link.faults if one is not meddler)

        return meet, leave
    if fault.place in town.services:
        return _of_process(fault, town)
    return _of_chain(fault, town)


def _of_process(fault: Fault, town: "Town") -> tuple[Do, Do]:
    service, given = town.services[fault.place], fault.given
    match fault.kind:
        case "kill":
            return service.again, _nothing
        case "down":
            return service.down, service.again
        case "pause":
            return partial(service.pause, True), partial(service.pause, False)
        case "crash at a step":
            steps = town.steps_of(fault.place)
            step = steps[given["step"] % len(steps)]
            return partial(service.again, {"crash": f"{step}:{given['time']}"}), _nothing
        case "clock skew":
            return partial(service.again, {"clock": given["seconds"]}), partial(service.again, {})
        case "other rules":
            return partial(service.again, {"rules": OTHER_RULES}), partial(service.again, {})
        case "database deleted":
            return partial(service.again, between=partial(delete_databases, service.folder)), _nothing
        case "database rolled back":
            kept = service.folder / "kept"
            return (
                partial(copy_databases, service.folder, kept),
                partial(service.again, between=partial(copy_databases, kept, service.folder)),
            )
        case "nonce gap":
            return partial(town.chain.nonce_gap, town.account_of(fault.place), given["gap"]), _nothing
        case "nonce taken":
            return partial(town.chain.nonce_taken, town.account_of(fault.place)), _nothing
        case "transaction replaced":
            return partial(town.chain.replace_transaction, town.account_of(fault.place)), _nothing
        case "false facts proposed":
            place = ATTESTERS.index(fault.place)
            fact = false_fact(town, FUNDED[place], WORKERS[-1 - place])
            return partial(submit_false, town, [fact]), partial(submit_false, town, [fact])
        case _:
            raise ValueError(f"nobody knows how to do {fault.kind}")


def _of_chain(fault: Fault, town: "Town") -> tuple[Do, Do]:
    chain, miner, given = town.chain, town.miner, fault.given
    match fault.kind:
        case "reorg":
            return partial(chain.reorg, given["depth"], given["again"]), _nothing
        case "dropped transactions":
            return chain.drop_transactions, chain.drop_transactions
        case "gas spike":
            return partial(miner.spike, given["gwei"]), miner.calm
        case "no blocks":
            return miner.halt, miner.calm
        case "webhooks forged":
            return partial(forge_delivery, town, fault.place), partial(forge_delivery, town, fault.place)
        case _:
            raise ValueError(f"nobody knows how to do {fault.kind}")


def _nothing() -> None:
    """It is over by itself."""
