"""What a harness in another process does to the stand-in: `POST /_standin/ACT` with the act's arguments as JSON."""

import dataclasses
import inspect
from typing import TYPE_CHECKING, Any

from .ground import ACTS, Impossible

if TYPE_CHECKING:
    from .acts import StandIn


def perform(github: "StandIn", name: str, arguments: Any) -> tuple[int, Any]:
    """HTTP status and JSON: the act's result, or a sentence why not."""
    method = ACTS.get(name)
    if method is None:
        return 404, {"error": f"there is no act {name}", "acts": sorted(ACTS)}
    try:
        inspect.signature(method).bind(github, **(arguments or {}))
    except TypeError as error:
        return 400, {"error": f"{name}: {error}"}
    try:
        result = method(github, **(arguments or {}))
    except (Impossible, KeyError, ValueError, StopIteration) as error:
        return 409, {"error": f"{name}: {error}"}
    return 200, {"result": dataclasses.asdict(result) if dataclasses.is_dataclass(result) else result}
