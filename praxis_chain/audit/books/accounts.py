"""The chart of accounts, from the escrow's side of the table.

    Assets:Escrow                            USDC that the escrow holds, by the token's own Transfers
    Liabilities:Escrow:Pools:<bounty>        owed to the sponsors of a bounty, for as long as nobody earned it
    Liabilities:Escrow:Awards:<contributor>  owed to a contributor: awarded and not released
    Income:Gifts                             USDC that came without a funding; nobody can take it out again
    Equity:Unexplained                       what the token moved and the escrow did not say, or the reverse: always 0
    Assets:Prax:<contributor>                PRAX that a person holds
    Equity:Prax:Accrued:<contributor>        what they were ever given, as its counterpart
    Equity:Prax:Revoked:<contributor>        what of it was ever burned again

The last part of a name is the whole id, 0x and 64 hex digits: nothing that a stranger wrote can be an account.
"""

from enum import Enum

ESCROW = "Assets:Escrow"
OWED = "Liabilities:Escrow"
POOLS = "Liabilities:Escrow:Pools"
AWARDS = "Liabilities:Escrow:Awards"
GIFTS = "Income:Gifts"
UNEXPLAINED = "Equity:Unexplained"
HOLDINGS = "Assets:Prax"
ACCRUED = "Equity:Prax:Accrued"
REVOKED = "Equity:Prax:Revoked"


class Commodity(Enum):
    """What is counted, and with how many decimals."""

    USDC = 6
    PRAX = 18

    def show(self, amount: int) -> str:
        """Base units → a plain number with every decimal: "-450.000000"."""
        whole, part = divmod(abs(amount), 10**self.value)
        return f"{'-' if amount < 0 else ''}{whole}.{part:0{self.value}d}"


def pool_of(bounty: bytes) -> str:
    """What a bounty's sponsors are owed."""
    return f"{POOLS}:0x{bounty.hex()}"


def awards_of(contributor: bytes) -> str:
    """What a contributor is owed."""
    return f"{AWARDS}:0x{contributor.hex()}"


def holdings_of(contributor: bytes) -> str:
    """The PRAX that a person holds."""
    return f"{HOLDINGS}:0x{contributor.hex()}"


def accrued_by(contributor: bytes) -> str:
    """The PRAX that a person was ever given."""
    return f"{ACCRUED}:0x{contributor.hex()}"


def revoked_of(contributor: bytes) -> str:
    """The PRAX of a person that was ever burned."""
    return f"{REVOKED}:0x{contributor.hex()}"


def commodity_of(account: str) -> Commodity:
    """Every account holds one commodity only."""
    return Commodity.PRAX if account.startswith((HOLDINGS, ACCRUED, REVOKED)) else Commodity.USDC


def id_in(account: str) -> bytes | None:
    """The id at the end of an account's name; None where it has none."""
    name = account.rpartition(":")[2]
    return bytes.fromhex(name[2:]) if name.startswith("0x") else None
