"""What people type, read once and in one way: amounts, shares, periods, addresses and ids.

Every reader raises WrongInput with its own sentence.
"""

import re
from collections.abc import Callable
from typing import Any

import click

from ..core.addresses import parse_address
from ..core.errors import WrongInput
from ..core.ids import Id, contributor_id
from ..core.times import parse_period
from ..core.units import parse_basis_points, parse_prax, parse_usdc

_ID = re.compile(r"0x[0-9a-fA-F]{64}")


def parse_id(kind: str, text: str) -> Id:
    """An id that has no name, of a program or an action: 0x and 64 hex digits."""
    if not _ID.fullmatch(text):
        raise WrongInput(f"{text!r} is not the id of a {kind}: it should be 0x and 64 hex digits.")
    return Id(bytes.fromhex(text[2:]))


def parse_share(text: str) -> int:
    """A share of a whole in basis points, at most 10 000: "60%" or "6000"."""
    points = parse_basis_points(text)
    if points > 10_000:
        raise WrongInput(f"{text!r} is more than the whole: write at most 100%.")
    return points


def parse_block(text: str) -> str | int:
    """A block as nodes know it: a height, or a word for a moving one."""
    if text in ("latest", "finalized", "safe"):
        return text
    if not (text.isascii() and text.isdigit()):
        raise WrongInput(f"{text!r} is not a block: give a height, latest or finalized.")
    return int(text)


def parse_block_hash(text: str) -> bytes:
    """32 bytes as 0x text."""
    if not _ID.fullmatch(text):
        raise WrongInput(f"{text!r} is not the hash of a block: it should be 0x and 64 hex digits.")
    return bytes.fromhex(text[2:])


def parse_signature(text: str) -> bytes:
    """65 bytes as 0x text."""
    if not re.fullmatch(r"0x[0-9a-fA-F]{130}", text):
        raise WrongInput(f"{text[:20]!r}… is not a signature: it should be 0x and 130 hex digits.")
    return bytes.fromhex(text[2:])


class Parsed(click.ParamType):
    """A parameter that `parse` reads."""

    def __init__(self, name: str, parse: Callable[[str], Any]) -> None:
        self.name = name
        self._parse = parse

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Defaults that are no text are values already."""
        return self._parse(value) if isinstance(value, str) else value


USDC = Parsed("usdc", parse_usdc)
PRAX = Parsed("prax", parse_prax)
SHARE = Parsed("share", parse_share)
PERIOD = Parsed("period", parse_period)
ADDRESS = Parsed("address", parse_address)
CONTRIBUTOR = Parsed("contributor", contributor_id)
BLOCK = Parsed("block", parse_block)
BLOCK_HASH = Parsed("hash", parse_block_hash)
SIGNATURE = Parsed("signature", parse_signature)
