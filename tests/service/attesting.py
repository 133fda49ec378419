"""An attester's desk to ask things at: what its forge shows, and a chain that is not there, each as the test says."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Engine

from praxis_chain.core.attester_log import Checked, check_log
from praxis_chain.core.eip712 import Domain, attesters_domain
from praxis_chain.core.facts import Commit, Fact, fact_hash
from praxis_chain.core.ids import contributor_id, subject_id, work_id
from praxis_chain.core.signing import KeySigner, Signer
from praxis_chain.oracle import Judged, judge_all
from praxis_chain.service.attesting import AttestedStore, Desk, OnChain, Ration
from tests import documents

KEY = b"\x05" * 32
ATTESTER = KeySigner(KEY).address
DOMAIN = attesters_domain(31337, b"\x0a" * 20)
NOW = 1_750_000_000.0
COMMIT = Commit(
    subject_id(documents.SUBJECT), work_id(documents.WORK), contributor_id(documents.CONTRIBUTOR), b"\x0a" * 32,
    10_000, 10_000, 10_000, documents.MERGED_AT, b"\x0e" * 32,
)  # fmt: skip


def commits(count: int) -> list[Commit]:
    """Of so many works; none of them shuts out another."""
    return [replace(COMMIT, work=work_id(f"{documents.FORGE}/pull/{number}")) for number in range(1, count + 1)]


def shown(*facts: Fact, revoked: Sequence[Fact] = ()) -> Judged:
    """A forge from which just these facts follow."""
    names = {fact_hash(fact): fact for fact in facts}
    return replace(judge_all(()), facts=names, evidence=dict.fromkeys(names, documents.MERGE), revoked=tuple(revoked))


@dataclass
class Shown:
    """A look whose forge shows what is put into it."""

    what: Judged = field(default_factory=shown)
    at: float = NOW
    name: str = "a forge"
    problems: tuple[str, ...] = ()

    def judged(self) -> Judged:
        return self.what

    def looked_at(self) -> float:
        return self.at

    def freshness(self) -> list[Any]:
        return [replace_look(self)]


def replace_look(look: Shown) -> Any:
    """How it is doing, as `service.watching.Freshness` says it."""
    from praxis_chain.service.watching import Freshness

    return Freshness(look.name, look.at, look.problems)


@dataclass
class ChainStandIn:
    """In place of `OnChain`: everybody is a member, nothing was used, and given up is what is in `over`."""

    domain: Domain = DOMAIN
    over: set[bytes] = field(default_factory=set)
    member: bool = True

    def now(self) -> "ChainStandIn":
        return self

    def each(self, ask: Callable[[Any, Any], Any], items: Sequence[Any]) -> list[Any]:
        return [ask(self, item) for item in items]

    def is_member(self, view: object, attester: bytes) -> bool:
        return self.member

    def gave_up(self, view: object, fact: Fact, instead_of: bytes) -> bool:
        return instead_of in self.over

    def used_before(self, view: object, fact: Fact, revoked: object) -> bytes | None:
        return None


def desk_of(
    engine: Engine,
    *looks: Shown,
    chain: "OnChain | ChainStandIn | None" = None,
    signer: Signer | None = None,
    each_minute: int = 1_000,
    stale_after: float = 900.0,
) -> Desk:
    """A desk on that database, at NOW."""
    return Desk(
        signer or KeySigner(KEY),
        chain or ChainStandIn(),  # type: ignore[arg-type]
        AttestedStore(engine),
        looks,
        ration=Ration(each_minute, clock=lambda: 0.0),
        stale_after=stale_after,
        clock=lambda: NOW,
    )


def log_of(engine: Engine) -> list[dict[str, Any]]:
    """Every entry."""
    import json

    return [json.loads(text) for text in AttestedStore(engine).read(1, 10_000, 10**9)]


def checked(engine: Engine) -> Checked:
    """The log, checked; its end is where the store says it is."""
    found = check_log(log_of(engine))
    assert found.head == AttestedStore(engine).head()
    return found
