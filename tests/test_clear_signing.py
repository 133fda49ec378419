"""The ERC-7730 descriptors in docs/clear-signing: every call, every message, and every field of them as what it is.

Against the ABI of the artifacts and the contracts' sources. The schema itself is the business of Ledger's linter: see
the README beside the descriptors.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from praxis_chain.core.catalogue import Category, Standing
from praxis_chain.evm import artifacts
from praxis_chain.evm.artifacts import CONTRACTS
from praxis_chain.evm.usdc import OFFICIAL

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "clear-signing"
ARRAY = re.compile(r"\[\d*\]")
LABEL, INTENT = 20, 30  # characters that a hardware wallet has room for

# By the last name in a path; what holds no number goes by its type.
HIDDEN = {
    "branch.[]", "siblings.[]", "flags.[]", "signatures", "signature", "walletSignature", "salt",
    "v", "r", "s",
}  # fmt: skip
PERCENT = {"quality", "completion", "total", "maxAwarded", "attemptShare"}  # basis points
TIMES = {
    "completedAt", "progressAt", "closedAt", "admittedAt", "linkedAt", "validAfter", "validBefore", "deadline",
    "expiry",
}  # fmt: skip
PERIODS = {"lockPeriod", "reviewPeriod", "commitmentPeriod"}
USDC = {"amount", "closingAward", "minimum", "maxFee", "fee"}
PRAX = {"reward", "cap"}
COUNTS = {"nonce", "newQuorum"}

TIME = {"encoding": "timestamp"}
BASIS_POINTS = {"base": "%", "decimals": 2}
USDC_HERE = {"token": {"map": "$.metadata.maps.usdc", "keyPath": "@.chainId"}}
THIS_TOKEN = {"tokenPath": "@.to"}


def descriptor(kind: str, contract: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FOLDER / f"{kind}-{contract}.json").read_text(encoding="utf-8"))
    return loaded


DESCRIPTORS = [(kind, contract) for kind in ("calldata", "eip712") for contract in CONTRACTS]
each_descriptor = pytest.mark.parametrize(("kind", "contract"), DESCRIPTORS)


# -- what there is to show ---------------------------------------------------------------------------------------------


def fragment(parameter: dict[str, Any]) -> str:
    """As the keys of a descriptor write it: `(bytes32 subject,bytes32 work)[] earned`."""
    kind = parameter["type"]
    if kind.startswith("tuple"):
        kind = f"({','.join(map(fragment, parameter['components']))}){kind.removeprefix('tuple')}"
    return f"{kind} {parameter['name']}"


def leaves(parameter: dict[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    """Path and type of everything that is not a struct or an array."""
    kind = parameter["type"]
    path = ".".join([above, parameter["name"]] if above else [parameter["name"]]) + ".[]" * len(ARRAY.findall(kind))
    if kind.startswith("tuple"):
        for component in parameter["components"]:
            yield from leaves(component, path)
    else:
        yield path, ARRAY.sub("", kind)


def calls(contract: str) -> dict[str, dict[str, str]]:
    """Of every function that changes state: its key, and the type of every leaf by path."""
    functions = [entry for entry in artifacts.load(contract).abi if entry["type"] == "function"]
    return {
        f"{entry['name']}({','.join(map(fragment, entry['inputs']))})": dict(
            leaf for parameter in entry["inputs"] for leaf in leaves(parameter)
        )
        for entry in functions
        if entry["stateMutability"] not in ("view", "pure")
    }


def messages(contract: str) -> dict[str, dict[str, str]]:
    """Of every EIP-712 type whose signature the contract checks, Votes' delegation too."""
    sources = artifacts.standard_input()["sources"]
    text = sources[f"contracts/{contract}.sol"]["content"]
    if contract == "Prax":
        text += sources["node_modules/@openzeppelin/contracts/governance/utils/Votes.sol"]["content"]
    types = re.findall(r'_TYPEHASH\s*=\s*keccak256\(\s*"(\w+\(([^"]*)\))"', text)
    return {
        key: {name: kind for kind, name in (field.split(" ") for field in fields.split(","))} for key, fields in types
    }


def shown(contents: dict[str, Any], key: str) -> dict[str, dict[str, Any]]:
    """Every field of a format by its whole path, with what it refers to put in its place."""

    def flat(fields: list[dict[str, Any]], above: str) -> Iterator[tuple[str, dict[str, Any]]]:
        for field in fields:
            path = above + field["path"]
            if "fields" in field:
                yield from flat(field["fields"], f"{path}.")
                continue
            given = dict(field)
            if reference := given.pop("$ref", None):
                given |= contents["display"]["definitions"][reference.removeprefix("$.display.definitions.")]
            yield path, given

    listed = list(flat(contents["display"]["formats"][key]["fields"], ""))
    assert len(listed) == len(dict(listed)), f"{key} shows a field twice"
    return dict(listed)


def due(path: str, kind: str) -> tuple[str, dict[str, Any] | None, str]:
    """Format, parameters and visibility that a field should have. KeyError for a number that nobody thought of."""
    name = re.split(r"\.(?!\[)", path)[-1]
    if name in HIDDEN:
        return "raw", None, "never"
    if name == "evidence":
        return "raw", None, "optional"
    if name == "data.[]":
        return "calldata", {"calleePath": "@.to"}, "always"
    if kind == "address":
        return "addressName", None, "always"
    if not kind.startswith("uint"):
        return "raw", None, "always"
    numbers: dict[str, tuple[str, dict[str, Any] | None]] = {
        "standing": ("enum", {"$ref": "$.metadata.enums.standing"}),
        "category": ("enum", {"$ref": "$.metadata.enums.category"}),
        **dict.fromkeys(PERCENT, ("unit", BASIS_POINTS)),
        **dict.fromkeys(TIMES, ("date", TIME)),
        **dict.fromkeys(PERIODS, ("duration", None)),
        **dict.fromkeys(USDC, ("tokenAmount", USDC_HERE)),
        **dict.fromkeys(PRAX, ("tokenAmount", THIS_TOKEN)),
        **dict.fromkeys(COUNTS, ("raw", None)),
    }
    return *numbers[name], "always"


# -- the descriptors ---------------------------------------------------------------------------------------------------


def test_there_is_a_descriptor_for_the_calls_and_for_the_messages_of_each_contract() -> None:
    assert {file.stem for file in FOLDER.glob("*.json")} == {f"{kind}-{contract}" for kind, contract in DESCRIPTORS}


@each_descriptor
def test_every_call_and_message_is_there_under_its_own_signature(kind: str, contract: str) -> None:
    wanted = calls(contract) if kind == "calldata" else messages(contract)
    assert wanted
    assert descriptor(kind, contract)["display"]["formats"].keys() == wanted.keys()


@each_descriptor
def test_every_field_is_there_once_and_shown_as_what_it_is(kind: str, contract: str) -> None:
    contents = descriptor(kind, contract)
    for key, types in (calls(contract) if kind == "calldata" else messages(contract)).items():
        fields = shown(contents, key)
        assert fields.keys() == types.keys(), key
        for path, field in fields.items():
            params = field.get("params")
            if field["format"] == "addressName":
                params = None if set(params["types"]) <= {"wallet", "eoa", "contract"} else params
            if key.startswith("permit("):  # an allowance may be without end
                params = {name: value for name, value in (params or {}).items() if name not in ("threshold", "message")}
            found = (field["format"], params or None, field.get("visible", "always"))
            assert found == due(path, types[path]), f"{key}: {path}"


@each_descriptor
def test_its_words_fit_on_a_small_screen_and_it_leaves_nothing_out(kind: str, contract: str) -> None:
    """A sentence in place of the fields would leave some out, and a wallet may show the sentence alone."""
    contents = descriptor(kind, contract)
    for key, form in contents["display"]["formats"].items():
        assert form.keys() == {"intent", "fields"}
        assert 0 < len(form["intent"]) <= INTENT, key
        assert all(0 < len(field["label"]) <= LABEL for field in shown(contents, key).values()), key


@each_descriptor
def test_it_has_no_definition_that_it_does_not_use(kind: str, contract: str) -> None:
    text = json.dumps(descriptor(kind, contract)["display"]["formats"])
    used = set(re.findall(r"\$\.display\.definitions\.(\w+)", text))
    assert descriptor(kind, contract)["display"]["definitions"].keys() == used


@each_descriptor
def test_it_is_bound_to_the_contracts_own_domain(kind: str, contract: str) -> None:
    source = artifacts.standard_input()["sources"][f"contracts/{contract}.sol"]["content"]
    domain = re.search(r'EIP712\("([^"]+)", "([^"]+)"\)', source)
    assert domain
    contents = descriptor(kind, contract)
    assert contents["$schema"] == "https://eips.ethereum.org/assets/eip-7730/erc7730-v2.schema.json"
    assert contents["metadata"]["contractName"] == domain[1]
    bound = contents["context"]["contract" if kind == "calldata" else "eip712"]
    assert bound.get("domain") == (None if kind == "calldata" else {"name": domain[1], "version": domain[2]})


@each_descriptor
def test_its_tables_are_those_of_the_library(kind: str, contract: str) -> None:
    metadata = descriptor(kind, contract)["metadata"]
    if "maps" in metadata:
        assert metadata["maps"]["usdc"]["values"] == {str(chain): usdc.address for chain, usdc in OFFICIAL.items()}
    for name, words in metadata.get("enums", {}).items():
        of: Any = {"standing": Standing, "category": Category}[name]
        assert [int(value) for value in words] == list(of)
    if "category" in metadata.get("enums", {}):
        assert list(metadata["enums"]["category"].values()) == [category.name.lower() for category in Category]
