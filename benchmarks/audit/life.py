"""A chain with as many real events as are wanted: issue after issue is funded, solved, paid and recognised.

Fifty bounties at a time, in three transactions: a sponsor funds fifty issues by one `multicall`, a relayer awards fifty
works by `awardMany`, and accrues their Commits by `accrueMany`. Nothing is faked: the committee signs each batch, USDC
is Circle's, and all hundred people of the stage are paid in turn.
"""

from dataclasses import replace

from praxis_chain.core.ids import hash_uri
from praxis_chain.evm.bindings import Call
from praxis_chain.evm.client import Client

from ..stage import PEOPLE, POOL, PRAX, TERMS, USDC, Stage, issue_uri, work_uri

AT_A_TIME = 50  # bounties; a transaction then takes a third of a block's gas
FIRST_ISSUE = 100_000  # none that the stage itself used


def live(stage: Stage, events: int) -> int:
    """Let bounties be paid until the contracts emitted at least so many events; returns how many bounties that took."""
    sponsor, owner, escrow = stage.sponsor, stage.network.accounts[0], stage.contracts.escrow
    stage.usdc.mint(sponsor.address, events * 100 * USDC)
    stage.send(Call(stage.usdc.contract, "approve", (escrow.address, 2**256 - 1)), sponsor)
    stage.send(stage.contracts.prax.set_epoch_cap(10**9 * PRAX), owner)
    bounties, emitted = 0, 0
    while emitted < events:
        emitted += _pay(stage, FIRST_ISSUE + bounties)
        bounties += AT_A_TIME
    return bounties


def _pay(stage: Stage, first_issue: int) -> int:
    """Fifty bounties from funding to PRAX; returns how many events that made."""
    escrow, program = stage.contracts.escrow, stage.program.id
    issues = range(first_issue, first_issue + AT_A_TIME)
    fundings = [escrow.fund(program, issue_uri(issue), POOL, TERMS) for issue in issues]
    funded = stage.send(escrow.multicall(fundings), stage.sponsor)
    usual = stage.commit(first_issue, 0)  # asks the chain for the time, once
    commits = [
        replace(
            usual,
            subject=hash_uri(issue_uri(issue)),
            work=hash_uri(work_uri(issue)),
            contributor=stage.person(issue % PEOPLE),
            evidence=hash_uri(f"evidence of {issue}"),
        )
        for issue in issues
    ]
    proof = stage.attest_all(*commits)
    awarded = stage.send(escrow.award_many(program, [[commit] for commit in commits], proof), stage.relayer)
    accrued = stage.send(stage.contracts.prax.accrue_many(commits, proof), stage.relayer)
    return sum(len(receipt.events) for receipt in (funded, awarded, accrued))


def height(stage: Stage) -> int:
    """Of the last block."""
    return Client(stage.network).stamp().number
