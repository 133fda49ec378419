"""Every exception this package raises on purpose, and the exit code the command line gives it.

    PraxisError                 1  something we did not foresee went wrong inside
    ├── WrongInput              2  what the user gave cannot be right; nothing was done
    │   ├── UnknownNetwork      2  no such network, or the chain is not the one that was named
    │   └── KeyNotFound         2  no keystore of that name, or its password does not open it
    ├── Refused                 3  a rule said no: a contract, an attester, a check
    │   ├── ContractRefused     3  a contract reverted; carries the error's name and values
    │   └── BadProof            3  what a node gave does not prove what it should
    ├── NetworkFailed           4  an RPC or a forge did not answer, or not sensibly
    ├── NotThere                4  a forge has no such thing, or does not show it to us
    ├── Disagree                4  two readings of the same thing differ
    └── Incomplete              5  work stopped half way and can be resumed; says how

Every message is one sentence that says what is wrong and, where there is something to do, what.
"""

from collections.abc import Mapping


class PraxisError(Exception):
    """Base of all; `exit_code` is what the command line returns."""

    exit_code = 1


class WrongInput(PraxisError):
    """The input cannot be right: malformed id, amount, address, unknown name. Nothing was done."""

    exit_code = 2


class UnknownNetwork(WrongInput):
    """The network is not known, or the chain behind it has another id than the one named."""


class KeyNotFound(WrongInput):
    """No keystore under that name or path, or the password does not open it."""


class Refused(PraxisError):
    """A rule said no; nothing changed."""

    exit_code = 3


class ContractRefused(Refused):
    """A contract reverted with a custom error.

    `name` is the error's Solidity name, `args` its values by parameter name, `contract` the contract's name (or its
    address where the name is not known). `sentence`: what that means and what to do, where it is known.
    """

    def __init__(
        self, name: str, args: Mapping[str, object], contract: str = "the contract", sentence: str = ""
    ) -> None:
        self.name = name
        self.values = dict(args)
        self.contract = contract
        shown = f"{name}({', '.join(f'{key}={_show(value)}' for key, value in self.values.items())})"
        super().__init__(f"{contract} refused: {f'{sentence} [{shown}]' if sentence else shown}")


class BadProof(Refused):
    """Nodes, headers or receipts do not lead to the hash they should: whoever gave them erred or lied."""


class NetworkFailed(PraxisError):
    """An RPC endpoint or a forge did not answer, or answered nonsense."""

    exit_code = 4


class NotThere(PraxisError):
    """A forge has no such thing any more, never had, or does not show it: it never says which."""

    exit_code = 4


class Disagree(PraxisError):
    """Two readings of one thing differ: neither is believed."""

    exit_code = 4


class Incomplete(PraxisError):
    """Work stopped half way; what was done is recorded and the same command goes on from there."""

    exit_code = 5


def _show(value: object) -> str:
    """Text of a revert is a stranger's: nothing in it may steer a terminal."""
    if isinstance(value, bytes):
        return "0x" + value.hex()
    return "".join(char if char.isprintable() else "�" for char in str(value))
