"""The community that the tests of governance share, before and after it owns the protocol."""

from typing import TYPE_CHECKING

import pytest

from tests.protocol import DeployWith, Protocol

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

    from tests.governance.community import Community


@pytest.fixture(scope="session")
def protocol(deploy_with: DeployWith) -> Protocol:
    """A deployment of its own, since people enter it for good; a committee of 2 of 3."""
    return deploy_with(2, 3)


@pytest.fixture(scope="session")
def founded(
    protocol: Protocol,
    contributor: "LocalAccount",
    second_contributor: "LocalAccount",
    third_contributor: "LocalAccount",
    stranger: "LocalAccount",
) -> "Community":
    """Its voters accrued 200, 100 and 55 PRAX; the founder still owns the protocol."""
    from tests.governance.community import found

    for account, quality, completion in (
        (contributor, 20_000, 10_000),
        (second_contributor, 10_000, 10_000),
        (third_contributor, 10_000, 5_000),
    ):
        commit = protocol.commit(contributor=protocol.enter(account), quality=quality, completion=completion)
        protocol.send(protocol.prax.accrue(commit, *protocol.attest(commit)), stranger)
    return found(protocol, contributor, second_contributor, third_contributor, stranger)


@pytest.fixture
def offered(founded: "Community") -> "Community":
    """The founder has offered Attesters and Prax to the timelock."""
    protocol = founded.protocol
    for contract in (protocol.attesters, protocol.prax):
        protocol.send(contract.transfer_ownership(founded.timelock.address), protocol.owner)
    return founded


@pytest.fixture
def community(offered: "Community") -> "Community":
    """The community has voted to take them."""
    protocol = offered.protocol
    taken = offered.pass_("take the protocol", protocol.attesters.accept_ownership(), protocol.prax.accept_ownership())
    offered.execute(taken)
    return offered
