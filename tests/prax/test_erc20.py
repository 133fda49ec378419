"""PRAX: what it shares with ERC-20, which is not to move."""

from typing import TYPE_CHECKING, Any

import pytest

from praxis_chain.core.ids import Id
from praxis_chain.evm.bindings import Call
from tests.prax.accruing import accrue, ask
from tests.protocol import PRAX, Protocol

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount


@pytest.fixture
def person(protocol, contributor) -> Id:
    """A Resident with a wallet."""
    return protocol.enter(contributor)


# -- it does not move -------------------------------------------------------------------------------------------------


def assert_not_transferable(protocol: Protocol, holder: "LocalAccount", function: str, *args: Any) -> None:
    """Neither an amount nor nothing, by whoever holds some."""
    for amount in (0, 1, 100 * PRAX):
        call = Call(protocol.prax.contract, function, (*args, amount))
        protocol.assert_refused(call, holder, "NonTransferable")


def test_transfer(protocol, person, contributor, stranger):
    """Prax.transfer / when anybody calls / it should refuse with NonTransferable"""
    accrue(protocol, protocol.commit(contributor=person))
    assert_not_transferable(protocol, contributor, "transfer", stranger.address)


def test_transfer_from(protocol, person, contributor, stranger):
    """Prax.transferFrom / when anybody calls / it should refuse with NonTransferable"""
    accrue(protocol, protocol.commit(contributor=person))
    for caller in (contributor, stranger):
        assert_not_transferable(protocol, caller, "transferFrom", contributor.address, stranger.address)


def test_approve(protocol, person, contributor, stranger):
    """Prax.approve / when anybody calls / it should refuse with NonTransferable"""
    accrue(protocol, protocol.commit(contributor=person))
    assert_not_transferable(protocol, contributor, "approve", stranger.address)
    assert ask(protocol, "allowance", contributor.address, stranger.address) == 0


# -- ERC-165 ----------------------------------------------------------------------------------------------------------

INTERFACES = {
    "IERC165": "01ffc9a7",
    "IERC20": "36372b07",
    "IERC20Metadata": "a219a025",
    "IVotes": "e90fb3f6",
    "IERC6372": "da287a1d",
}


def test_supported(protocol):
    """Prax.supportsInterface / when asked for ERC-165, ERC-20, its metadata, votes or the clock / it should say yes"""
    supported = [name for name, id in INTERFACES.items() if ask(protocol, "supportsInterface", bytes.fromhex(id))]
    assert supported == list(INTERFACES)


def test_not_supported(protocol):
    """Prax.supportsInterface / when asked for another / it should say no"""
    for other in ("ffffffff", "00000000", "9d8ff7da", "80ac58cd"):  # the last two: ERC-2612, ERC-721
        assert ask(protocol, "supportsInterface", bytes.fromhex(other)) is False
