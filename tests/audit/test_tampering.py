"""Every kind of storage field that the audit predicts, written over in the chain's own storage: each is found."""

from typing import TYPE_CHECKING

import pytest

from praxis_chain.audit.findings import Severity
from praxis_chain.audit.index import read
from praxis_chain.audit.internal import audit
from praxis_chain.audit.predict import Slot, predict
from praxis_chain.audit.reckoning import addresses_of
from praxis_chain.audit.writing import invariant_of
from praxis_chain.core.ids import NOBODY, award_id
from praxis_chain.core.ledger import Ledger
from praxis_chain.evm import artifacts
from tests.protocol import PRAX, USDC

if TYPE_CHECKING:
    from praxis_chain.audit.layout import Field
    from tests.protocol import Protocol


def predicted(protocol: "Protocol") -> list[Slot]:
    from praxis_chain.evm.deployments import bind

    view, contracts = protocol.view, bind(protocol.record)
    ledger = Ledger.from_events(
        read(view, contracts).events, addresses_of(contracts, protocol.chain.chain_id), view.block.timestamp
    )
    return predict(ledger)


def kinds(slots: list[Slot]) -> "dict[tuple[str, str, bool], tuple[Slot, Field]]":
    """One field of each kind, and one that holds something besides one that must be empty."""
    return {(slot.contract, field.path, field.number != 0): (slot, field) for slot in slots for field in slot.fields}


def test_storage_is_what_is_predicted_to_the_last_bit(busy: "Protocol") -> None:
    slots = predicted(busy)
    assert len({(slot.address, slot.number) for slot in slots}) == len(slots)
    for slot in slots:
        assert busy.view.storage(slot.address, slot.number) == slot.word, slot


@pytest.mark.parametrize("contract", artifacts.CONTRACTS)
def test_no_variable_of_the_contracts_is_left_out(busy: "Protocol", contract: str) -> None:
    """But for names, which are fixed; nonces, which no event tells; and the places for votes that Prax inherits but
    leaves empty."""
    from praxis_chain.evm import artifacts

    left_out = {"_nameFallback", "_versionFallback", "_nonces", "_delegateCheckpoints", "_totalCheckpoints"}
    variables = {variable["label"] for variable in artifacts.load(contract).storage["storage"]}
    seen = {field.path.split(".")[0] for slot in predicted(busy) if slot.contract == contract for field in slot.fields}
    assert seen == variables - left_out


def test_every_kind_of_field_is_found_when_it_is_tampered_with(busy: "Protocol") -> None:
    """All kinds at once, a bit in each: as many findings as bits, each naming its own field."""
    tampered: dict[tuple[str, int], int] = {}
    expected = []
    for slot, field in kinds(predicted(busy)).values():
        place = (slot.address, slot.number)
        tampered[place] = tampered.get(place, slot.word) ^ (1 << 8 * field.offset)
        expected.append((invariant_of(slot.contract, field.path), slot.contract, f"0x{slot.number:064x}", field.path))
    for (address, number), word in tampered.items():
        busy.chain.set_storage(address, number, word)
    report = audit(busy.chain, busy.record, "latest")
    assert report.exit_code == 3
    found = [(f.invariant, f.where.contract, f.where.slot, _path(f.summary)) for f in report.findings]
    assert sorted(found) == sorted(expected)


def _path(summary: str) -> str:
    """ "BountyEscrow.bounties.pool[0x…] is …" → "bounties.pool"."""
    return summary.split(" ")[0].split("[")[0].partition(".")[2]


def tamper(protocol: "Protocol", contract: str, path: str, number: int, *keys: object) -> Slot:
    """Write another number into one field; returns the slot."""
    [(slot, field)] = [
        (slot, field) for slot in predicted(protocol) for field in slot.fields
        if (slot.contract, field.path) == (contract, path) and slot.keys == keys
    ]  # fmt: skip
    word = slot.word - field.word + (number << 8 * field.offset)
    protocol.chain.set_storage(slot.address, slot.number, word)
    return slot


def test_a_pool_with_more_in_it(busy: "Protocol") -> None:
    slot = tamper(busy, "BountyEscrow", "bounties.pool", 400 * USDC, busy.bounty())
    [finding] = audit(busy.chain, busy.record, "latest").findings
    assert (finding.id, finding.severity) == ("E2-1", Severity.CRITICAL)
    bounty = "0x" + busy.bounty().hex()
    assert (
        finding.summary
        == f"BountyEscrow.bounties.pool[{bounty}] is 400.00 USDC in storage, and 300.00 USDC by the events."
    )
    assert (finding.expected, finding.actual) == ("300.00 USDC", "400.00 USDC")
    assert finding.where.slot == f"0x{slot.number:064x}"
    block = busy.view.block.hash.hex()
    assert finding.reproduce == (
        f'eth_getStorageAt("{busy.escrow.address}", "0x{slot.number:064x}", {{"blockHash": "0x{block}"}})'
    )


def test_a_balance_of_prax(busy: "Protocol", referrer: object) -> None:
    tamper(busy, "Prax", "_accounts.balance", 201 * PRAX, referrer.address)  # type: ignore[attr-defined]
    [finding] = audit(busy.chain, busy.record, "latest").findings
    assert (finding.id, finding.expected, finding.actual) == ("P1-1", "200.00 PRAX", "201.00 PRAX")


def test_an_award_where_none_was_recorded(busy: "Protocol") -> None:
    """It completed its bounty and was paid at once, so its slot must be empty: to fill it is to pay twice."""
    from praxis_chain.core.ids import hash_uri
    from tests.audit.conftest import FOURTH_URI

    name = award_id(busy.bounty(subject=hash_uri(FOURTH_URI)), busy.commit().work, _first(busy))
    tamper(busy, "BountyEscrow", "awards.amount", 40 * USDC, name)
    [finding] = audit(busy.chain, busy.record, "latest").findings
    assert (finding.invariant, finding.expected, finding.actual) == ("E2", "0.00 USDC", "40.00 USDC")


def _first(protocol: "Protocol") -> bytes:
    """Whoever completed the fourth bounty."""
    from praxis_chain.core.ids import hash_uri
    from tests.audit.conftest import FOURTH_URI

    bounty = protocol.bounty(subject=hash_uri(FOURTH_URI))
    events = protocol.view.events([protocol.escrow.contract], protocol.record.first_block, ["Awarded"])
    [contributor] = {event.args["contributor"] for event in events if event.args["bounty"] == bounty}
    assert contributor != NOBODY
    return bytes(contributor)


def test_a_wallet_exchanged(busy: "Protocol", stranger: object) -> None:
    person = _first(busy)
    address = int(stranger.address, 16)  # type: ignore[attr-defined]
    tamper(busy, "Stakeholders", "_people.wallet", address, person)
    [finding] = audit(busy.chain, busy.record, "latest").findings
    assert (finding.invariant, finding.actual) == ("S1", f"0x{address:040x}")


@pytest.mark.parametrize(
    ("contract", "path", "number", "invariant", "expected", "actual"),
    [
        ("Attesters", "quorum", 1, "A2", "3", "1"),
        ("Prax", "_supply.votes", 247 * PRAX, "P1", "246.00 PRAX", "247.00 PRAX"),
        ("Prax", "epoch.minted", 0, "P2", "310.00 PRAX", "0.00 PRAX"),
        ("BountyEscrow", "_totals.escrowed", 459 * USDC, "E2", "460.00 USDC", "459.00 USDC"),
        ("BountyEscrow", "_totals.sequence", 99, "E8", "16", "99"),
    ],
)
def test_what_there_is_one_of(
    busy: "Protocol", contract: str, path: str, number: int, invariant: str, expected: str, actual: str
) -> None:
    tamper(busy, contract, path, number)
    [finding] = audit(busy.chain, busy.record, "latest").findings
    assert (finding.invariant, finding.expected, finding.actual) == (invariant, expected, actual)


def test_bytes_beside_all_fields_are_found_too(busy: "Protocol") -> None:
    """A stake fills 21 bytes of its slot; nothing reads the others, and they must still be empty."""
    [slot, *_] = [slot for slot in predicted(busy) if slot.fields[0].path == "stakes.shares"]
    busy.chain.set_storage(slot.address, slot.number, slot.word | 1 << 255)
    [finding] = audit(busy.chain, busy.record, "latest").findings
    assert (finding.invariant, finding.actual) == ("E3", f"0x{slot.word | 1 << 255:064x}")
