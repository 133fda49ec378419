"""Which transaction used a nonce: found by asking for the account's count at one block after the other."""

from ...core.errors import NetworkFailed
from ...evm.networks import Network


def count_at(network: Network, address: str, block: str | int) -> int:
    """How many transactions of that account are in blocks up to that one: its next nonce."""
    at = hex(block) if isinstance(block, int) else block
    return int(network.request("eth_getTransactionCount", address, at), 16)


def who_used(network: Network, address: str, nonce: int, first: int, last: int) -> bytes | None:
    """Hash of the transaction of `address` with that nonce in blocks up to `last`; None if there is none.

    first: where it is looked for first; further below if need be, as a reorg may move it. Raises NetworkFailed if the
    node does not know these blocks' state any more.
    """
    if count_at(network, address, last) <= nonce:
        return None
    first, step = min(first, last), 1  # nodes forget old state: no further down than needed
    while first > 0 and count_at(network, address, first - 1) > nonce:
        first, step = max(0, first - step), 2 * step
    while first < last:
        middle = (first + last) // 2
        if count_at(network, address, middle) > nonce:
            last = middle
        else:
            first = middle + 1
    block = network.request("eth_getBlockByNumber", hex(first), True)
    if not block:
        raise NetworkFailed(f"{network.name} has no block {first}.")
    for found in block["transactions"]:
        if found["from"].lower() == address.lower() and int(found["nonce"], 16) == nonce:
            return bytes.fromhex(found["hash"][2:])
    return None
