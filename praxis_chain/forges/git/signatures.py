"""Who signed a git commit: SSH signatures, verified by ssh-keygen itself.

`ssh-keygen -Y check-novalidate` proves that the holder of the key signed exactly these bytes as a git object; which key
that is decides who it was (`git:ssh/SHA256:…`), and the policy says what they may do. GPG and X.509 are not supported.
"""

import re
import subprocess
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ...core.errors import WrongInput
from ...core.evidence import Person
from ..history.objects import GitCommit
from ..history.repository import environment

_GOOD = re.compile(r'Good "git" signature with \S+ key (SHA256:[A-Za-z0-9+/]{43})\s*')
_REMEMBERED = re.compile(r"([0-9a-f]{40,64}) (SHA256:[A-Za-z0-9+/]{43})")
_ARMOURS = {b"-----BEGIN PGP ": "gpg", b"-----BEGIN SIGNED MESSAGE-----": "x509"}
_SSH = b"-----BEGIN SSH SIGNATURE-----\n"


class Signatures:
    """Signers of git commits by object id; each good signature is verified once.

    `remembered`: a file of one's own that keeps the good ones between looks, one `<object id> SHA256:…` a line. A
    signature is part of the object that the id is a hash of, so what was good stays good.
    """

    def __init__(self, remembered: Path | None = None) -> None:
        self._file = remembered
        self._known: dict[str, Person] = {}
        if remembered and remembered.exists():
            for line in filter(None, map(_REMEMBERED.fullmatch, remembered.read_text().splitlines())):
                self._known[line[1]] = Person(f"git:ssh/{line[2]}", "ssh")

    def signer(self, commit: GitCommit) -> Person:
        """Whose key signed it; proof `none`, `bad`, `gpg` or `x509` where nobody can be told."""
        self.verify([commit])
        return self._known[commit.oid]

    def verify(self, commits: Iterable[GitCommit]) -> None:
        """Verify many at once; asking for their signers is free afterwards. Raises WrongInput without ssh-keygen."""
        new = list({commit.oid: commit for commit in commits if commit.oid not in self._known}.values())
        if not new:
            return
        with tempfile.TemporaryDirectory(prefix="praxis-signatures-") as folder, ThreadPoolExecutor() as pool:
            people = list(pool.map(lambda commit: _signer(commit, Path(folder)), new))
        self._known.update(zip((commit.oid for commit in new), people, strict=True))
        if self._file:
            good = ((c.oid, p.id.removeprefix("git:ssh/")) for c, p in zip(new, people, strict=True) if p.verified)
            with self._file.open("a") as file:
                file.writelines(f"{oid} {fingerprint}\n" for oid, fingerprint in good)


def _signer(commit: GitCommit, folder: Path) -> Person:
    if not commit.signature:
        return Person("", "none")
    if not commit.signature.startswith(_SSH):
        kinds = (kind for armour, kind in _ARMOURS.items() if commit.signature.startswith(armour))
        return Person("", next(kinds, "bad"))
    fingerprint = check_signature(commit.payload, commit.signature, folder / commit.oid)
    return Person(f"git:ssh/{fingerprint}", "ssh") if fingerprint else Person("", "bad")


def check_signature(payload: bytes, signature: bytes, file: Path) -> str:
    """Fingerprint (`SHA256:…`) of the key that signed `payload` in the namespace git, or "". Writes `file`."""
    file.write_bytes(signature)
    try:
        done = subprocess.run(
            ["ssh-keygen", "-Y", "check-novalidate", "-n", "git", "-s", str(file)],
            input=payload,
            capture_output=True,
            env=environment(),
            check=False,
        )
    except FileNotFoundError:
        raise WrongInput("ssh-keygen is not installed: install OpenSSH 8.2 or later.") from None
    match = _GOOD.fullmatch(done.stdout.decode(errors="replace"))
    return match[1] if match and done.returncode == 0 else ""
