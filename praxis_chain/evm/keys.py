"""Keys from encrypted keystores (Web3 Secret Storage, version 3), found by name or path.

A name is looked for in ape's folder (~/.ape/accounts/NAME.json) and Foundry's (~/.foundry/keystores/NAME): keys made
with `ape accounts generate` and `cast wallet import` work as they are. A raw key is accepted nowhere.
"""

import json
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..core.errors import KeyNotFound, WrongInput

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

PASSWORD_VARIABLE = "PRAXIS_PASSWORD"

AskPassword = Callable[[str], str]
"""Given the text of the question, returns the password."""

_RAW_KEY = re.compile(r"(0x)?[0-9a-fA-F]{64}")


def load_key(name: str, password: str | None = None, ask: AskPassword | None = None) -> "LocalAccount":
    """Decrypt the keystore called `name` (or at that path).

    The password is `password`, else the environment's PRAXIS_PASSWORD, else what `ask` returns.
    Raises KeyNotFound: no such keystore (says where it looked), not a keystore, no or the wrong password.
    """
    from eth_account import Account

    path = find_keystore(name)
    content = _read(path)
    secret = password if password is not None else os.environ.get(PASSWORD_VARIABLE)
    if secret is None and ask is not None:
        secret = ask(f"Password of {path}")
    if secret is None:
        raise KeyNotFound(f"{path} needs its password: set {PASSWORD_VARIABLE} or run this in a terminal.")
    try:
        account: LocalAccount = Account.from_key(Account.decrypt(dict(content), secret))
        return account
    except (ValueError, KeyError, TypeError, AttributeError, NotImplementedError) as error:
        if "MAC mismatch" in str(error):
            raise KeyNotFound(f"The password does not open {path}.") from None
        raise KeyNotFound(f"{path} is not a complete version 3 keystore.") from None


def keystore_address(name: str) -> str | None:
    """EIP-55 address written in a keystore, without its password; None where it keeps none, as Foundry's do not."""
    from .abi import checksum

    address = _read(find_keystore(name)).get("address")
    return checksum("0x" + address.removeprefix("0x")) if isinstance(address, str) and address else None


def find_keystore(name: str) -> Path:
    """Path of a keystore. Raises KeyNotFound with every place that was looked at, WrongInput for a raw key."""
    if _RAW_KEY.fullmatch(name):
        raise WrongInput(
            "That looks like a private key. Keys are only read from keystores: "
            "make one with `cast wallet import NAME --interactive` or `ape accounts import NAME`."
        )
    if not name:
        raise KeyNotFound("Name a keystore, or give the path of one.")
    places = _places(name)
    found = [place for place in places if place.is_file()]
    if not found:
        raise KeyNotFound(f"There is no key {name!r}: looked for {', '.join(map(str, places))}.")
    return found[0]


def list_keystores() -> dict[str, Path]:
    """Names that can be given to `load_key`, and their files; ape's win where both have one."""
    ape, foundry = _folders()
    names = {p.name: p for p in sorted(foundry.glob("*")) if p.is_file()} if foundry.is_dir() else {}
    return names | {p.stem: p for p in sorted(ape.glob("*.json"))}


def local_key(seed: str) -> "LocalAccount":
    """A key that everybody can compute from `seed`: for local chains and tests only."""
    from eth_account import Account
    from eth_hash.auto import keccak

    account: LocalAccount = Account.from_key(keccak(b"praxis local key " + seed.encode()))
    return account


def _folders() -> tuple[Path, Path]:
    ape = Path(os.environ.get("APE_DATA_FOLDER", Path.home() / ".ape"))
    return ape / "accounts", Path.home() / ".foundry" / "keystores"


def _places(name: str) -> list[Path]:
    """A path is only itself; a bare name is a file here, ape's, or Foundry's."""
    path = Path(name).expanduser()
    if len(path.parts) > 1:
        return [path]
    ape, foundry = _folders()
    return [ape / f"{name}.json", foundry / name, path]


def _read(path: Path) -> Mapping[str, Any]:
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError):
        raise KeyNotFound(f"{path} is not a keystore: it should be JSON.") from None
    if not isinstance(content, dict) or not ({"crypto", "Crypto"} & content.keys()):
        raise KeyNotFound(f"{path} is not a keystore: it has no encrypted key in it.")
    return content
