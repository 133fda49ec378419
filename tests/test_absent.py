"""What the contracts do not have, held against what the compiler made of them: what is not there cannot be used.

Some sentences of the headers say that there is no owner, no amount, no transfer. No call can show that; a list can.
"""

import re
from pathlib import Path

import pytest

from praxis_chain.evm import artifacts
from praxis_chain.evm.artifacts import CONTRACTS

ROOT = Path(__file__).parent.parent
POWERS = {"owner", "pendingOwner", "transferOwnership", "acceptOwnership", "renounceOwnership"}
FACTS = ("Commit", "Progress", "Closure", "Admission", "Link", "Revocation")


def functions(contract: str) -> dict[str, dict]:
    """Name → ABI entry of what can be called from outside."""
    return {entry["name"]: entry for entry in artifacts.load(contract).abi if entry["type"] == "function"}


def changing(contract: str) -> set[str]:
    return {name for name, entry in functions(contract).items() if entry["stateMutability"] not in ("view", "pure")}


def facts() -> dict[str, dict[str, str]]:
    """Each fact's fields and their types, in order, as the functions that take facts have them."""
    found = {}
    for contract in CONTRACTS:
        for entry in functions(contract).values():
            for given in entry["inputs"]:
                kind = re.sub(r"(?:struct |\[\])", "", given["internalType"])
                if kind in FACTS:
                    found[kind] = {field["name"]: field["type"] for field in given["components"]}
    return found


def code(contract: str) -> str:
    """A contract's source without its comments."""
    source = (ROOT / "contracts" / f"{contract}.sol").read_text(encoding="utf-8")
    return re.sub(r"//[^\n]*|/\*.*?\*/", "", source, flags=re.DOTALL)


@pytest.mark.parametrize("contract", CONTRACTS)
def test_no_ether_and_no_proxy(contract):
    """Nothing is payable, nothing falls back, and code runs in another's storage only in the escrow's multicall."""
    assert not [entry for entry in artifacts.load(contract).abi if entry["type"] in ("fallback", "receive")]
    assert {entry["stateMutability"] for entry in functions(contract).values()} <= {"view", "pure", "nonpayable"}
    source = (ROOT / "contracts" / f"{contract}.sol").read_text(encoding="utf-8")
    assert not re.findall(r"delegatecall|selfdestruct|create2?\(|\bnew \w+\(", source)


def test_nobody_owns_the_escrow_or_the_stakeholders():
    """No ownership, no role, no pause, no fee, no upgrade: these are all the functions that change anything."""
    assert changing("BountyEscrow") == {
        "createProgram", "fund", "fundWithAuthorization", "permit", "lock", "award", "awardMany", "close", "cancel",
        "cancelClosure", "release", "releaseTo", "refund", "multicall",
    }  # fmt: skip
    assert changing("Stakeholders") == {"link", "acceptChange", "rejectChange", "admit"}
    assert not (POWERS & (set(functions("BountyEscrow")) | set(functions("Stakeholders"))))


@pytest.mark.parametrize(
    ("contract", "fixed", "kept"),
    [
        ("BountyEscrow", "USDC", "_totals programs bounties locks reviews stakes awards isCancelled"),
        ("Stakeholders", "ATTESTERS", "_people _changes contributorOf referrerOf"),
    ],
)
def test_who_deployed_it_is_not_remembered(contract, fixed, kept):
    """An admin behind a function that is anybody's, a pause, or a place for fees would have to stand somewhere."""
    artifact = artifacts.load(contract)
    assert {name for name in artifact.immutables if not name.startswith("EIP712.")} == {f"{contract}.{fixed}"}
    variables = {variable["label"] for variable in artifact.storage["storage"]}
    assert variables - {"_nameFallback", "_versionFallback"} == set(kept.split())
    assert not re.findall(r"tx\.origin|coinbase|\b0x[0-9a-fA-F]{40}\b", code(contract))


def test_the_owners_have_no_other_powers():
    """What else changes anything is for whoever holds a proof, or for a voter's own votes."""
    assert changing("Attesters") == {"configure", "requireAttested", "requireAllAttested", "revoke"} | (
        POWERS - {"owner", "pendingOwner"}
    )
    assert changing("Prax") == {
        "setAction", "setReferralReward", "setEpochCap", "accrue", "accrueMany", "accrueReferral", "revoke",
        "revokeReferral", "recover", "delegate", "delegateBySig",
    } | (POWERS - {"owner", "pendingOwner"})  # fmt: skip


@pytest.mark.parametrize(
    ("contract", "guarded"),
    [("Attesters", {"configure"}), ("Prax", {"setAction", "setReferralReward", "setEpochCap"})],
)
def test_nothing_else_looks_at_who_the_owner_is(contract, guarded):
    """A function that is anybody's has no way for the owner in it: to mint, to burn what holds, to revoke alone."""
    assert set(re.findall(r"function (\w+)\([^{;]*\bonlyOwner\b", code(contract))) == guarded
    assert not re.findall(r"\bowner\(\)|\bpendingOwner\(\)|_checkOwner|tx\.origin", code(contract))


def test_prax_has_no_transfer_no_allowance_and_no_permit():
    """The three functions that ERC-20 demands can change nothing, and refuse (tests/prax/test_erc20.py)."""
    prax = functions("Prax")
    assert {prax[name]["stateMutability"] for name in ("transfer", "transferFrom", "approve")} == {"pure"}
    assert not ({"permit", "increaseAllowance", "mint", "burn", "burnFrom"} & set(prax))


def test_a_fact_names_no_amount_and_no_payee():
    """Of all fields one is an address, the wallet that a Link is about; none is wide enough to be money."""
    found = facts()
    assert set(found) == set(FACTS)
    addresses = [(fact, name) for fact, fields in found.items() for name, kind in fields.items() if kind == "address"]
    assert addresses == [("Link", "wallet")]
    numbers = {kind for fields in found.values() for kind in fields.values() if kind.startswith("uint")}
    assert numbers == {"uint8", "uint16", "uint64"}  # a standing, basis points, a time


def test_no_fact_is_as_short_as_two_hashes():
    """A fact's preimage is its type hash and its fields, 32 bytes each; a node's is two hashes: 64 bytes."""
    assert min(32 + 32 * len(fields) for fields in facts().values()) == 96


def test_the_escrow_asks_no_price_and_no_judge():
    """It calls the token, a program's attesters and stakeholders, and nobody else."""
    called = set(re.findall(r"\b(attesters|stakeholders|USDC)\.(\w+)\(", code("BountyEscrow")))
    assert called == {
        ("attesters", "requireAttested"), ("attesters", "requireAllAttested"), ("attesters", "revokedAt"),
        ("stakeholders", "walletOf"), ("USDC", "balanceOf"), ("USDC", "safeTransfer"), ("USDC", "safeTransferFrom"),
        ("USDC", "trySafeTransfer"), ("USDC", "receiveWithAuthorization"), ("USDC", "permit"),
    }  # fmt: skip


def test_the_stakeholders_ask_the_attesters_only_about_facts():
    """Not who owns them, and not who is a member: no right follows from either."""
    assert set(re.findall(r"\bATTESTERS\.(\w+)\(", code("Stakeholders"))) == {"requireAttested", "revokedAt"}
