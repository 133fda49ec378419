"""From revert data to a sentence with names and numbers in it."""

from collections.abc import Iterable

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError

from ..core.errors import ContractRefused
from .abi import Abi
from .rpc import ERROR_STRING, Reverted
from .sentences import sentence

PANIC = bytes.fromhex("4e487b71")  # Panic(uint256)
_PANICS = {  # https://docs.soliditylang.org/en/latest/control-structures.html#panic-via-assert-and-error-via-require
    0x01: "an assertion failed",
    0x11: "arithmetic overflow or underflow",
    0x12: "division by zero",
    0x21: "no such enum value",
    0x31: "pop from an empty array",
    0x32: "index out of bounds",
    0x41: "too much memory",
    0x51: "call of an uninitialised function",
}


def explain(reverted: Reverted, abis: Iterable[Abi] = (), contract: str = "the contract") -> ContractRefused:
    """A revert → the error's name and values, looked up in the ABIs in their order.

    `contract` names who was called, for reverts that no ABI knows: Solidity's own Error and Panic, an unknown selector
    (its name is then the selector as 0x text), or no data at all (`Reverted`).
    """
    data = reverted.data
    for abi in abis:
        if found := abi.decode_error(data):
            name, values = found
            return ContractRefused(name, values, abi.name, sentence(name, values))
    try:
        if data[:4] == ERROR_STRING:
            # Older compilers leave what memory held in a string's padding: USDC does, after a signature.
            return ContractRefused("Error", {"reason": decode(["string"], data[4:], strict=False)[0]}, contract)
        if data[:4] == PANIC:
            code = decode(["uint256"], data[4:])[0]
            return ContractRefused("Panic", {"code": code, "meaning": _PANICS.get(code, "unknown")}, contract)
    except (DecodingError, UnicodeDecodeError):
        pass
    if not data:
        return ContractRefused("Reverted", {"reason": "none given"}, contract)
    return ContractRefused("0x" + data[:4].hex(), {"data": data[4:]}, contract)
