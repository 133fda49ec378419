"""What Python takes for a signature is what the contract takes for one: nothing more, nothing less."""

from collections.abc import Callable

import pytest

from praxis_chain.core.attestation import HIGHEST_S, Proof, recover
from praxis_chain.core.eip712 import attestation_digest
from praxis_chain.core.errors import ContractRefused, WrongInput
from tests.attesters.attesting import FACT, domain_of, proof_by
from tests.protocol import Protocol

ORDER = 2 * HIGHEST_S + 1  # of secp256k1
BROKEN: dict[str, Callable[[int, int, int], tuple[int, int, int]]] = {
    "high s": lambda r, s, v: (r, ORDER - s, 55 - v),
    "lowest high s": lambda r, s, v: (r, HIGHEST_S + 1, v),
    "s zero": lambda r, s, v: (r, 0, v),
    "s the order": lambda r, s, v: (r, ORDER, v),
    "r zero": lambda r, s, v: (0, s, v),
    "r the order": lambda r, s, v: (ORDER, s, v),
    "no point has that r": lambda r, s, v: (5, s, v),
    "v 0": lambda r, s, v: (r, s, v - 27),
    "v 29": lambda r, s, v: (r, s, 29),
    "v 255": lambda r, s, v: (r, s, 255),
}


def parts(signature: bytes) -> tuple[int, int, int]:
    return int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:64], "big"), signature[64]


def packed(r: int, s: int, v: int) -> bytes:
    return r.to_bytes(32, "big") + s.to_bytes(32, "big") + bytes([v])


def require(protocol: Protocol, signatures: bytes) -> None:
    """What the contract says to these signatures over FACT, by a committee of one."""
    protocol.attesters.require_attested(FACT, Proof((), signatures)).simulate(protocol.chain, protocol.owner.address)


@pytest.fixture
def good(protocol: Protocol) -> bytes:
    """Of two members; the first half is the first one's."""
    return proof_by(protocol, protocol.members[:2]).signatures


@pytest.mark.parametrize("broken", BROKEN)
def test_both_refuse_it(protocol: Protocol, good: bytes, broken: str) -> None:
    bad = packed(*BROKEN[broken](*parts(good[:65])))
    with pytest.raises(ContractRefused) as refused:
        require(protocol, bad + good[65:])
    assert refused.value.name.startswith("ECDSAInvalidSignature")
    with pytest.raises(WrongInput):
        recover(attestation_digest(domain_of(protocol), FACT), bad)


@pytest.mark.parametrize("length", [0, 64, 66])
def test_no_other_length_is_a_signature(length: int) -> None:
    with pytest.raises(WrongInput, match=f"A signature is 65 bytes, not {length}."):
        recover(bytes(32), b"\x01" * length)


def test_both_take_the_good_one(protocol: Protocol, good: bytes) -> None:
    require(protocol, good)
    signer = recover(attestation_digest(domain_of(protocol), FACT), good[:65])
    assert signer == bytes.fromhex(protocol.members[0].address[2:])
