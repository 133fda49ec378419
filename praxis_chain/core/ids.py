"""Names of things, and the 32-byte ids that stand for them on chain.

An id is keccak256 of a canonical string built from numeric or content-addressed parts only. Names of accounts and
repositories never enter: they can be renamed and then taken by somebody else.

    contributor   github:user/583231            git:ssh/SHA256:<fingerprint>        or a plain wallet
    subject       github:repo/10270250/issue/7  git:<root commit>/issue/7
    work          github:repo/10270250/pull/9   git:<root commit>/pull/3
    forge         github:repo/10270250          git:<root commit>

A forge other than github.com puts its host in place of `github`. Where somebody chose to trust unsigned git commits,
their authors are `git:author/<SHA-256 of the e-mail address>`: a form of its own, so that what anybody may write into
a git commit never passes for a key.
"""

import re
from typing import NewType

from eth_hash.auto import keccak

from .errors import WrongInput
from .events import NotText

Id = NewType("Id", bytes)  # 32 bytes

NOBODY = Id(bytes(32))
"""The zero id: no contributor, no work, no referrer."""

FIRST_HASHED_CONTRIBUTOR = 2**160
"""Contributor ids below this number are plain wallets; a hash that small is not to be found."""

_HOST = r"(?:github|[a-z0-9][a-z0-9.-]*\.[a-z0-9-]+(?::[0-9]+)?)"
_NUMBER = r"[1-9][0-9]{0,19}"
_ROOT = r"git:(?:[0-9a-f]{40}|[0-9a-f]{64})"
_SHAPES = {
    "contributor": re.compile(
        rf"(?:{_HOST}:user/{_NUMBER}|git:ssh/SHA256:[A-Za-z0-9+/]{{43}}|git:author/[0-9a-f]{{64}})"
    ),
    "subject": re.compile(rf"(?:{_HOST}:repo/{_NUMBER}/issue/{_NUMBER}|{_ROOT}/issue/{_NUMBER})"),
    "work": re.compile(rf"(?:{_HOST}:repo/{_NUMBER}/pull/{_NUMBER}|{_ROOT}/pull/{_NUMBER})"),
    "forge": re.compile(rf"(?:{_HOST}:repo/{_NUMBER}|{_ROOT})"),
}
_EXAMPLE = {
    "contributor": "github:user/583231, git:ssh/SHA256:… or a wallet address",
    "subject": "github:repo/10270250/issue/7 or git:<root commit>/issue/7",
    "work": "github:repo/10270250/pull/9 or git:<root commit>/pull/3",
    "forge": "github:repo/10270250 or git:<root commit>",
}
_WALLET = re.compile(r"0x[0-9a-fA-F]{40}")
_HEX_ID = re.compile(r"0x[0-9a-fA-F]{64}")


def hash_uri(uri: str) -> Id:
    """keccak256 of the canonical string's UTF-8 bytes; of what a contract emitted that is no UTF-8, of its bytes."""
    return Id(keccak(uri.raw if isinstance(uri, NotText) else uri.encode()))


def check_uri(kind: str, uri: str) -> str:
    """Return `uri` if it is a canonical string of that kind (contributor, subject, work, forge); else WrongInput."""
    if not _SHAPES[kind].fullmatch(uri):
        raise WrongInput(f"{uri!r} is not a {kind}: it should look like {_EXAMPLE[kind]}.")
    return uri


def subject_id(uri: str) -> Id:
    """Canonical string of an issue (or its 0x… id) → id. Raises WrongInput."""
    return _id("subject", uri)


def work_id(uri: str) -> Id:
    """Canonical string of a pull request (or its 0x… id) → id. Raises WrongInput."""
    return _id("work", uri)


def contributor_id(uri: str) -> Id:
    """Canonical string of a person, a wallet address, or a 0x… id → id. Raises WrongInput."""
    return wallet_contributor(uri) if _WALLET.fullmatch(uri) else _id("contributor", uri)


def wallet_contributor(wallet: str) -> Id:
    """The contributor that is nothing but a wallet: its address, left-padded with zeros to 32 bytes."""
    if not _WALLET.fullmatch(wallet):
        raise WrongInput(f"{wallet!r} is not an address: it should be 0x and 40 hex digits.")
    return Id(bytes.fromhex(wallet[2:]).rjust(32, b"\0"))


def is_wallet_contributor(contributor: bytes) -> bool:
    """True for the ids of plain wallets (and for zero)."""
    return int.from_bytes(contributor, "big") < FIRST_HASHED_CONTRIBUTOR


def bounty_id(program: bytes, subject: bytes) -> Id:
    """keccak256(program ‖ subject): one pool for one issue under one set of rules."""
    return Id(keccak(program + subject))


def commit_id(subject: bytes, work: bytes, contributor: bytes) -> Id:
    """keccak256(subject ‖ work ‖ contributor): what PRAX accrues on, at most once at a time."""
    return Id(keccak(subject + work + contributor))


def award_id(bounty: bytes, work: bytes, contributor: bytes) -> Id:
    """keccak256(bounty ‖ work ‖ contributor); a closing award has work zero."""
    return Id(keccak(bounty + work + contributor))


def show_id(value: bytes) -> str:
    """0x and all 64 hex digits."""
    return "0x" + value.hex()


def _id(kind: str, uri: str) -> Id:
    if _HEX_ID.fullmatch(uri):
        return Id(bytes.fromhex(uri[2:]))
    return hash_uri(check_uri(kind, uri))
