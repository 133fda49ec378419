"""What was paid, read from USDC's own events, against what the stories say: by nobody's rules and nobody's books."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from eth_hash.auto import keccak

from praxis_chain.evm.networks import Network

from .stories import Earned, Story

TRANSFER = "0x" + keccak(b"Transfer(address,address,uint256)").hex()

DOUBLED, WRONGLY_PAID, LOST = "doubled", "wrongly paid", "lost"
AUDIT, STOPPED = "audit", "service ended"


@dataclass(frozen=True, slots=True)
class Payment:
    """USDC that left the escrow. to: lower-case address; amount: base units."""

    to: str
    amount: int
    block: int


@dataclass(frozen=True, slots=True)
class Violation:
    """kind: `doubled`, `wrongly paid`, `lost`; `audit`, where that finds something; `service ended`, by itself."""

    kind: str
    sentence: str


def payments(network: Network, usdc: str, escrow: str, first_block: int) -> list[Payment]:
    """Every transfer out of the escrow since that block, by the token's own logs."""
    query = {
        "address": usdc, "fromBlock": hex(first_block), "toBlock": "latest",
        "topics": [TRANSFER, "0x" + escrow[2:].lower().rjust(64, "0")],
    }  # fmt: skip
    return [
        Payment("0x" + log["topics"][2][-40:].lower(), int(log["data"], 16), int(log["blockNumber"], 16))
        for log in network.request("eth_getLogs", query)
    ]


def totals(paid: Iterable[Payment], wallets: Mapping[str, str]) -> Counter[str]:
    """What each person got. wallets: people by their wallet's lower-case address; a stranger goes by the address."""
    got: Counter[str] = Counter()
    for payment in paid:
        got[wallets.get(payment.to, payment.to)] += payment.amount
    return got


def weigh(stories: Sequence[Story], got: Mapping[str, int]) -> list[Violation]:
    """Compare what people got with what the stories allow; empty if all of it is exactly right."""
    found = list(chain.from_iterable(_weigh_story(story, got) for story in stories))
    expected = {name for story in stories for name in story.people}
    for name, amount in got.items():
        if amount and name not in expected:
            found.append(Violation(WRONGLY_PAID, f"{name} was paid {amount} and has a part in nothing."))
    return found


def matches(story: Story, outcomes: Sequence[Earned], got: Mapping[str, int]) -> bool:
    """Whether people have exactly one of these outcomes."""
    return any(all(got.get(name, 0) == outcome.get(name, 0) for name in story.people) for outcome in outcomes)


def _weigh_story(story: Story, got: Mapping[str, int]) -> list[Violation]:
    if matches(story, story.last, got):
        return []
    had = {name: got.get(name, 0) for name in story.people}
    most = max(sum(outcome.values()) for outcome in story.last)
    told = " or ".join(str(dict(outcome)) for outcome in story.last)
    sentence = f"{story.kind} (issue {story.issue}): {had} was paid, and due was {told}."
    if sum(had.values()) > most:
        return [Violation(DOUBLED if most else WRONGLY_PAID, sentence)]
    if any(amount > max(outcome.get(name, 0) for outcome in story.last) for name, amount in had.items()):
        return [Violation(WRONGLY_PAID, sentence)]
    return [Violation(LOST, sentence)]
