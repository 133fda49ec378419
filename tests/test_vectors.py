"""The golden vectors, computed again in Solidity: by the contracts where they have a function for it, else from their
structs, type hashes and libraries (tests/solidity/Vectors.sol)."""

import json
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import pytest
from eth_account.messages import encode_typed_data

from praxis_chain.core.eip712 import Domain
from praxis_chain.core.facts import FACTS
from praxis_chain.evm.abi import Abi, Contract
from praxis_chain.evm.compiler import solidity_test_artifact
from praxis_chain.evm.usdc import RECEIVE_WITH_AUTHORIZATION, typed_data
from tests.protocol import Protocol
from tests.vectors import generate

KINDS = {kind.__name__: kind for kind in FACTS}
NAMES = {"contributors": "contributor", "subjects": "subject", "works": "work"}


def vectors(name: str) -> Any:
    return json.loads((generate.FOLDER / f"{name}.json").read_text("utf-8"))


def typed(solidity: str, text: str) -> Any:
    """What the ABI encoder takes for a vector's text."""
    if solidity.startswith("uint"):
        return int(text)
    return text if solidity in ("address", "string") else bytes.fromhex(text[2:])


def hexed(value: Any) -> str:
    return "0x" + value.hex() if isinstance(value, bytes) else str(value)


@pytest.fixture(scope="session")
def harness(chain, sender_for, owner) -> Contract:
    artifact = solidity_test_artifact("Vectors")
    abi = Abi("Vectors", artifact.abi)
    contract, _ = sender_for(owner).deploy(abi, bytes.fromhex(artifact.bytecode[2:]))
    return contract


@pytest.fixture
def ask(harness, client) -> Callable[..., Any]:
    """`ask(function, *texts)`: what Solidity says, as vectors show it."""
    view = client.at("latest")

    def make(function: str, *texts: Any) -> Any:
        item = harness.abi.function(function)
        args = [
            typed(kind, text) if isinstance(text, str) else text for kind, text in zip(item.types, texts, strict=True)
        ]
        answer = view.call(harness, function, *args)
        return tuple(map(hexed, answer)) if isinstance(answer, tuple) else hexed(answer)

    return make


@pytest.fixture
def of_contract(protocol) -> Callable[..., str]:
    """`of_contract(binding, function, *args)`: what a deployed contract says, as vectors show it."""
    return lambda binding, function, *args: hexed(protocol.view.call(binding.contract, function, *args))


def test_the_files_are_what_the_code_gives():
    assert generate.stale() == []


@pytest.mark.parametrize("vector", vectors("facts"), ids=lambda v: v["kind"])
def test_facts(ask, vector):
    kind = KINDS[vector["kind"]]
    names = [field.name for field in fields(kind)]
    assert list(vector["fact"]) == names
    values = tuple(typed(solidity, vector["fact"][name]) for solidity, name in zip(kind.SOLIDITY, names, strict=True))
    type_hash, fact_hash = ask(f"hash{vector['kind']}", values)
    assert ask("hashName", vector["type"]) == type_hash
    assert fact_hash == vector["hash"]


@pytest.mark.parametrize("vector", vectors("merkle"), ids=lambda v: str(len(v["leaves"])))
def test_merkle_trees(ask, vector):
    leaves = [bytes.fromhex(leaf[2:]) for leaf in vector["leaves"]]
    assert len(vector["branches"]) == len(leaves)
    for leaf, branch in zip(leaves, vector["branches"], strict=True):
        assert ask("root", [bytes.fromhex(node[2:]) for node in branch], leaf) == vector["root"]
    for proof in vector["together"]:
        chosen = [leaves[int(position)] for position in proof["positions"]]
        siblings = [bytes.fromhex(node[2:]) for node in proof["siblings"]]
        assert ask("rootTogether", siblings, proof["flags"], chosen) == vector["root"]


@pytest.mark.parametrize("kind", NAMES)
def test_names(ask, kind):
    for vector in vectors("ids")[kind]:
        is_wallet = vector["name"].startswith("0x")
        assert ask("walletContributor" if is_wallet else "hashName", vector["name"]) == vector["id"]


@pytest.mark.parametrize("vector", vectors("ids")["bounties"])
def test_ids_of_ids(protocol, ask, of_contract, vector):
    program, subject, work, contributor, bounty = (
        bytes.fromhex(vector[name][2:]) for name in ("program", "subject", "work", "contributor", "bounty")
    )
    assert of_contract(protocol.escrow, "bountyId", program, subject) == vector["bounty"]
    assert of_contract(protocol.escrow, "awardId", bounty, work, contributor) == vector["award"]
    assert ask("commitId", subject, work, contributor) == vector["commit"]


@pytest.mark.parametrize("vector", vectors("programs"))
def test_programs(ask, harness, vector):
    (struct,) = harness.abi.function("programId").inputs
    rules = vector["program"]
    snake = {part["name"]: snake_case(part["name"]) for part in struct["components"]}
    values = tuple(typed(part["type"], rules[snake[part["name"]]]) for part in struct["components"])
    assert ask("programId", values) == vector["id"]
    assert set(snake.values()) == rules.keys()


@pytest.mark.parametrize("vector", vectors("catalogue"))
def test_actions_and_what_they_accrue(protocol, ask, owner, contributor, vector):
    """The action as the owner sets it; each accrual as PRAX mints it, by its own event."""
    from praxis_chain.core.catalogue import Action, Category

    given = vector["action"]
    action = Action(
        Category(int(given["category"])), int(given["reward"]), int(given["attempt_share"]),
        bytes.fromhex(given["specification"][2:]),
    )  # fmt: skip
    assert ask("actionId", action.values()) == vector["id"]
    entered = protocol.enter(contributor)
    protocol.send(protocol.prax.set_epoch_cap(2**96 - 1), owner)
    receipt = protocol.send(protocol.prax.set_action(action), owner)
    assert hexed(receipt.event("ActionSet").args["action"]) == vector["id"]
    for number, accrual in enumerate(vector["accruals"]):
        with protocol.chain.rollback():
            commit = protocol.commit(
                contributor=entered, work=number.to_bytes(32, "big"), action=action.id, total=10_000,
                quality=int(accrual["quality"]), completion=int(accrual["completion"]),
            )  # fmt: skip
            minted = protocol.send(protocol.prax.accrue(commit, *protocol.attest(commit)), owner).event("Accrued")
            assert str(minted.args["amount"]) == accrual["amount"]


@pytest.mark.parametrize("vector", vectors("signatures"), ids=lambda v: v["type"].partition("(")[0])
def test_signed_digests(protocol, ask, of_contract, vector):
    domain, message = vector["domain"], vector["message"]
    binding, getter, digest = {
        "Attestation": (protocol.attesters, "ATTESTATION_TYPEHASH", "attestationDigest"),
        "LinkIdentity": (protocol.stakeholders, "LINK_IDENTITY_TYPEHASH", "linkDigest"),
        "AcceptChange": (protocol.stakeholders, "ACCEPT_CHANGE_TYPEHASH", "linkDigest"),
        "Release": (protocol.escrow, "RELEASE_TYPEHASH", "releaseDigest"),
    }[vector["type"].partition("(")[0]]
    type_hash = of_contract(binding, getter)
    assert ask("hashName", vector["type"]) == type_hash
    assert domain_of(protocol, binding)[:2] == (domain["name"], domain["version"])
    assert ask("separator", *domain.values()) == vector["separator"]
    assert ask(digest, vector["separator"], type_hash, *message.values()) == vector["digest"]
    for signed in vector.get("signatures", []):
        assert ask("signerOf", vector["digest"], signed["signature"]) == signed["signer"]


@pytest.mark.parametrize("vector", vectors("signatures"), ids=lambda v: v["type"].partition("(")[0])
def test_wallets_sign_the_same_digests(vector):
    """eth-account's eth_signTypedData_v4, which knows nothing of this project."""
    given = vector["domain"]
    domain = Domain(given["name"], given["version"], int(given["chain_id"]), bytes.fromhex(given["contract"][2:]))
    message = {name: int(text) if text.isdigit() else text for name, text in vector["message"].items()}
    assert typed_digest(typed_data(domain, vector["type"], message)) == vector["digest"]


@pytest.mark.parametrize("name", ["attesters", "stakeholders", "escrow"])
def test_the_domains_are_those_of_the_contracts(protocol, ask, name):
    binding = getattr(protocol, name)
    domain = binding.domain(protocol.chain.chain_id)
    on_chain = domain_of(protocol, binding)
    assert on_chain == (domain.name, domain.version, domain.chain_id, binding.address)
    assert ask("separator", *on_chain) == hexed(domain.separator())


@pytest.mark.parametrize("vector", vectors("funding"))
def test_authorizations_to_fund(protocol, ask, of_contract, vector):
    funding, signed, token = vector["funding"], vector["authorization"], vector["token"]
    subject = bytes.fromhex(ask("hashName", funding["subject_uri"])[2:])
    bounty = of_contract(protocol.escrow, "bountyId", bytes.fromhex(funding["program"][2:]), subject)
    assert bounty == vector["bounty"]
    nonce = ask("fundingNonce", bounty, funding["terms"], funding["max_awarded"], vector["salt"])
    assert nonce == vector["nonce"] == signed["nonce"]
    assert (signed["value"], signed["payee"]) == (funding["amount"], generate.to_checksum(b"\x33" * 20))
    domain = Domain(token["name"], token["version"], int(token["chain_id"]), bytes.fromhex(token["contract"][2:]))
    message = {
        "from": signed["payer"], "to": signed["payee"], "value": int(signed["value"]),
        "validAfter": int(signed["valid_after"]), "validBefore": int(signed["valid_before"]), "nonce": nonce,
    }  # fmt: skip
    assert typed_digest(typed_data(domain, RECEIVE_WITH_AUTHORIZATION, message)) == vector["digest"]


def test_check_says_which_files_are_stale(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(generate, "FOLDER", tmp_path)
    assert generate.main(["--check"]) == 3
    assert "stale: facts.json, merkle.json" in capsys.readouterr().out
    assert generate.main([]) == 0
    assert generate.main(["--check"]) == 0
    (tmp_path / "ids.json").write_text("{}")
    assert generate.main(["--check"]) == 3
    assert capsys.readouterr().out.endswith("stale: ids.json; write them anew\n")


def domain_of(protocol: Protocol, binding: Any) -> tuple[str, str, int, str]:
    """Name, version, chain and contract, by ERC-5267."""
    _, name, version, chain_id, contract, _, _ = protocol.view.call(binding.contract, "eip712Domain")
    return name, version, chain_id, contract


def typed_digest(data: dict[str, Any]) -> str:
    from eth_hash.auto import keccak

    signable = encode_typed_data(full_message=data)
    return hexed(keccak(b"\x19" + signable.version + signable.header + signable.body))


def snake_case(solidity: str) -> str:
    """closingAward → closing_award."""
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in solidity)
