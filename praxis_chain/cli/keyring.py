"""Keys for the commands: keystores by name, and on a local chain the well-known test accounts as `test:0` to `test:19`.

A keystore's password comes from PRAXIS_PASSWORD, from the file that PRAXIS_PASSWORD_FILE names, or from a prompt.
"""

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..core.errors import KeyNotFound, WrongInput

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

    from ..evm.networks import Network

PASSWORD_FILE_VARIABLE = "PRAXIS_PASSWORD_FILE"
_TEST = re.compile(r"test:([0-9]{1,3})")


def unlock(name: str, network: "Network") -> "LocalAccount":
    """The key of that name. Raises KeyNotFound; WrongInput for a test key where the chain is not local."""
    test = _TEST.fullmatch(name)
    if test:
        return _test_key(int(test[1]), network)
    from ..evm.keys import PASSWORD_VARIABLE, load_key

    password = os.environ.get(PASSWORD_VARIABLE)
    return load_key(name, password if password is not None else _password_from_file(), _ask)


def address_of(name: str, network: "Network") -> str | None:
    """EIP-55 address of a key, as far as it is known without its password."""
    if _TEST.fullmatch(name):
        return str(unlock(name, network).address)
    from ..evm.keys import keystore_address

    return keystore_address(name)


def _test_key(number: int, network: "Network") -> "LocalAccount":
    from ..evm.local import LocalNetwork

    if not isinstance(network, LocalNetwork):
        raise WrongInput(
            f"test:{number} is a key that everybody knows; {network.name} is no local chain: name another."
        )
    if number >= len(network.accounts):
        raise KeyNotFound(f"There is no key test:{number}: they are test:0 to test:{len(network.accounts) - 1}.")
    return network.accounts[number]


def _password_from_file() -> str | None:
    name = os.environ.get(PASSWORD_FILE_VARIABLE)
    if not name:
        return None
    try:
        return Path(name).expanduser().read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise KeyNotFound(f"{PASSWORD_FILE_VARIABLE} names {name}, which cannot be read.") from None


def _ask(question: str) -> str:
    if not sys.stdin.isatty():
        raise KeyNotFound(
            f"{question} is needed and nobody can be asked here: set PRAXIS_PASSWORD or {PASSWORD_FILE_VARIABLE}."
        )
    return str(click.prompt(question, hide_input=True, err=True, default="", show_default=False))
