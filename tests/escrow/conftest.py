"""The stage that the escrow's tests play on, and the audit that follows each of them."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.escrow.stage import Contributor, Stage
from tests.protocol import LOCK, USDC, DeployWith, Protocol, identity

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount


@pytest.fixture(scope="session")
def protocol(deploy_with: DeployWith) -> Protocol:
    """A deployment of its own, since people enter it for good; a committee of 2 of 3."""
    return deploy_with(2, 3)


@pytest.fixture(scope="session")
def empty_stage(
    protocol: Protocol,
    sponsor: "LocalAccount",
    second_sponsor: "LocalAccount",
    contributor: "LocalAccount",
    second_contributor: "LocalAccount",
    third_contributor: "LocalAccount",
    referrer: "LocalAccount",
    relayer: "LocalAccount",
    stranger: "LocalAccount",
) -> Stage:
    """Three contributors linked, both sponsors have approved; no bounty yet."""
    for account in (contributor, second_contributor, third_contributor):
        protocol.enter(account, standing=None)
    for account in (sponsor, second_sponsor):
        protocol.approve(account)
    people = (Contributor(identity(a), a) for a in (contributor, second_contributor, third_contributor))
    return Stage(
        protocol, protocol.program, sponsor, second_sponsor, *sorted(people),
        unlinked=Contributor(identity(referrer), referrer), arbiter=protocol.arbiter, relayer=relayer,
        stranger=stranger,
    )  # fmt: skip


@pytest.fixture
def stage(empty_stage: Stage) -> Iterator[Stage]:
    """Under the program that pays at once. When the test is over, its books are audited."""
    from tests.escrow.books import audit

    yield empty_stage
    audit(empty_stage.protocol)


@pytest.fixture
def funded(stage: Stage) -> Stage:
    """The usual bounty has 500 USDC."""
    stage.fund(500 * USDC)
    return stage


@pytest.fixture
def reviewed(stage: Stage) -> Stage:
    """Under the program with a review and an arbiter."""
    return replace(stage, program=stage.protocol.reviewed)


@pytest.fixture
def began(stage: Stage) -> int:
    """The usual work made progress an hour ago, and holds the lock since then."""
    began = stage.now - 3_600
    stage.lock(began)
    return began


@pytest.fixture
def end(began: int) -> int:
    """When that lock ends, if nothing happens."""
    return began + LOCK
