"""A deployment in which a bit of everything happened, made once; whatever a test does to it is undone after it."""

from typing import TYPE_CHECKING

import pytest

from praxis_chain.core.ids import hash_uri
from praxis_chain.core.programs import DAY
from tests.databases import database_url as database_url
from tests.databases import postgres as postgres
from tests.protocol import USDC, Protocol, deploy

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

    from praxis_chain.evm.local import LocalNetwork
    from tests.audit.modelled import Modelled

SECOND_URI, THIRD_URI, FOURTH_URI = (f"github:repo/10270250/issue/{number}" for number in (8, 9, 10))


@pytest.fixture(scope="session")
def busy(
    chain: "LocalNetwork",
    circle: "LocalAccount",
    circle_admin: "LocalAccount",
    owner: "LocalAccount",
    arbiter: "LocalAccount",
    attesters: "list[LocalAccount]",
    sponsor: "LocalAccount",
    second_sponsor: "LocalAccount",
    contributor: "LocalAccount",
    second_contributor: "LocalAccount",
    third_contributor: "LocalAccount",
    referrer: "LocalAccount",
    stranger: "LocalAccount",
    tmp_path_factory: pytest.TempPathFactory,
) -> Protocol:
    """Pools, locks, awards paid, owed, released and cancelled, a closure, refunds, PRAX minted, moved, burned."""
    from praxis_chain.evm.bindings import Earned
    from tests.conftest import new_usdc
    from tests.stakeholders.linking import change_wallet

    usdc = new_usdc(chain, circle, circle_admin, sponsor, second_sponsor)
    protocol = deploy(chain, usdc, owner, arbiter, attesters[:3], 2, tmp_path_factory.mktemp("busy"))
    prax, escrow = protocol.prax, protocol.escrow
    referrer_id = protocol.enter(referrer)
    first = protocol.enter(contributor)
    second = protocol.enter(second_contributor, referrer=referrer_id)
    protocol.chain.warp(by=60)
    admission = protocol.admission(contributor=second, standing=4)
    protocol.send(protocol.stakeholders.admit(admission, *protocol.attest(admission)), owner)
    protocol.send(prax.accrue_referral(admission, *protocol.attest(admission)), owner)

    protocol.fund(sponsor, 500 * USDC)
    protocol.fund(second_sponsor, 250 * USDC)
    progress = protocol.progress(contributor=first)
    protocol.send(escrow.lock(protocol.program.id, progress, *protocol.attest(progress)), owner)
    commit = protocol.commit(contributor=first, completion=6_000)
    protocol.award(commit)
    protocol.send(prax.accrue(commit, *protocol.attest(commit)), owner)

    protocol.fund(sponsor, 100 * USDC, protocol.reviewed, SECOND_URI)
    subject = hash_uri(SECOND_URI)
    half = {"subject": subject, "completion": 5_000, "total": 10_000}
    pair = [protocol.commit(contributor=who, **half) for who in (first, second)]
    pair.sort(key=lambda commit: commit.contributor)
    protocol.award(*pair, program=protocol.reviewed)
    protocol.send(escrow.cancel(protocol.reviewed.id, pair), arbiter)
    again = protocol.commit(subject=subject, contributor=second, completion=4_000, evidence=hash_uri("again"))
    protocol.award(again, program=protocol.reviewed)
    protocol.send(prax.accrue(again, *protocol.attest(again)), owner)

    protocol.fund(sponsor, 300 * USDC, protocol.program, THIRD_URI)
    closure = protocol.closure(subject=hash_uri(THIRD_URI))
    protocol.send(escrow.close(protocol.program.id, closure, *protocol.attest(closure)), owner)
    protocol.fund(second_sponsor, 40 * USDC, protocol.program, FOURTH_URI)
    protocol.award(protocol.commit(subject=hash_uri(FOURTH_URI), contributor=first))
    protocol.send(escrow.refund(protocol.program.id, hash_uri(THIRD_URI), sponsor.address), stranger)

    protocol.revoke(commit)
    protocol.send(prax.revoke(commit), stranger)
    protocol.send(prax.delegate(stranger.address), second_contributor)
    change_wallet(protocol, second, third_contributor)
    protocol.chain.warp(by=4 * DAY)
    protocol.send(prax.recover(second), stranger)
    protocol.send(escrow.release(protocol.reviewed.id, second, [Earned(subject, again.work)]), stranger)
    protocol.send(protocol.attesters.configure([stranger.address], [], new_quorum=3), owner)
    return protocol


@pytest.fixture
def modelled() -> "Modelled":
    """Twelve blocks with a few logs each; the one before the last four is final."""
    from tests.audit.modelled import Modelled

    model = Modelled()
    model.extend([3, 0, 4, 8, 1, 2, 0, 9, 5, 5])
    model.final = 8
    return model
