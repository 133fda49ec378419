"""Which contracts a ledger is of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Addresses:
    """One deployment: the chain's id, and addresses as EIP-55 text. `usdc` is the token that the escrow holds."""

    chain_id: int
    attesters: str
    stakeholders: str
    prax: str
    escrow: str
    usdc: str

    @property
    def named(self) -> dict[str, str]:
        """By the names that people and records use."""
        return {
            "Attesters": self.attesters,
            "Stakeholders": self.stakeholders,
            "Prax": self.prax,
            "BountyEscrow": self.escrow,
            "USDC": self.usdc,
        }
