"""What the parameters were when somebody last looked, out of the document that was written down then."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from ...core.errors import WrongInput
from .changes import Value

SCHEMA = 1
"""Version of the document: raised when a key changes its meaning or goes away."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """The parameters at the end of a block, by name."""

    chain_id: int
    contracts: Mapping[str, str]
    block: int
    values: Mapping[str, Value]

    @classmethod
    def read(cls, text: str, source: str) -> Self:
        """Out of what `praxis audit params --json` or --out wrote; `source` is its name. Raises WrongInput."""
        no_document = WrongInput(f"{source} is not what praxis audit params --json or --out writes.")
        try:
            found = json.loads(text)
            data = found.get("data", found)
            known = data["schema"]
            read = cls(
                int(data["chain_id"]), dict(data["contracts"]), int(data["block"]["number"]),
                {str(name): plain(value) for name, value in data["values"].items()},
            )  # fmt: skip
        except (ArithmeticError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise no_document from None
        if known != SCHEMA:
            raise WrongInput(f"{source} has schema {known!r}, and this version reads {SCHEMA}: write it anew.")
        return read


def plain(value: Any) -> Any:
    """A value as it is compared: where a document wrote a large integer as text, the integer."""
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    return value
