"""A few bytes of EVM code, for tests that need a contract and not a compiler."""


def creation(runtime: str) -> bytes:
    """Creation code that leaves `runtime` (hex, at most 255 bytes) on chain: PUSH1 n DUP1 PUSH1 9 PUSH0 CODECOPY …"""
    code = bytes.fromhex(runtime)
    return bytes.fromhex(f"60{len(code):02x}8060095f395ff3") + code


TIMESTAMP = "425f5260205ff3"
"""Answers every call with block.timestamp."""

STORE = "6004355f55"
"""Writes the first argument of whatever function is called into slot 0."""

ECHO_REVERT = "365f5f37365ffd"
"""Reverts with its calldata."""

INVALID = "fe"
"""The designated invalid instruction: takes all gas, returns nothing."""

ONCE = "600435805415600c575f5ffd5b60019055"
"""Writes 1 into the slot that the first argument names; reverts if that was done before."""
