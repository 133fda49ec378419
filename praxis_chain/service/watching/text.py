"""Readings ↔ JSON text for the store, and the shape that says whether a stored text still fits our types."""

from dataclasses import fields, is_dataclass
from functools import cache
from hashlib import sha256
from typing import Any, get_args

from pydantic import TypeAdapter

from ...forges.github.readings import Gist, Issue, Pull, Push, Repository

SHAPES: dict[str, Any] = {
    "pull": Pull,
    "issue": Issue,
    "pushes": tuple[Push, ...],
    "gists": tuple[Gist, ...],
    "repository": Repository,
}
"""The type of what is stored, by kind."""


def to_text(kind: str, value: object) -> str:
    """JSON; equal values have equal texts. Raises ValueError for text that is not Unicode."""
    return _adapter(kind).dump_json(value).decode()


def from_text(kind: str, text: str) -> Any:
    """The value. Raises ValueError if the text is of another shape."""
    return _adapter(kind).validate_json(text)


@cache
def shape(kind: str) -> str:
    """Changes whenever a field of that kind's types does."""
    return sha256(_described(SHAPES[kind]).encode()).hexdigest()


@cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    return TypeAdapter(SHAPES[kind])


def _described(of: Any) -> str:
    if is_dataclass(of):
        return f"{of}({', '.join(f'{field.name}: {_described(field.type)}' for field in fields(of))})"
    return f"{of}[{', '.join(_described(part) for part in get_args(of) if part is not ...)}]"
