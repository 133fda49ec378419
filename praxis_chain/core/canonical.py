"""Documents of frozen dataclasses ↔ canonical JSON (RFC 8785), strictly and without loss.

What may stand in a document: str, int, bool, other such dataclasses, tuples of them, and unions of dataclasses that
name their kind. Reading refuses what writing would not have written: unknown or missing keys, another type, the same
key twice. So every document has one text, one hash, and one value.
"""

import json
import re
from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

import rfc8785

from .errors import WrongInput

DEEPEST = 50
"""Levels of nesting that are read; documents of ours have fewer than ten."""

_OUTSIDE_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"?|[^][{}]', re.DOTALL)

KIND = "kind"
"""The key that tells the members of a union apart; the class attribute of the same name, in capitals, is its value."""


def encode(document: object) -> bytes:
    """The one text of a document: UTF-8, keys sorted, no space. Raises WrongInput for what JSON cannot hold."""
    try:
        return rfc8785.dumps(_plain(document))
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise WrongInput(f"The document cannot be written as canonical JSON: {error}") from None


def decode(shape: Any, text: bytes | str) -> Any:
    """The document of that shape in a JSON text, however it is spaced. Raises WrongInput, naming the place."""
    return _read(shape, read_json(text), "the document")


def read_json(text: bytes | str) -> Any:
    """What a JSON text holds, whoever wrote it: no key twice, no NaN, nothing nested deeper than DEEPEST.

    Raises WrongInput.
    """
    _require_shallow(text)
    try:
        return json.loads(text, object_pairs_hook=_distinct, parse_constant=_no_constant)
    except ValueError as error:
        raise WrongInput(f"This is not a JSON document: {error}") from None


def _require_shallow(text: bytes | str) -> None:
    """Python's own guard against deep nesting is off wherever a library raised the recursion limit, and then kills."""
    brackets = _OUTSIDE_STRINGS.sub("", text if isinstance(text, str) else text.decode("utf-8", "replace"))
    depth = 0
    for bracket in brackets:
        depth += 1 if bracket in "[{" else -1
        if depth > DEEPEST:
            raise WrongInput(f"This is not a JSON document of ours: it is nested more than {DEEPEST} deep.")


def _plain(value: object) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        kind = {KIND: value.KIND} if hasattr(value, "KIND") else {}
        return kind | {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def _read(shape: Any, value: object, place: str) -> Any:
    if isinstance(shape, UnionType):
        return _read_union(shape, value, place)
    if get_origin(shape) is tuple:
        if not isinstance(value, list):
            raise WrongInput(f"In {place} a list should stand, not {_name(value)}.")
        item = get_args(shape)[0]
        return tuple(_read(item, part, f"{place}, item {number}") for number, part in enumerate(value))
    if is_dataclass(shape):
        return _read_object(shape, value, place)
    if type(value) is not shape:
        raise WrongInput(f"In {place} {_WORDS[shape]} should stand, not {_name(value)}.")
    return value


def _read_union(shape: UnionType, value: object, place: str) -> Any:
    members = get_args(shape)
    if value is None and NoneType in members:
        return None
    classes = [member for member in members if member is not NoneType]
    if len(classes) == 1:
        return _read(classes[0], value, place)
    kind = value.get(KIND) if isinstance(value, dict) else None
    for member in classes:
        if kind == member.KIND:
            return _read_object(member, value, place)
    known = ", ".join(member.KIND for member in classes)
    raise WrongInput(f"{_start(place)} has the kind {kind!r}; known are {known}.")


def _read_object(shape: Any, value: object, place: str) -> Any:
    if not isinstance(value, dict):
        raise WrongInput(f"In {place} an object should stand, not {_name(value)}.")
    given = dict(value)
    if hasattr(shape, "KIND") and given.pop(KIND, None) != shape.KIND:
        raise WrongInput(f"{_start(place)} is not of the kind {shape.KIND}.")
    types = _types(shape)
    names = [field.name for field in fields(shape)]
    if unknown := sorted(set(given) - set(names)):
        raise WrongInput(f"{_start(place)} has a key that does not belong there: {unknown[0]!r}.")
    if missing := [name for name in names if name not in given]:
        raise WrongInput(f"{_start(place)} lacks {missing[0]!r}.")
    return shape(**{name: _read(types[name], given[name], f"{name!r}") for name in names})


@cache
def _types(shape: type) -> dict[str, Any]:
    """Of its fields. Python reads annotations anew each time, which takes as long as all the rest of reading."""
    return get_type_hints(shape)


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise WrongInput("The document has the same key twice: which one counts would be a guess.")
    return found


def _no_constant(name: str) -> None:
    raise WrongInput(f"{name} is not JSON.")


_WORDS = {str: "text", int: "a whole number", bool: "true or false"}


def _start(place: str) -> str:
    return place[:1].upper() + place[1:]


def _name(value: object) -> str:
    return json.dumps(value)[:60]
