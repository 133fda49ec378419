"""What is measured, by the names of `gas.json`. Each operation starts on the same stage and is undone afterwards."""

from collections.abc import Callable, Iterator

from praxis_chain.core.ids import hash_uri
from praxis_chain.evm.bindings import Earned, Funding, authorize_funding, permit_escrow
from praxis_chain.evm.client import Client
from praxis_chain.evm.transactions import Receipt
from praxis_chain.evm.usdc import read_domain

from .schedule import Schedule
from .stage import COMMITMENT, GENESIS, PEOPLE, POOL, REVIEW, TERMS, VETERANS, Stage, issue_uri
from .trace import Trace, trace

LATER = GENESIS + 10**9  # a deadline that never comes

Operation = Callable[[Stage], Receipt]


def fund_first(stage: Stage) -> Receipt:
    return stage.fund(1)


def fund_new_sponsor(stage: Stage) -> Receipt:
    stage.fund(1)
    return stage.fund(1, stage.second_sponsor)


def fund_top_up(stage: Stage) -> Receipt:
    stage.fund(1)
    return stage.fund(1)


def fund_permit(stage: Stage) -> Receipt:
    _fund_by_permit(stage, 1)  # so that it is not the sponsor's first permit of all
    return _fund_by_permit(stage, 2)


def fund_authorization(stage: Stage) -> Receipt:
    escrow, salt = stage.contracts.escrow, hash_uri("salt")
    funding = Funding(stage.program.id, issue_uri(1), POOL, TERMS)
    token = read_domain(Client(stage.network).at(), stage.usdc.contract)
    signed = authorize_funding(stage.signing_sponsor, token, escrow.address, funding, salt, LATER)
    return stage.send(escrow.fund_with_authorization(funding, signed), stage.relayer)


def lock(stage: Stage) -> Receipt:
    stage.fund(1)
    return _lock(stage)


def lock_renew(stage: Stage) -> Receipt:
    lock(stage)
    stage.network.warp(by=3600)
    return _lock(stage)


def award_pay(stage: Stage) -> Receipt:
    lock(stage)
    commit = stage.commit(1, 0)
    call = stage.contracts.escrow.award(stage.program.id, [commit], stage.attest_all(commit))
    return stage.send(call, stage.relayer)


def award_review(stage: Stage) -> Receipt:
    stage.fund(1, program=stage.reviewed)
    progress, commit = stage.progress(1, 0), stage.commit(1, 0)
    escrow = stage.contracts.escrow
    stage.send(escrow.lock(stage.reviewed.id, progress, stage.attest(progress)), stage.relayer)
    return stage.send(escrow.award(stage.reviewed.id, [commit], stage.attest_all(commit)), stage.relayer)


def award_pay_batch_10(stage: Stage) -> Receipt:
    return _award_many(stage, 10)


def award_pay_batch_100(stage: Stage) -> Receipt:
    return _award_many(stage, 100)


def release(stage: Stage) -> Receipt:
    award_review(stage)
    stage.network.warp(by=REVIEW)
    earned = Earned(stage.commit(1, 0).subject, stage.commit(1, 0).work)
    call = stage.contracts.escrow.release(stage.reviewed.id, stage.person(0), [earned])
    return stage.send(call, stage.relayer)


def refund(stage: Stage) -> Receipt:
    fund_new_sponsor(stage)
    stage.network.warp(by=COMMITMENT)
    call = stage.contracts.escrow.refund(stage.program.id, hash_uri(issue_uri(1)), stage.sponsor.address)
    return stage.send(call, stage.sponsor)


def link(stage: Stage) -> Receipt:
    return stage.link(PEOPLE)


def accrue(stage: Stage) -> Receipt:
    commit = stage.commit(1, 0)
    return stage.send(stage.contracts.prax.accrue(commit, stage.attest(commit)), stage.relayer)


def accrue_batch_50_known(stage: Stage) -> Receipt:
    return stage.accrue(1, range(VETERANS))


def accrue_batch_50_new(stage: Stage) -> Receipt:
    return stage.accrue(1, range(VETERANS, VETERANS + 50))


OPERATIONS: dict[str, tuple[Operation, int]] = {
    "fund_first": (fund_first, 1),
    "fund_new_sponsor": (fund_new_sponsor, 1),
    "fund_top_up": (fund_top_up, 1),
    "fund_permit": (fund_permit, 1),
    "fund_authorization": (fund_authorization, 1),
    "lock": (lock, 1),
    "lock_renew": (lock_renew, 1),
    "award_pay": (award_pay, 1),
    "award_review": (award_review, 1),
    "award_pay_batch_10": (award_pay_batch_10, 10),
    "award_pay_batch_100": (award_pay_batch_100, 100),
    "release": (release, 1),
    "refund": (refund, 1),
    "link": (link, 1),
    "accrue": (accrue, 1),
    "accrue_batch_50_known": (accrue_batch_50_known, 50),
    "accrue_batch_50_new": (accrue_batch_50_new, 50),
}
"""Name → what it does, and how many items it does it for."""


def measure(stage: Stage) -> dict[str, int]:
    """Gas of each operation's whole transaction."""
    return {name: receipt.gas_used for name, receipt in _perform(stage)}


def measure_and_trace(stage: Stage, schedule: Schedule) -> dict[str, Trace]:
    """The same, and what each operation touched; only on anvil, and ten times slower."""
    return {name: trace(stage.network, receipt.tx_hash, stage.names, schedule) for name, receipt in _perform(stage)}


def _perform(stage: Stage) -> Iterator[tuple[str, Receipt]]:
    """Each operation's name and receipt; the transaction is gone when the next one is asked for."""
    for name, (operation, _) in OPERATIONS.items():
        with stage.network.rollback():
            yield name, operation(stage)


def _lock(stage: Stage) -> Receipt:
    progress = stage.progress(1, 0)
    return stage.send(stage.contracts.escrow.lock(stage.program.id, progress, stage.attest(progress)), stage.relayer)


def _award_many(stage: Stage, count: int) -> Receipt:
    for issue in range(1, count + 1):
        stage.fund(issue)
    commits = [stage.commit(issue, issue - 1) for issue in range(1, count + 1)]
    works = [[commit] for commit in commits]
    call = stage.contracts.escrow.award_many(stage.program.id, works, stage.attest_all(*commits))
    return stage.send(call, stage.relayer)


def _fund_by_permit(stage: Stage, issue: int) -> Receipt:
    view, sponsor, escrow = Client(stage.network).at(), stage.signing_sponsor, stage.contracts.escrow
    nonce = view.call(stage.usdc.contract, "nonces", sponsor.address)
    domain = read_domain(view, stage.usdc.contract)
    signature = permit_escrow(sponsor, domain, escrow.address, POOL, nonce, LATER)
    calls = [escrow.permit(POOL, LATER, signature), escrow.fund(stage.program.id, issue_uri(issue), POOL, TERMS)]
    return stage.send(escrow.multicall(calls), sponsor)
