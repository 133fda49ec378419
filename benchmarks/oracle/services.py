"""The services of the hour: three attesters and a relayer, by their real commands, with settings from outside."""

import json
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eth_account import Account

from praxis_chain.demo.stage import COMMITTEE
from praxis_chain.evm.keys import local_key

from .chain import RELAYER, Chain
from .forge import Forge
from .processes import PRAXIS, Program

PASSWORD = "the password of the hour's keys"
LOOK_EVERY = 180  # seconds of the forge between two sweeps of a repository; 60 unless an operator says otherwise
PASS_EVERY = 15  # seconds of the chain between two passes of the relayer: the default
ROLES = (*(f"attester {number}" for number in range(1, COMMITTEE + 1)), RELAYER)


@dataclass
class Services:
    """By role; `tokens`: with which each reads the forge."""

    programs: dict[str, Program]
    tokens: dict[str, str]

    @classmethod
    def begin(cls, chain: Chain, forge: Forge, folder: Path, rate: float) -> "Services":
        """All of them, ready. rate: how many times faster than ours the clock of forge and chain goes."""
        ports = dict(zip(ROLES, free_ports(len(ROLES)), strict=True))
        tokens = {role: forge.token() for role in ROLES}
        repositories = [f"--repo=github:{name}" for name in forge.repositories]
        programs: dict[str, Program] = {}
        for role in ROLES:
            settings = {
                "PRAXIS_NETWORK": chain.process.url,
                "PRAXIS_DEPLOYMENT": str(chain.record_file),
                "PRAXIS_DATA": "data",
                "PRAXIS_KEY": str(_keystore(role, folder)),
                "PRAXIS_PASSWORD": PASSWORD,
                "PRAXIS_GITHUB_API": forge.url,
                "PRAXIS_GITHUB_TOKEN": tokens[role],
                "PRAXIS_LOOK_EVERY": f"{LOOK_EVERY / rate:.3f}",
            }
            listen = f"--listen=127.0.0.1:{ports[role]}"
            if role != RELAYER:
                arguments = ["attest", "serve", listen, "--no-webhook", "--signatures=100000", *repositories]
            else:
                attesters = [f"--attester=http://127.0.0.1:{ports[one]}" for one in ROLES[:-1]]
                arguments = [
                    "relay", "run", listen, "--no-webhook", f"--program=0x{chain.stage.program.id.hex()}",
                    f"--interval={PASS_EVERY / rate:.3f}", "--oldest-head=1000000000", *attesters, *repositories,
                ]  # fmt: skip
            programs[role] = Program(role, [*PRAXIS, *arguments], folder / role, settings)
        return cls(programs, tokens)

    def end(self) -> None:
        for program in self.programs.values():
            program.end()


def _keystore(role: str, folder: Path) -> Path:
    """A new file of one round: it protects nothing."""
    file = folder / f"{role}.json"
    file.write_text(json.dumps(Account.encrypt(local_key(role).key, PASSWORD, kdf="pbkdf2", iterations=1)), "utf-8")
    return file


def free_ports(count: int) -> Sequence[int]:
    """Of this machine, free a moment ago."""
    listening = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [int(one.getsockname()[1]) for one in listening]
    for one in listening:
        one.close()
    return ports
