"""How many slots of a real account are proven in a second: the computing alone, not the asking.

slots_proven_per_s(network, header, {escrow: [slot.number for slot in predict(ledger)]})
"""

import time
from collections.abc import Mapping, Sequence

from praxis_chain.core.proofs.account import prove_account, prove_slots
from praxis_chain.core.proofs.header import Header
from praxis_chain.evm.networks import Network
from praxis_chain.evm.proving import AccountProof, fetch_proofs

RUNS = 3


def slots_proven_per_s(network: Network, header: Header, slots: Mapping[str, Sequence[int]]) -> int:
    """Slots per second of one core, accounts included; the fastest of three runs over proofs fetched beforehand.

    `slots` by address of the account. Raises BadProof, NetworkFailed.
    """
    fetched = {address: fetch_proofs(network, header.hash, address, numbers) for address, numbers in slots.items()}
    return round(sum(map(len, slots.values())) / min(_seconds(header, fetched) for _ in range(RUNS)))


def _seconds(header: Header, fetched: Mapping[str, AccountProof]) -> float:
    """Of this process alone: other processes on the same cores change nothing."""
    start = time.process_time()
    for address, proof in fetched.items():
        account = prove_account(header.state_root, address, proof.account_nodes)
        if account is not None:
            prove_slots(account.storage_root, proof.slot_nodes)
    return time.process_time() - start
