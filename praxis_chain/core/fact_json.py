"""Facts as JSON: in attestation files, between relayers and attesters, in an attester's log.

    {"kind": "Revocation", "hash": "0x…", "fact": "0x…", "evidence": "0x…"}

Each stands with its kind and all its fields, so that everybody computes its hash themselves.
"""

import re
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from .errors import WrongInput
from .facts import FACTS, Fact, fact_hash

_KINDS = {kind.__name__: kind for kind in FACTS}
_HEX = re.compile(r"0x(?:[0-9a-fA-F]{2})*")


def fact_json(fact: Fact) -> dict[str, Any]:
    """Kind, hash and all fields; bytes as 0x text."""
    values = {field.name: getattr(fact, field.name) for field in fields(fact)}
    shown = {name: "0x" + value.hex() if isinstance(value, bytes) else value for name, value in values.items()}
    return {"kind": type(fact).__name__, "hash": "0x" + fact_hash(fact).hex(), **shown}


def read_fact(given: object) -> Fact:
    """A fact from its JSON, whoever wrote that. `hash` may be missing; where it stands it has to be right.

    Raises WrongInput, in one sentence, for anything that is not exactly one fact.
    """
    if not isinstance(given, Mapping):
        raise WrongInput("A fact is a JSON object with its kind and all its fields.")
    name = given.get("kind")
    kind = _KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise WrongInput(f"A fact's kind cannot be {_short(name)}; known are {', '.join(_KINDS)}.")
    names = [field.name for field in fields(kind)]
    if missing := [field for field in names if field not in given]:
        raise WrongInput(f"The {name} lacks {missing[0]!r}.")
    if unknown := [field for field in given if field not in (*names, "kind", "hash")]:
        raise WrongInput(f"The {name} has a field that does not belong there: {_short(unknown[0])}.")
    fact = kind(*(_value(field, given[field]) for field in names))
    if given.get("hash", stated := "0x" + fact_hash(fact).hex()) != stated:
        raise WrongInput(f"The {name} says its hash is {_short(given['hash'])}, and it is {stated}: it was changed.")
    return fact


def _value(name: str, given: object) -> bytes | int:
    """Which of the two it has to be, and how long, the fact itself checks."""
    if isinstance(given, str) and _HEX.fullmatch(given) and len(given) <= 66:
        return bytes.fromhex(given[2:])
    if type(given) is int and abs(given) < 2**256:
        return given
    raise WrongInput(f"{name!r} cannot be {_short(given)}: bytes are text of 0x and hex digits, numbers are whole.")


def _short(value: object) -> str:
    """Of what a stranger sent, so much as helps; nothing in it may steer a terminal, nor be as long as they like."""
    return (ascii(value[:70]) if isinstance(value, str) else ascii(value)[:70]) if _is_small(value) else "that"


def _is_small(value: object) -> bool:
    return isinstance(value, str | bool | float) or value is None or (isinstance(value, int) and abs(value) < 10**60)
