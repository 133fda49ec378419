"""People as they are before anything is measured: linked and admitted by the committee's word."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from praxis_chain.core.attestation import Proof
from praxis_chain.core.catalogue import Standing
from praxis_chain.core.facts import Admission, Fact, Link
from praxis_chain.core.ids import NOBODY, hash_uri
from praxis_chain.evm.bindings import Stakeholders, consent_to_link
from praxis_chain.evm.local import LocalNetwork
from praxis_chain.evm.sender import Sender

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount


def enter(
    sender: Sender,
    network: LocalNetwork,
    stakeholders: Stakeholders,
    contributor: bytes,
    wallet: "LocalAccount",
    prove: Callable[[Fact], Proof],
) -> None:
    """Two transactions of the sender's, with facts as of the last block. prove: the committee's word for a fact."""
    now, evidence = network.now(), hash_uri("before anything is measured")
    link = Link(contributor, bytes.fromhex(wallet.address[2:]), now, evidence)
    admission = Admission(contributor, int(Standing.RESIDENT), NOBODY, now, evidence)
    consent = consent_to_link(wallet, stakeholders.domain(network.chain_id), link)
    stakeholders.link(link, prove(link), consent).transact(sender)
    stakeholders.admit(admission, prove(admission)).transact(sender)
