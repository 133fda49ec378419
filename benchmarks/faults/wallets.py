"""Somebody publishes which wallet is theirs, in a gist."""

from typing import TYPE_CHECKING

from praxis_chain.core.facts import Link
from praxis_chain.evm.bindings import consent_to_link
from praxis_chain.evm.keys import local_key

if TYPE_CHECKING:
    from .town import Town

BEFORE = 60  # seconds before now that it is stated as of: never in the chain's future


def publish_wallet(town: "Town", who: str) -> None:
    """Signed by the wallet, under the one name that attesters look for."""
    world, wallet = town.world, local_key(who)
    stakeholders, chain_id = world.contracts.stakeholders, world.network.chain_id
    at = world.network.now() - BEFORE
    link = Link(world.contributor(who), bytes.fromhex(wallet.address[2:]), at, bytes(32))
    signature = consent_to_link(wallet, stakeholders.domain(chain_id), link)
    stated = f"Wallet: {wallet.address}\nLinked-at: {at}\nWallet-signature: 0x{signature.hex()}\n"
    file = f"praxis-{chain_id}-{stakeholders.address.lower()}.txt"
    town.forge.gist(who, {file: f"Link my wallet\n\n{stated}"})
