"""Older blocks from a newer one that is trusted: by each header's parent hash, or by EIP-2935.

EIP-2935 (since Prague) keeps the hashes of the last 8,191 blocks in a contract's storage: while block N runs, the hash
of N - 1 is written to slot (N - 1) mod 8191. So the state behind block N proves the hashes of N - 8191 … N - 1, each by
one slot. What the window has left behind needs every header in between, or a header within reach of it.
"""

from collections.abc import Sequence

from ..errors import BadProof
from .account import prove_account, prove_slot
from .header import Header

HISTORY_ADDRESS = "0x0000F90827F1C53a10cb7A02335B175320002935"
HISTORY_WINDOW = 8191  # blocks
HISTORY_CODE_HASH = bytes.fromhex("6e49e66782037c0555897870e29fa5e552daf4719552131a0abce779daec0a5d")
"""Of the EIP's code: other code at that address may have a longer window, so that a slot means another block."""


def linked(trusted: Header, older: Sequence[Header]) -> None:
    """Raises BadProof unless each header is the parent of the one before it, the first of them of the trusted one.

    So `older` is newest first, without gaps.
    """
    child = trusted
    for header in older:
        if header.hash != child.parent or header.number != child.number - 1:
            raise BadProof(
                f"Block {header.number} with hash 0x{header.hash.hex()} is not the parent of block {child.number}, "
                f"which names 0x{child.parent.hex()}."
            )
        child = header


def in_history(trusted: int, number: int) -> bool:
    """Whether the state behind block `trusted` can hold the hash of block `number`."""
    return trusted - HISTORY_WINDOW <= number < trusted


def history_slot(number: int) -> int:
    """The slot of HISTORY_ADDRESS that holds the hash of block `number`."""
    return number % HISTORY_WINDOW


def prove_ancestor(trusted: Header, number: int, account_nodes: Sequence[bytes], slot_nodes: Sequence[bytes]) -> bytes:
    """The hash of block `number`, from the state behind a later header; the nodes are of HISTORY_ADDRESS.

    Raises BadProof, also where that state holds no such hash: the chain does not have EIP-2935, or had it not yet.
    """
    if not in_history(trusted.number, number):
        raise BadProof(
            f"Block {trusted.number} knows the hashes of blocks {max(0, trusted.number - HISTORY_WINDOW)} to "
            f"{trusted.number - 1} by EIP-2935, not of block {number}."
        )
    account = prove_account(trusted.state_root, HISTORY_ADDRESS, account_nodes)
    if account is not None and account.code_hash != HISTORY_CODE_HASH:
        raise BadProof(f"{HISTORY_ADDRESS} is not EIP-2935's contract on this chain: its slots may mean other blocks.")
    word = prove_slot(account.storage_root, history_slot(number), slot_nodes) if account else 0
    if not word:
        raise BadProof(f"The state behind block {trusted.number} does not hold the hash of block {number}.")
    return word.to_bytes(32, "big")
