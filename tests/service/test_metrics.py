"""What Prometheus reads of the repositories that a service watches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from praxis_chain.forges.github.limits import Spent
from praxis_chain.service.metrics import Repositories, exposition, new_registry


@dataclass(frozen=True)
class Freshness:
    name: str
    looked_at: float


class Watching:
    """Stands in for a Watch: one repository on GitHub, one on a git server, which counts nothing."""

    def freshness(self) -> Sequence[Freshness]:
        return [Freshness("github:owner/name", 990.0), Freshness("project.git", 0.0)]

    def counts(self) -> Mapping[str, Mapping[str, int]]:
        return {"github:owner/name": {"documents": 4, "pulls": 3}, "project.git": {"documents": 2}}

    def spent(self) -> Mapping[str, Spent]:
        requests = {"rest": 12, "graphql": 5, "not_modified": 7, "failed": 1}
        return {"github:owner/name": Spent(requests, {"core": 4988, "graphql": 4995}, 2.5)}


def test_what_is_known_of_each_repository_and_what_it_costs() -> None:
    registry = new_registry()
    registry.register(Repositories([Watching()], clock=lambda: 1000.0))
    lines = exposition(registry)[0].decode().splitlines()
    assert [line for line in lines if line.startswith(("praxis_look", "praxis_forge"))] == [
        'praxis_look_age_seconds{repository="github:owner/name"} 10.0',
        'praxis_look_age_seconds{repository="project.git"} +Inf',
        'praxis_look_kept{repository="github:owner/name",what="documents"} 4.0',
        'praxis_look_kept{repository="github:owner/name",what="pulls"} 3.0',
        'praxis_look_kept{repository="project.git",what="documents"} 2.0',
        'praxis_forge_requests_total{kind="rest",repository="github:owner/name"} 12.0',
        'praxis_forge_requests_total{kind="graphql",repository="github:owner/name"} 5.0',
        'praxis_forge_requests_total{kind="not_modified",repository="github:owner/name"} 7.0',
        'praxis_forge_requests_total{kind="failed",repository="github:owner/name"} 1.0',
        'praxis_forge_waited_seconds_total{repository="github:owner/name"} 2.5',
        'praxis_forge_requests_left{kind="core",repository="github:owner/name"} 4988.0',
        'praxis_forge_requests_left{kind="graphql",repository="github:owner/name"} 4995.0',
    ]
