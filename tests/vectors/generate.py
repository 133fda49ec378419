"""The golden vectors: what Solidity, Python and any other language must agree on, to the byte.

Bytes are 0x text, integers decimal text, addresses EIP-55. tests/test_vectors.py computes all of it again in Solidity.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from eth_hash.auto import keccak

from praxis_chain.core import eip712
from praxis_chain.core.addresses import ZERO_ADDRESS, to_checksum
from praxis_chain.core.attestation import sign_root
from praxis_chain.core.catalogue import MAX_QUALITY, Action, Category, accrued
from praxis_chain.core.facts import FACTS, Admission, Closure, Commit, Fact, Link, Progress, Revocation, type_string
from praxis_chain.core.facts import fact_hash as hash_of
from praxis_chain.core.ids import (
    NOBODY,
    award_id,
    bounty_id,
    commit_id,
    contributor_id,
    subject_id,
    work_id,
)
from praxis_chain.core.merkle import merkle_branches, merkle_multiproof, merkle_root
from praxis_chain.core.programs import DAY, MAX_PERIOD, Program
from praxis_chain.core.units import MAX_AMOUNT
from praxis_chain.evm.bindings import Funding
from praxis_chain.evm.usdc import Authorization

FOLDER = Path(__file__).parent

Vector = dict[str, Any]

ROOT = "git:" + "5f" * 20
CONTRIBUTORS = ("github:user/583231", "git.example.org:8443:user/7", "git:ssh/SHA256:" + "A1+/" * 10 + "xyz")
SUBJECTS = ("github:repo/10270250/issue/7", "git.example.org:repo/1/issue/18446744073709551615", f"{ROOT}/issue/7")
WORKS = ("github:repo/10270250/pull/9", "git.example.org:repo/1/pull/1", f"{ROOT}/pull/3")
WALLETS = tuple(to_checksum(keccak(b"wallet %d" % i)[:20]) for i in range(3))
MERGED = 1_750_000_000  # unix seconds


def facts() -> list[Vector]:
    """Each kind with usual, least and greatest values."""
    subject, work, contributor = subject_id(SUBJECTS[0]), work_id(WORKS[0]), contributor_id(CONTRIBUTORS[0])
    evidence, wallet = keccak(b"evidence"), bytes.fromhex(WALLETS[0][2:])
    usual: list[Fact] = [
        Commit(subject, work, contributor, keccak(b"action"), 10_000, 6_000, 10_000, MERGED, evidence),
        Progress(subject, work, contributor, NOBODY, MERGED, evidence),
        Progress(subject, NOBODY, contributor, work, MERGED, evidence),
        Closure(subject, contributor, MERGED, evidence),
        Admission(contributor, 3, contributor_id(WALLETS[1]), MERGED, evidence),
        Link(contributor, wallet, MERGED, evidence),
        Revocation(keccak(b"fact"), evidence),
    ]
    extreme = [_filled(kind, byte) for kind in FACTS for byte in (0, 255)]
    return [
        {
            "kind": type(fact).__name__,
            "type": type_string(type(fact)),
            "fact": {field.name: _text(fact, field.name) for field in fields(fact)},
            "hash": _hex(hash_of(fact)),
        }
        for fact in [*usual, *extreme]
    ]


def merkle() -> list[Vector]:
    """Trees of 1 to 9 leaves and of 33: roots, the branch of every leaf, proofs of some leaves together."""
    return [_tree([keccak(b"leaf %d" % i) for i in range(size)]) for size in (*range(1, 10), 33)]


def ids() -> dict[str, list[Vector]]:
    """From names to ids, and from ids to ids."""
    named: list[tuple[str, Callable[[str], bytes], Sequence[str]]] = [
        ("contributors", contributor_id, (*CONTRIBUTORS, *WALLETS)),
        ("subjects", subject_id, SUBJECTS),
        ("works", work_id, WORKS),
    ]
    triples = [
        (program.id, subject_id(s), work_id(w), contributor_id(c))
        for program, s, w, c in zip(_programs(), SUBJECTS, WORKS, CONTRIBUTORS, strict=False)
    ]
    closing = (triples[0][0], triples[0][1], NOBODY, NOBODY)
    return {
        **{kind: [{"name": name, "id": _hex(make(name))} for name in names] for kind, make, names in named},
        "bounties": [
            {
                "program": _hex(program),
                "subject": _hex(subject),
                "work": _hex(work),
                "contributor": _hex(contributor),
                "bounty": _hex(bounty_id(program, subject)),
                "commit": _hex(commit_id(subject, work, contributor)),
                "award": _hex(award_id(bounty_id(program, subject), work, contributor)),
            }
            for program, subject, work, contributor in [*triples, closing]
        ],
    }


def programs() -> list[Vector]:
    """Rules and the hash that names them."""
    return [{"program": _texts(asdict(program)), "id": _hex(program.id)} for program in _programs()]


def catalogue() -> list[Vector]:
    """Action versions, their ids, and what Commits of them accrue."""
    actions = [
        Action(Category.BUSINESS, 0, 0, bytes(32)),
        Action(Category.MOVING, 1, 0, keccak(b"one wei")),
        Action(Category.GOVERNANCE, 100 * 10**18, 1_000, keccak(b"specification")),
        Action(Category.PHYSICAL, 10**18 // 3, 3_333, keccak(b"another specification")),
        Action(Category.INSTITUTIONS, 2**88 // 3, 10_000, b"\xff" * 32),  # a wallet holds less than 2^88 wei
    ]
    attempts = [
        (10_000, 10_000), (10_000, 0), (10_000, 6_000), (9_999, 1), (1, 9_999), (19_999, 6_000), (MAX_QUALITY, 10_000),
        (0, 10_000),
    ]  # fmt: skip
    return [
        {
            "action": _texts(asdict(action) | {"category": int(action.category)}),
            "id": _hex(action.id),
            "accruals": [
                {
                    "quality": str(quality),
                    "completion": str(completion),
                    "amount": str(accrued(action.reward, action.attempt_share, quality, completion)),
                }
                for quality, completion in attempts
            ],
        }
        for action in actions
    ]


def signatures() -> list[Vector]:
    """What attesters and wallets sign, under which domain. Roots are signed by the keys 1 and 2, which are nobody's."""
    contributor, award, fact = contributor_id(CONTRIBUTORS[0]), keccak(b"award"), keccak(b"fact")
    wallet, to = (bytes.fromhex(address[2:]) for address in WALLETS[:2])
    return [
        vector
        for chain_id in (1, 8453, 2**64)
        for vector in (
            _signed(
                eip712.attesters_domain(chain_id, b"\x11" * 20),
                eip712.ATTESTATION,
                {"root": merkle_root([keccak(b"leaf %d" % i) for i in range(3)])},
            ),
            _signed(
                eip712.stakeholders_domain(chain_id, b"\x22" * 20),
                eip712.LINK_IDENTITY,
                {"contributor": contributor, "wallet": wallet, "linkedAt": MERGED},
            ),
            _signed(
                eip712.stakeholders_domain(chain_id, b"\x22" * 20),
                eip712.ACCEPT_CHANGE,
                {"contributor": contributor, "wallet": wallet, "linkedAt": MERGED},
            ),
            _signed(
                eip712.escrow_domain(chain_id, b"\x33" * 20),
                eip712.RELEASE,
                {"award": award, "fact": fact, "to": to, "maxFee": 10**6, "deadline": MERGED + DAY},
            ),
        )
    ]


def funding() -> list[Vector]:
    """EIP-3009 nonces of sponsors' authorizations, and what is signed with them under USDC's domain."""
    escrow, token = to_checksum(b"\x33" * 20), eip712.Domain("USD Coin", "2", 1, b"\x44" * 20)
    vectors = []
    for number, (uri, program) in enumerate(zip(SUBJECTS, _programs(), strict=False)):
        asked = Funding(program.id, uri, 500 * 10**6 + number, keccak(b"terms %d" % number), 5_000 * number)
        salt = keccak(b"salt %d" % number)
        signed = Authorization(WALLETS[number], escrow, asked.amount, 0, MERGED, asked.nonce(salt))
        vectors.append(
            {
                "funding": _texts(asdict(asked)),
                "salt": _hex(salt),
                "bounty": _hex(asked.bounty),
                "nonce": _hex(asked.nonce(salt)),
                "token": _texts(asdict(token)),
                "authorization": _texts(asdict(signed)),
                "digest": _hex(signed.digest(token)),
            }
        )
    return vectors


FILES: dict[str, Callable[[], Any]] = {
    "facts": facts,
    "merkle": merkle,
    "ids": ids,
    "programs": programs,
    "catalogue": catalogue,
    "signatures": signatures,
    "funding": funding,
}


def text_of(name: str) -> str:
    """What the file of that name should hold."""
    return json.dumps(FILES[name](), indent=1, ensure_ascii=False) + "\n"


def stale() -> list[str]:
    """Files that do not hold what they should."""
    return [path.name for name, path in _paths() if not path.is_file() or path.read_text("utf-8") != text_of(name)]


def main(arguments: Sequence[str]) -> int:
    """Write, or check."""
    parser = argparse.ArgumentParser(prog="praxis vectors", description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="write none; exit code 3 if one is not what the code gives"
    )
    given = parser.parse_args(arguments)
    old = stale()
    if given.check:
        print(f"stale: {', '.join(old)}; write them anew" if old else "the vectors are what the code gives")
        return 3 if old else 0
    for name, path in _paths():
        path.write_text(text_of(name), encoding="utf-8")
    print(f"wrote {', '.join(old)}" if old else "nothing changed")
    return 0


def _paths() -> Iterator[tuple[str, Path]]:
    return ((name, FOLDER / f"{name}.json") for name in FILES)


def _programs() -> list[Program]:
    return [
        Program(WALLETS[0], WALLETS[1]),
        Program(WALLETS[0], WALLETS[1], 5 * DAY, 3 * DAY, 30 * DAY, WALLETS[2], 100 * 10**6, 25 * 10**6),
        Program(WALLETS[2], WALLETS[2], MAX_PERIOD, MAX_PERIOD, MAX_PERIOD, WALLETS[2], MAX_AMOUNT, MAX_AMOUNT),
        Program(WALLETS[1], WALLETS[0], 0, 0, 0, ZERO_ADDRESS, 0, 0),
    ]


def _filled(kind: type[Fact], byte: int) -> Fact:
    def value(solidity: str) -> bytes | int:
        if solidity.startswith("uint"):
            return int.from_bytes(bytes([byte]) * (int(solidity[4:]) // 8), "big")
        return bytes([byte]) * (20 if solidity == "address" else 32)

    return kind(*map(value, kind.SOLIDITY))


def _tree(leaves: list[bytes]) -> Vector:
    count = len(leaves)
    chosen = [list(range(count)), [0], [count - 1], list(range(0, count, 2)), list(range(count // 2, count))]
    distinct = [positions for i, positions in enumerate(chosen) if positions not in chosen[:i]]
    multi = [(positions, merkle_multiproof(leaves, positions)) for positions in distinct]
    return {
        "leaves": [_hex(leaf) for leaf in leaves],
        "root": _hex(merkle_root(leaves)),
        "branches": [[_hex(node) for node in branch] for branch in merkle_branches(leaves)],
        "together": [
            {
                "positions": [str(position) for position in positions],
                "siblings": [_hex(node) for node in proof.siblings],
                "flags": list(proof.flags),
            }
            for positions, proof in multi
        ],
    }


def _signed(domain: eip712.Domain, type_: str, message: dict[str, bytes | int]) -> Vector:
    digest = domain.digest(type_, list(message.values()))
    vector: Vector = {
        "domain": _texts(asdict(domain)),
        "separator": _hex(domain.separator()),
        "type": type_,
        "message": {name: _shown(value) for name, value in message.items()},
        "digest": _hex(digest),
    }
    if type_ == eip712.ATTESTATION:
        root = message["root"]
        assert isinstance(root, bytes)
        keys = [number.to_bytes(32, "big") for number in (1, 2)]
        made = [sign_root(root, domain, key) for key in keys]
        vector["signatures"] = [{"signer": to_checksum(one.attester), "signature": _hex(one.signature)} for one in made]
    return vector


def _texts(values: dict[str, Any]) -> Vector:
    return {name: _shown(value) for name, value in values.items()}


def _text(fact: Fact, name: str) -> str:
    return _shown(getattr(fact, name))


def _shown(value: Any) -> str:
    if isinstance(value, bytes):
        return to_checksum(value) if len(value) == 20 else _hex(value)
    return str(value)


def _hex(value: bytes) -> str:
    return "0x" + value.hex()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
