"""Addresses as text: 0x and 40 hex digits, with EIP-55's capitals."""

import re

from eth_hash.auto import keccak

from .errors import WrongInput

ZERO_ADDRESS = "0x" + "0" * 40

_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")


def parse_address(text: str) -> str:
    """An address as a person gives it → EIP-55 text. Raises WrongInput, also where its capitals show a misspelling."""
    if not _ADDRESS.fullmatch(text):
        raise WrongInput(f"{text!r} is not an address: it should be 0x and 40 hex digits.")
    digits = text[2:]
    shown = to_checksum(bytes.fromhex(digits))
    if digits not in (digits.lower(), digits.upper(), shown[2:]):
        raise WrongInput(f"{text} is misspelt: its capital letters (EIP-55) do not fit; copy it again.")
    return shown


def to_checksum(address: bytes) -> str:
    """20 bytes → EIP-55 text."""
    digits = address.hex()
    capitals = keccak(digits.encode()).hex()
    return "0x" + "".join(d.upper() if c >= "8" else d for d, c in zip(digits, capitals, strict=False))


def address_bytes(address: str) -> bytes:
    """0x text → 20 bytes. Raises WrongInput."""
    return bytes.fromhex(parse_address(address)[2:])


def address_word(address: str) -> bytes:
    """0x text → the 32-byte word that the ABI encoding makes of it. Raises WrongInput."""
    return address_bytes(address).rjust(32, b"\0")
