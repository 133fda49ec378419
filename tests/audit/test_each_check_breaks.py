"""Every check of the audit is broken once, and found by exactly the findings that belong to it.

A chain that was tampered with, or a node that lies about one that was not.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from eth_hash.auto import keccak

from praxis_chain.audit import findings
from praxis_chain.audit.evidence import Material
from praxis_chain.audit.internal import audit
from praxis_chain.audit.layout import Layout, Plain
from praxis_chain.core.ids import commit_id, hash_uri
from praxis_chain.evm import artifacts
from praxis_chain.evm.networks import Network
from praxis_chain.evm.usdc import BALANCES_SLOT
from tests.audit.lying import answering, lying, not_on, rewrite, withhold
from tests.protocol import USDC, Protocol

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

NEW_URI = "github:repo/10270250/issue/11"


@dataclass(frozen=True)
class Town:
    """The busy deployment, and whom the tests need."""

    protocol: Protocol
    sponsor: "LocalAccount"
    stranger: "LocalAccount"
    non_member: "LocalAccount"

    def slot(self, contract: str, variable: str, value: Any, *keys: Plain) -> int:
        """Number of the slot of a variable's first part."""
        return next(iter(Layout(artifacts.load(contract).storage).place(variable, value, *keys)))[0]

    def topic(self, event: str) -> str:
        return self.protocol.escrow.contract.abi.topic(event)

    def answers(self, alter: Callable[[str, Any, Any], Any]) -> dict[str, Any]:
        return {"network": answering(self.protocol.chain, alter)}

    def logs(self, alter: Callable[[dict[str, Any]], dict[str, Any] | None]) -> dict[str, Any]:
        return {"network": lying(self.protocol.chain, alter)}


@pytest.fixture
def town(busy: Protocol, sponsor: "LocalAccount", stranger: "LocalAccount", non_member: "LocalAccount") -> Town:
    return Town(busy, sponsor, stranger, non_member)


Breaks = Callable[[Town], dict[str, Any] | None]
"""Does its harm, and says what the audit is to be asked, if not the chain itself."""


# -- the chain was tampered with --------------------------------------------------------------------------------------


def tampered_slot(town: Town) -> None:
    slot = town.slot("BountyEscrow", "bounties", dict.fromkeys(("pool", "shares", "awarded", "explained", "reviewed")),
                     town.protocol.bounty())  # fmt: skip
    town.protocol.chain.set_storage(town.protocol.escrow.address, slot, 0)


def storage_that_no_event_tells(town: Town) -> None:
    """A member whom nobody appointed."""
    slot = town.slot("Attesters", "isMember", True, town.non_member.address)
    town.protocol.chain.set_storage(town.protocol.attesters.address, slot, 1)


def drained_escrow(town: Town) -> None:
    town.protocol.chain.set_storage(town.protocol.usdc.address, balance_slot(town.protocol), 459 * USDC)


def usdc_gone_without_a_transfer(town: Town) -> None:
    protocol = town.protocol
    protocol.sender(town.sponsor).transact(protocol.usdc.contract, "transfer", protocol.escrow.address, 5 * USDC)
    protocol.chain.set_storage(protocol.usdc.address, balance_slot(protocol), 461 * USDC)


def blacklisted_escrow(town: Town) -> None:
    town.protocol.usdc.blacklist(town.protocol.escrow.address)


def foreign_code(town: Town) -> None:
    """A byte behind the end of the code changes nothing that it does."""
    prax = town.protocol.prax.address
    town.protocol.chain.set_code(prax, town.protocol.view.code(prax) + b"\0")


def no_code(town: Town) -> None:
    town.protocol.chain.set_code(town.protocol.stakeholders.address, b"")


def non_member_signed(town: Town) -> None:
    """Storage made the contract believe that he is one."""
    storage_that_no_event_tells(town)
    award(town, town.protocol.members[0], town.protocol.members[1], town.non_member)


def extra_signer(town: Town) -> None:
    """Beside a quorum of members."""
    storage_that_no_event_tells(town)
    award(town, *town.protocol.members, town.stranger, town.non_member)


def double_accrual(town: Town) -> None:
    """The slot that remembers the first was emptied."""
    protocol = town.protocol
    *_, event = protocol.view.events([protocol.prax.contract], names=["Accrued"])
    subject, work, who = (event.args[name] for name in ("subject", "work", "contributor"))
    again = protocol.commit(subject=subject, work=work, contributor=who)
    slot = town.slot("Prax", "accruals", {"amount": 0, "fact": b""}, commit_id(subject, work, who))
    protocol.chain.set_storage(protocol.prax.address, slot, 0)
    signers = ascending([*protocol.members, town.stranger])
    protocol.send(protocol.prax.accrue(again, *protocol.attest(again, by=signers)), town.stranger)


# -- the node lies ----------------------------------------------------------------------------------------------------


def withheld_log(town: Town) -> dict[str, Any]:
    return town.logs(withhold(town.topic("Locked")))


def withheld_block(town: Town) -> dict[str, Any]:
    """All logs of it, so that nothing points to it: the blooms do."""
    [locked] = town.protocol.view.events([town.protocol.escrow.contract], names=["Locked"])
    return town.logs(lambda log: None if int(log["blockNumber"], 16) == locked.block_number else log)


def withheld_gift(town: Town) -> dict[str, Any]:
    """The only log of its block, and the token's: nobody numbers it."""
    protocol = town.protocol
    protocol.sender(town.sponsor).transact(protocol.usdc.contract, "transfer", protocol.escrow.address, 5 * USDC)
    number = protocol.view.block.number
    protocol.chain.mine()
    return town.logs(lambda log: None if int(log["blockNumber"], 16) == number else log)


def altered_log(town: Town) -> dict[str, Any]:
    return town.logs(rewrite(town.topic("Refunded"), 1, 201 * USDC))


def forged_log(town: Town) -> dict[str, Any]:
    def answer(method: str, params: Any, result: Any) -> Any:
        if method != "eth_getLogs":
            return result
        return [*result, *({**log, "logIndex": "0x63"} for log in result if log["topics"][0] == town.topic("Refunded"))]

    return town.answers(answer)


def forged_receipt(town: Town) -> dict[str, Any]:
    """Of the last block with logs, which changed the committee."""
    *_, last = town.protocol.view.events([town.protocol.attesters.contract])

    def answer(method: str, params: Any, result: Any) -> Any:
        if method == "eth_getBlockReceipts" and last.block_hash.hex() in str(params):
            return [{**receipt, "cumulativeGasUsed": "0x1"} for receipt in result]
        return result

    return town.answers(answer)


def reorganised_block(town: Town) -> dict[str, Any]:
    """The node tells logs of a block that is no longer on the chain, and has its header and receipts."""
    protocol = town.protocol
    before = protocol.chain.snapshot()
    protocol.fund(town.sponsor, 70 * USDC, protocol.program, NEW_URI)
    [gone] = protocol.view.events([protocol.escrow.contract], protocol.view.block.number)
    protocol.chain.revert(before)
    protocol.fund(town.sponsor, 80 * USDC, protocol.program, NEW_URI)
    protocol.chain.mine()

    def alter(log: dict[str, Any]) -> dict[str, Any]:
        is_it = int(log["blockNumber"], 16) == gone.block_number
        return {**log, "blockHash": "0x" + gone.block_hash.hex()} if is_it else log

    return town.logs(alter)


def header_that_is_no_parent(town: Town) -> dict[str, Any]:
    number = town.protocol.view.block.number - 2

    def answer(method: str, params: Any, result: Any) -> Any:
        is_it = method == "eth_getBlockByNumber" and params[0] == hex(number)
        return {**result, "gasUsed": "0x7"} if is_it else result

    return town.answers(answer)


def forged_header(town: Town) -> dict[str, Any]:
    """Of another state than the hash is of."""
    return town.answers(
        lambda method, params, result: (
            {**result, "stateRoot": "0x" + "77" * 32} if method == "eth_getBlockByHash" else result
        )
    )


def proofs_exchanged(town: Town) -> dict[str, Any]:
    """The proofs of two slots, each under the other's key."""
    attesters = town.protocol.attesters.address

    def answer(method: str, params: Any, result: Any) -> Any:
        if method != "eth_getProof" or params[0] != attesters or len(params[1]) < 2:
            return result
        first, second, *others = result["storageProof"]
        exchanged = [{**first, "proof": second["proof"]}, {**second, "proof": first["proof"]}]
        return {**result, "storageProof": [*exchanged, *others]}

    return town.answers(answer)


def proof_of_another_account(town: Town) -> dict[str, Any]:
    protocol = town.protocol

    def answer(method: str, params: Any, result: Any) -> Any:
        if method != "eth_getProof" or params[0] != protocol.prax.address:
            return result
        other = protocol.chain.request(method, protocol.escrow.address, *params[1:])
        return {**result, "accountProof": other["accountProof"]}

    return town.answers(answer)


def code_that_is_not_there(town: Town) -> dict[str, Any]:
    """The right code, where the account has it, is told otherwise."""
    return town.answers(lambda method, params, result: "0x6000" if method == "eth_getCode" else result)


def token_that_answers_otherwise(town: Town) -> dict[str, Any]:
    """Than its storage has it, as it would if an upgrade kept balances elsewhere."""
    return town.answers(lambda method, params, result: f"0x{7:064x}" if method == "eth_call" else result)


def another_node_disagrees(town: Town) -> dict[str, Any]:
    return {"second": lying(town.protocol.chain, withhold(town.topic("Locked")))}


def another_node_is_on_another_chain(town: Town) -> dict[str, Any]:
    other = answering(
        town.protocol.chain,
        lambda method, params, result: (
            {**result, "hash": "0x" + "ab" * 32} if method == "eth_getBlockByNumber" else result
        ),
    )
    return {"second": other}


# -- the evidence -----------------------------------------------------------------------------------------------------


def no_evidence_of_what_was_attested(town: Town) -> dict[str, Any]:
    """All there is of the repository is at hand, and nothing in it yields what was signed."""
    return {"material": Material(whole=frozenset({"github:repo/10270250"}))}


BROKEN: dict[Breaks, list[str]] = {
    tampered_slot: ["E2-1", "E3-1", "E4-1"],
    storage_that_no_event_tells: ["STORAGE-1"],
    drained_escrow: ["E1-1"],
    usdc_gone_without_a_transfer: ["E1-1"],
    blacklisted_escrow: ["USDC-1"],
    foreign_code: ["CODE-1"],
    no_code: ["CODE-1"],
    non_member_signed: ["A1-1", "STORAGE-1"],
    extra_signer: ["A1-1", "STORAGE-1"],
    double_accrual: ["P2-1", "P1-1", "P1-2"],
    withheld_log: ["LOGS-1"],
    withheld_block: ["LOGS-1", "LOGS-2"],
    withheld_gift: ["LOGS-1"],
    altered_log: ["LOGS-1"],
    forged_log: ["LOGS-1"],
    forged_receipt: ["LOGS-1", "A2-1", "A2-2", "A2-3", "STORAGE-1"],
    reorganised_block: ["ANCESTOR-1", "LOGS-1", "LOGS-2"],
    header_that_is_no_parent: ["ANCESTOR-1"],
    forged_header: ["HEADER-1"],
    proofs_exchanged: ["PROOF-1", "PROOF-2"],
    proof_of_another_account: ["PROOF-1"],
    code_that_is_not_there: ["PROOF-1", "PROOF-2", "PROOF-3", "PROOF-4"],
    token_that_answers_otherwise: ["USDC-1"],
    another_node_disagrees: ["LOGS-1"],
    another_node_is_on_another_chain: ["HEADER-1"],
    no_evidence_of_what_was_attested: ["X1-1", "X1-2", "X1-3", "X1-4", "X1-5", "X1-6", "X1-7"],
}


@pytest.mark.parametrize("breaks", BROKEN, ids=lambda breaks: breaks.__name__)
def test_what_is_found(town: Town, breaks: Breaks) -> None:
    asked: dict[str, Any] = breaks(town) or {}
    network: Network = asked.pop("network", town.protocol.chain)
    report = audit(network, town.protocol.record, "latest", **asked)
    beyond = not_on(town.protocol.chain)
    expected = [name for name in BROKEN[breaks] if name.rsplit("-", 1)[0] not in beyond]
    assert [finding.id for finding in report.findings] == expected
    assert report.exit_code == (3 if expected else 0)


def test_each_kind_of_check_is_broken() -> None:
    broken = {name.rsplit("-", 1)[0] for names in BROKEN.values() for name in names}
    assert broken >= findings.EVIDENCE_OF_THE_CHAIN.keys()


# -- in short ---------------------------------------------------------------------------------------------------------


def balance_slot(protocol: Protocol) -> int:
    """Of the escrow, in the token."""
    mapping = BALANCES_SLOT if protocol.usdc.is_circle else 0
    key = bytes.fromhex(protocol.escrow.address[2:]).rjust(32, b"\0") + mapping.to_bytes(32, "big")
    return int.from_bytes(keccak(key), "big")


def ascending(accounts: "list[LocalAccount]") -> "list[LocalAccount]":
    return sorted(accounts, key=lambda account: int(account.address, 16))


def award(town: Town, *signers: "LocalAccount") -> None:
    """Fund an issue, and award it on these signatures."""
    protocol = town.protocol
    protocol.fund(town.sponsor, 10 * USDC, protocol.program, NEW_URI)
    commit = protocol.commit(subject=hash_uri(NEW_URI))
    proof = protocol.attest_all(commit, by=ascending(list(signers)))
    protocol.send(protocol.escrow.award(protocol.program.id, [commit], proof), town.stranger)
