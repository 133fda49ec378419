"""How services are told what to do: the settings of `praxis attest serve` and `praxis relay run`, with short times."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from eth_account import Account

from praxis_chain.evm.keys import local_key

from .cast import ATTESTERS, RELAYERS, SERVICES
from .forge import NAME, SECRET

if TYPE_CHECKING:
    from .town import Town

PASSWORD = "the password of the faults' keys"


def environment_of(town: "Town", name: str, one_key: bool) -> tuple[list[str], Mapping[str, str]]:
    """The arguments and the environment of a service. one_key: relayers share the first one's key."""
    links = town.proxies.links
    key = RELAYERS[0] if one_key and name in RELAYERS else name
    environment = {
        "PRAXIS_NETWORK": links[f"{name} rpc"].url,
        "PRAXIS_DEPLOYMENT": str(town.world.record_file),
        "PRAXIS_DATA": "data",
        "PRAXIS_KEY": str(town.keys[key]),
        "PRAXIS_PASSWORD": PASSWORD,
        "PRAXIS_REPO": f"github:{NAME}",
        "PRAXIS_GITHUB_API": links[f"{name} github"].url,
        "PRAXIS_GITHUB_TOKEN": town.tokens[name],
        "PRAXIS_WEBHOOK_SECRET": SECRET,
        "NO_PROXY": "127.0.0.1",
    }
    if name in ATTESTERS:
        return ["attest", "serve", "--listen", f"127.0.0.1:{town.ports[name]}"], environment
    attesters = [f"--attester={links[f'{name} {attester}'].url}" for attester in ATTESTERS]
    return ["relay", "run", "--listen", f"127.0.0.1:{town.ports[name]}", *attesters], environment


def write_keys(folder: Path) -> dict[str, Path]:
    """A keystore for each service; few rounds, for they are opened thousands of times and hold nothing."""
    folder.mkdir(parents=True)
    files = {}
    for name in SERVICES:
        keystore = Account.encrypt(local_key(name).key, PASSWORD, kdf="pbkdf2", iterations=1)
        files[name] = folder / f"{name}.json"
        files[name].write_text(json.dumps(keystore), encoding="utf-8")
    return files
