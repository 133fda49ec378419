"""What others build on and what lies in storage: a snapshot per contract, so that no change of either goes unseen.

Made of the committed artifacts, so no compiler is needed. `functions` and `errors` by 4-byte selector, `events` by
topic, `messages` (what is signed: EIP-712 types, of facts too) by type hash, `storage` by variable, `structs` by field:
slots count from the variable's own.
"""

import argparse
import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eth_hash.auto import keccak
from eth_utils.abi import collapse_if_tuple

from praxis_chain.evm import artifacts

FOLDER = Path(__file__).parent
CONTRACTS = ("Facts", *artifacts.CONTRACTS)
_TYPEHASH = re.compile(r'_TYPEHASH\s*=\s*keccak256\(\s*"([^"]+)"\s*\)')

Snapshot = dict[str, dict[str, Any]]


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="praxis snapshots", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write none; exit code 3 if one is stale")
    given = parser.parse_args(arguments)
    differing = [name for name in CONTRACTS if not _file(name).is_file() or read(name) != take(name)]
    if given.check:
        print(f"not as committed: {', '.join(differing)}" if differing else "the snapshots are those of the artifacts")
        return 3 if differing else 0
    for name in differing:
        _file(name).write_text(json.dumps(take(name), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"wrote {', '.join(differing)}" if differing else "nothing changed")
    return 0


def read(contract: str) -> Snapshot:
    """The committed snapshot."""
    committed: Snapshot = json.loads(_file(contract).read_text(encoding="utf-8"))
    return committed


def take(contract: str) -> Snapshot:
    """The snapshot as the artifacts give it. Facts is a library of internal functions: it has messages only."""
    messages = _messages(artifacts.standard_input()["sources"][f"contracts/{contract}.sol"]["content"])
    if contract == "Facts":
        return {"messages": messages}
    artifact = artifacts.load(contract)
    entries = {kind: [e for e in artifact.abi if e["type"] == kind] for kind in ("function", "event", "error")}
    return {
        "functions": {_hash(e)[:10]: f"{_shown(e)}{_returns(e)} {e['stateMutability']}" for e in entries["function"]},
        "events": {_hash(e): _shown(e) for e in entries["event"]},
        "errors": {_hash(e)[:10]: _shown(e) for e in entries["error"]},
        "messages": messages,
        "storage": {v["label"]: _place(v, artifact.storage["types"]) for v in artifact.storage["storage"]},
        "structs": {
            of["label"].removeprefix("struct "): {
                m["label"]: _place(m, artifact.storage["types"]) for m in of["members"]
            }
            for _, of in sorted(artifact.storage["types"].items())
            if "members" in of
        },
    }


def _hash(entry: Mapping[str, Any]) -> str:
    types = ",".join(collapse_if_tuple(dict(parameter)) for parameter in entry["inputs"])
    return "0x" + keccak(f"{entry['name']}({types})".encode()).hex()


def _shown(entry: Mapping[str, Any]) -> str:
    return f"{entry['name']}({', '.join(map(_parameter, entry['inputs']))})"


def _returns(entry: Mapping[str, Any]) -> str:
    return f" returns ({', '.join(map(_parameter, entry['outputs']))})" if entry["outputs"] else ""


def _parameter(parameter: Mapping[str, Any]) -> str:
    kind = parameter["type"]
    if kind.startswith("tuple"):
        kind = f"({', '.join(map(_parameter, parameter['components']))})" + kind.removeprefix("tuple")
    return " ".join(filter(None, [kind, "indexed" * parameter.get("indexed", False), parameter["name"]]))


def _messages(source: str) -> dict[str, str]:
    return {"0x" + keccak(type_.encode()).hex(): type_ for type_ in _TYPEHASH.findall(source)}


def _place(variable: Mapping[str, Any], types: Mapping[str, Any]) -> str:
    of = types[variable["type"]]
    return f"slot {variable['slot']}, offset {variable['offset']}, {of['numberOfBytes']} bytes: {of['label']}"


def _file(contract: str) -> Path:
    return FOLDER / f"{contract}.json"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
