"""What an audit by proof says beside findings: how sure it is, what Circle did, and which blocks are ancestors."""

from typing import TYPE_CHECKING, Any

import pytest

from praxis_chain.audit import internal
from praxis_chain.audit.findings import STATEMENTS, Assurance, Report
from praxis_chain.audit.internal import audit
from praxis_chain.audit.lineage import Ancestors, prove_each
from praxis_chain.audit.state import KEEPS_ZEROS
from praxis_chain.audit.witness import NotKept, RpcWitness
from praxis_chain.core.errors import NetworkFailed, UnknownNetwork
from praxis_chain.core.proofs.header import Header
from praxis_chain.evm.proving import fetch_header
from tests.audit.lying import answering, lying, proofless
from tests.protocol import USDC, Protocol

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

    from praxis_chain.evm.local import LocalNetwork

NEW_URI = "github:repo/10270250/issue/11"


def not_checked(report: Report) -> dict[str, str]:
    return {part.what: part.why for part in report.not_checked}


# -- how sure ---------------------------------------------------------------------------------------------------------


def test_the_readers_own_hash_makes_level_3(busy: Protocol) -> None:
    head = busy.view.block
    report = audit(busy.chain, busy.record, block_hash=head.hash)
    assert (report.block, report.assurance) == (head, Assurance.PROVEN_AGAINST_GIVEN_HASH)
    assert "whether the block is the chain's" not in not_checked(report)
    assert "whether the block is the chain's" in not_checked(audit(busy.chain, busy.record, "latest"))


def test_a_hash_that_the_node_does_not_know(busy: Protocol) -> None:
    with pytest.raises(NetworkFailed, match="knows no block 0x7777"):
        audit(busy.chain, busy.record, block_hash=b"\x77" * 32)


def test_a_hash_and_a_height_that_are_of_two_blocks(busy: Protocol) -> None:
    head = busy.view.block
    assert audit(busy.chain, busy.record, head.number, block_hash=head.hash).exit_code == 0
    with pytest.raises(NetworkFailed, match=f"says that block {head.number - 1} is another one than 0x"):
        audit(busy.chain, busy.record, head.number - 1, block_hash=head.hash)


def test_all_that_is_checked_has_no_more_than_these_limits(busy: Protocol) -> None:
    what = set(not_checked(audit(busy.chain, busy.record, block_hash=busy.view.block.hash)))
    if busy.chain.is_anvil:
        what -= {KEEPS_ZEROS.what, f"STORAGE: {STATEMENTS['STORAGE']}"}
    assert {one for one in what if one[:3] not in {f"{name}:" for name in ("A1", "E5", "E6", "E7", "P2", "S1")}} == {
        "by which transaction something was logged", "which signatures over delegations were used",
        "whether USDC's code is Circle's", "whether the package's artifacts are what its sources make",
        "X1: every fact on chain follows from its evidence by the rules, judged again",
        "X2: each field of a fact on chain is what its evidence says, and each document is of its hash",
        "X3: every fact on chain that was undone is revoked",
        "X4: a merge counts for one work",
        "X5: an attester's log holds, holds all that its key signed on chain, and shows each fact in its batch",
    }  # fmt: skip


def test_a_node_without_proofs_is_believed_and_that_is_said(busy: Protocol) -> None:
    report = audit(proofless(busy.chain), busy.record, "latest")
    assert (report.exit_code, report.assurance) == (0, Assurance.ONE_RPC)
    assert not_checked(report)["whether the node tells the truth"] == (
        f"nothing is proven: {busy.chain.name} gave no proofs: the method eth_getProof does not exist/is not available"
    )
    assert "STORAGE: the contracts' storage holds nothing but what their events make it" in not_checked(report)


def test_two_nodes_without_proofs_that_agree_are_level_1(busy: Protocol) -> None:
    report = audit(proofless(busy.chain), busy.record, "latest", second=proofless(busy.chain))
    assert (report.exit_code, report.assurance) == (0, Assurance.TWO_RPCS)
    assert {"HEADER", "LOGS", "PROOF"} <= {one.invariant for one in report.checked}


def test_two_nodes_that_say_otherwise_what_is_in_a_slot(busy: Protocol) -> None:
    def answer(method: str, params: Any, result: Any) -> Any:
        return "0x" + "77" * 32 if method == "eth_getStorageAt" else result

    second = proofless(answering(busy.chain, answer))
    report = audit(proofless(busy.chain), busy.record, "latest", second=second)
    assert {finding.invariant for finding in report.findings} == {"PROOF"}
    assert len(report.findings) == report.slots


def test_a_second_node_of_another_chain_is_refused(busy: Protocol) -> None:
    other = answering(busy.chain, lambda method, params, result: "0x1" if method == "eth_chainId" else result)
    with pytest.raises(UnknownNetwork, match=f"is chain 1, not {busy.chain.chain_id}"):
        audit(busy.chain, busy.record, "latest", second=other)


# -- Circle's doing ---------------------------------------------------------------------------------------------------


def test_that_usdc_is_paused_is_said_and_no_finding(busy: Protocol, circle_usdc: object) -> None:
    before = audit(busy.chain, busy.record, "latest").information
    busy.usdc.pause()
    report = audit(busy.chain, busy.record, "latest")
    assert report.exit_code == 0
    assert set(report.information) - set(before) == {
        "USDC is paused: nothing can be funded, released or refunded until Circle ends that."
    }


def test_that_a_creditor_is_frozen_is_said_and_no_finding(
    busy: Protocol, circle_usdc: object, second_sponsor: "LocalAccount", stranger: "LocalAccount"
) -> None:
    for account in (second_sponsor, stranger):
        busy.usdc.blacklist(account.address)
    report = audit(busy.chain, busy.record, "latest")
    assert report.exit_code == 0
    assert f"USDC froze {second_sponsor.address}, whom the escrow owes: it cannot be paid there." in report.information
    assert not [sentence for sentence in report.information if stranger.address in sentence]


def test_that_circle_changed_the_code_is_said(
    busy: Protocol, circle_usdc: object, circle_admin: "LocalAccount", owner: "LocalAccount"
) -> None:
    from praxis_chain.evm.abi import Contract
    from praxis_chain.evm.local_usdc import circle_artifact

    [before] = [line for line in audit(busy.chain, busy.record, "latest").information if line.startswith("USDC runs")]
    abi, code, _ = circle_artifact("v1/FiatTokenV1.sol", "FiatTokenV1")
    new, _ = busy.sender(owner).deploy(abi, bytes.fromhex(code[2:]))
    proxy_abi, _, _ = circle_artifact("v1/FiatTokenProxy.sol", "FiatTokenProxy")
    busy.sender(circle_admin).transact(Contract(busy.usdc.address, proxy_abi), "upgradeTo", new.address)
    [after] = [line for line in audit(busy.chain, busy.record, "latest").information if line.startswith("USDC runs")]
    assert before != after
    assert after.startswith(f"USDC runs the code at {new.address} with the hash 0x")


def test_the_stand_in_is_proven_in_its_own_layout(
    chain: "LocalNetwork", owner: "LocalAccount", arbiter: "LocalAccount", circle: "LocalAccount",
    circle_admin: "LocalAccount", attesters: "list[LocalAccount]", sponsor: "LocalAccount", tmp_path: Any,
) -> None:  # fmt: skip
    from praxis_chain.evm.local_usdc import deploy_usdc
    from tests.protocol import deploy

    usdc = deploy_usdc(chain, circle, circle_admin.address, circle=False)
    usdc.mint(sponsor.address, 100 * USDC)
    protocol = deploy(chain, usdc, owner, arbiter, attesters[:1], 1, tmp_path)
    protocol.fund(sponsor, 40 * USDC)
    report = audit(chain, protocol.record, "latest")
    assert (report.exit_code, report.figures["usdc_held"]) == (0, 40 * USDC)
    assert "USDC's flags" in not_checked(report)


def test_a_token_that_nobody_knows_leaves_the_audit_incomplete(busy: Protocol) -> None:
    """A token without Circle's proxy: what the escrow holds is in a slot that nobody here knows."""
    from praxis_chain.audit.token import IMPLEMENTATION_SLOT

    busy.chain.set_storage(busy.usdc.address, IMPLEMENTATION_SLOT, 0)
    report = audit(busy.chain, busy.record, "latest")
    assert report.exit_code == 5
    [said] = report.incomplete
    assert said.startswith(f"The token at {busy.usdc.address} is not laid out as Circle's USDC")


# -- ancestors --------------------------------------------------------------------------------------------------------


@pytest.fixture
def never_linked(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if there were more blocks than are read without being asked to."""
    monkeypatch.setattr(internal, "LINKED", -1)


def test_without_all_headers_it_is_said_that_a_log_may_be_missing(busy: Protocol, never_linked: None) -> None:
    assert "whether the node gave all logs" in not_checked(audit(busy.chain, busy.record, "latest"))
    assert "whether the node gave all logs" not in not_checked(
        audit(busy.chain, busy.record, "latest", all_headers=True)
    )


def test_without_all_headers_a_withheld_block_shows_in_the_books(busy: Protocol, never_linked: None) -> None:
    """Nobody looks at its bloom, but its number is missing, and storage is not what the other events make it."""
    [locked] = busy.view.events([busy.escrow.contract], names=["Locked"])
    node = lying(busy.chain, lambda log: None if int(log["blockNumber"], 16) == locked.block_number else log)
    report = audit(node, busy.record, "latest")
    assert {finding.invariant for finding in report.findings} == {"E8", "E5"}


def test_where_the_chain_keeps_no_history_ancestors_are_not_checked(busy: Protocol, never_linked: None) -> None:
    if busy.chain.is_anvil:
        pytest.skip("anvil keeps the history of EIP-2935")
    report = audit(busy.chain, busy.record, "latest")
    what = "ANCESTOR: whether blocks with logs are ancestors of the audited one"
    head = busy.view.block.number
    assert not_checked(report)[what].startswith(
        (f"The state behind block {head} does not hold the hash of", "0x0000F9")
    )
    assert report.exit_code == 0


def test_a_log_of_a_block_with_a_forged_header_is_found_without_all_headers(busy: Protocol, never_linked: None) -> None:
    [refunded] = busy.view.events([busy.escrow.contract], names=["Refunded"])

    def answer(method: str, params: Any, result: Any) -> Any:
        is_it = method == "eth_getBlockByHash" and params[0] == "0x" + refunded.block_hash.hex()
        return {**result, "receiptsRoot": "0x" + "77" * 32} if is_it else result

    report = audit(answering(busy.chain, answer), busy.record, "latest")
    first = report.findings[0]
    assert (first.id, first.where.block) == ("ANCESTOR-1", refunded.block_number)


class Historian:
    """A witness that answers with headers of one chain, and proves the hashes of earlier blocks where it keeps them."""

    name = "the historian"

    def __init__(self, network: "LocalNetwork", kept: range) -> None:
        self._witness = RpcWitness(network)
        self._kept = kept
        self.asked: list[int] = []

    def header(self, block: bytes) -> bytes:
        return self._witness.header(block)

    def proofs(self, block: bytes, address: str, slots: Any, done: Any = None) -> Any:
        number = Header.decode(self.header(block)).number
        self.asked.append(number)
        if number not in self._kept:
            raise NotKept(f"the historian does not keep the state of block {number}.")
        return self._witness.proofs(block, address, slots, done)


def headers_of(chain: "LocalNetwork", *numbers: int) -> list[Header]:
    return [Header.decode(fetch_header(chain, number)) for number in numbers]


def test_a_block_is_its_own_ancestor_and_needs_no_proof(busy: Protocol) -> None:
    [head] = headers_of(busy.chain, busy.view.block.number)
    assert prove_each(Historian(busy.chain, range(0)), head, [head]) == Ancestors({head.hash: head})  # type: ignore[arg-type]


def test_what_is_not_kept_is_not_known_and_says_why(busy: Protocol) -> None:
    height = busy.view.block.number
    head, *older = headers_of(busy.chain, height, height - 1, height - 3)
    found = prove_each(Historian(busy.chain, range(0)), head, older)  # type: ignore[arg-type]
    assert (found.known, set(found.unknown)) == ({}, {header.hash for header in older})
    assert found.why == f"the historian does not keep the state of block {height}"
