"""A schedule: stories on the forge, and what goes wrong meanwhile. The same number always gives the same schedule."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from .cast import ATTESTERS, FUNDED, NEWCOMERS, RELAYERS, SERVICES, WORKERS
from .stories import KINDS, Story, Writer

MOST_STORIES = 4
MOST_FAULTS = 5


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that goes wrong. kind: one of `KINDS_OF_FAULT`; place: a link (`relayer-1 rpc`), a process, or the
    chain. begins, ends: moments of its half, from 0 to 1. given: what that kind needs to know."""

    kind: str
    place: str
    half: int
    begins: float
    ends: float
    given: Mapping[str, Any]

    def __str__(self) -> str:
        more = "".join(f", {name} {value}" for name, value in self.given.items())
        return f"half {self.half + 1}, {self.begins:.2f} to {self.ends:.2f}: {self.kind} at {self.place}{more}"


@dataclass(frozen=True, slots=True)
class Schedule:
    """one_key: both relayers send with the same key."""

    number: int
    stories: tuple[Story, ...]
    faults: tuple[Fault, ...]
    one_key: bool

    @property
    def halves(self) -> int:
        """Two where anything happens in the second."""
        return 2 if any(act.half for story in self.stories for act in story.acts) else 1

    @property
    def id(self) -> str:
        """Of what is in it, whatever its number: two schedules with one id are the same one."""
        return hashlib.sha256("\n".join(self.lines()).encode()).hexdigest()[:12]

    def lines(self) -> list[str]:
        """For people, and for the id."""
        acts = [f"{story.kind} (issue {story.issue}): {act}" for story in self.stories for act in story.acts]
        return [*acts, *map(str, self.faults), f"relayers have {'one key' if self.one_key else 'a key each'}"]


def draw(number: int, ids: Mapping[str, int]) -> Schedule:
    """ids: the people's numeric ids on the forge."""
    random = Random(f"praxis faults {number}")
    stories = _stories(random, ids)
    halves = 2 if any(act.half for story in stories for act in story.acts) else 1
    faults = tuple(_fault(random, halves) for _ in range(random.randint(1, MOST_FAULTS)))
    ordered = sorted(faults, key=lambda fault: (fault.half, fault.begins, fault.kind, fault.place))
    return Schedule(number, stories, tuple(ordered), random.random() < 0.25)


def _stories(random: Random, ids: Mapping[str, int]) -> tuple[Story, ...]:
    issues = random.sample(FUNDED, MOST_STORIES)
    workers = random.sample(WORKERS, 2 * MOST_STORIES)
    newcomers = random.sample(NEWCOMERS, 1)
    waiting = [kind for kind, weight in KINDS for _ in range(weight)]
    stories: list[Story] = []
    for place in range(random.randint(1, MOST_STORIES)):
        kind = random.choice(waiting)
        waiting = [other for other in waiting if other is not kind]
        who = workers[2 * place : 2 * place + 2]
        stories.append(kind(Writer(random, issues[place], who, newcomers[0], ids)))
    return tuple(stories)


# -- faults -----------------------------------------------------------------------------------------------------------

HTTP_LINKS = (
    *(f"{service} github" for service in SERVICES),
    *(f"{relayer} {attester}" for relayer in RELAYERS for attester in ATTESTERS),
)
RPC_LINKS = tuple(f"{service} rpc" for service in SERVICES)
HOOKS = tuple(f"github {service}" for service in SERVICES)
RELAYER_ATTESTER = tuple(f"{relayer} {attester}" for relayer in RELAYERS for attester in ATTESTERS)

KINDS_OF_FAULT: Mapping[str, tuple[tuple[str, ...], int]] = {
    # on any link: each with the places where it may be, and its weight
    "delay": ((*HTTP_LINKS, *RPC_LINKS), 3),
    "late answer": ((*HTTP_LINKS, *RPC_LINKS), 3),
    "drop": ((*HTTP_LINKS, *RPC_LINKS), 3),
    "lost answer": ((*HTTP_LINKS, *RPC_LINKS), 4),
    "duplicate": ((*HTTP_LINKS, *RPC_LINKS, *HOOKS), 3),
    "reorder": ((*HTTP_LINKS, *RPC_LINKS, *HOOKS), 3),
    "HTTP 403": (HTTP_LINKS, 2),
    "HTTP 429": ((*HTTP_LINKS, *RPC_LINKS), 3),
    "HTTP 500": ((*HTTP_LINKS, *RPC_LINKS), 3),
    "garbage": ((*HTTP_LINKS, *RPC_LINKS), 3),
    "truncated": ((*HTTP_LINKS, *RPC_LINKS), 3),
    "stale": ((*HTTP_LINKS, *RPC_LINKS), 3),
    # RPCs that lie, lag or refuse
    "forged receipt": (RPC_LINKS, 3),
    "lost receipt": (RPC_LINKS, 2),
    "failed receipt": (RPC_LINKS, 2),
    "block of another chain": (RPC_LINKS, 2),
    "forged call": (RPC_LINKS, 4),
    "lag": (RPC_LINKS, 3),
    "refusal": (RPC_LINKS, 2),
    "swallowed transaction": (RPC_LINKS, 3),
    "taken but refused": (RPC_LINKS, 3),
    "wrong nonce": (RPC_LINKS, 3),
    # processes
    "kill": (SERVICES, 8),
    "crash at a step": (SERVICES, 10),
    "pause": (SERVICES, 3),
    "down": (SERVICES, 3),
    "database deleted": (SERVICES, 5),
    "database rolled back": (SERVICES, 5),
    "clock skew": (SERVICES, 3),
    "other rules": (ATTESTERS, 3),
    # the chain
    "reorg": (("chain",), 6),
    "gas spike": (("chain",), 4),
    "dropped transactions": (("chain",), 4),
    "no blocks": (("chain",), 3),
    "nonce gap": (RELAYERS, 3),
    "nonce taken": (RELAYERS, 3),
    "transaction replaced": (RELAYERS, 3),
    # an attester that is not honest, and a relayer that asks for what is not true
    "other root signed": (RELAYER_ATTESTER, 3),
    "stranger's signature": (RELAYER_ATTESTER, 2),
    "agrees to everything": (RELAYER_ATTESTER, 2),
    "false facts proposed": (ATTESTERS, 3),
    # webhooks
    "webhooks lost": (HOOKS, 2),
    "webhooks late": (HOOKS, 2),
    "webhooks forged": (HOOKS, 2),
    "webhooks replayed": (HOOKS, 2),
}
_DRAWN = tuple(kind for kind, (_, weight) in KINDS_OF_FAULT.items() for _ in range(weight))


def _fault(random: Random, halves: int) -> Fault:
    kind = random.choice(_DRAWN)
    place = random.choice(KINDS_OF_FAULT[kind][0])
    half = random.randrange(halves)
    begins = round(random.random() * 0.8, 3)
    ends = round(min(1.0, begins + 0.15 + random.random() * 0.6), 3)
    return Fault(kind, place, half, begins, ends, _given(kind, place, random))


def _given(kind: str, place: str, random: Random) -> dict[str, Any]:
    seed = random.randrange(10**6)
    often = round(random.choice((0.1, 0.3, 0.6, 1.0)), 1)
    match kind:
        case "delay" | "late answer":
            return {"chance": often, "seconds": round(random.uniform(0.05, 0.8), 2), "seed": seed}
        case "HTTP 403" | "HTTP 429":
            return {"chance": often, "seed": seed, "header": random.choice(("retry-after", "x-ratelimit", "none"))}
        case "garbage":
            return {"chance": often, "seed": seed, "body": random.choice(("html", "json", "nothing", "bytes"))}
        case "forged call":
            return {"chance": often, "seed": seed, "words": random.choice(("zeros", "ones", "any"))}
        case "lag":
            return {"blocks": random.randint(1, 12)}
        case "refusal":
            return {"method": random.choice(("", "eth_call", "eth_sendRawTransaction", "eth_getBlockByNumber"))}
        case "wrong nonce":
            return {"by": random.choice((-2, -1, 1, 3))}
        case "crash at a step":
            return {"step": random.randrange(10**6), "time": random.randint(1, 4)}
        case "clock skew":
            return {"seconds": random.choice((-86_400, -3_600, -90, 90, 3_600, 86_400))}
        case "reorg":
            return {"depth": random.randint(1, 6), "again": random.random() < 0.3}
        case "gas spike":
            return {"gwei": random.choice((20, 100, 400, 3_000))}
        case "nonce gap":
            return {"gap": random.randint(1, 3)}
        case "other root signed" | "stranger's signature" | "agrees to everything":
            return {"chance": often, "seed": seed}
        case _ if place in HTTP_LINKS or place in RPC_LINKS or place in HOOKS:
            return {"chance": often, "seed": seed}
        case _:
            return {}
