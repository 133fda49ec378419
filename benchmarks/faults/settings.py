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

LINKS_EVERY = 10  # seconds
LOOK_EVERY = 5.0  # seconds; what webhooks tell is looked at at once
GITHUB_PAUSE = 0.6  # seconds
RELAYING = (
    *("--interval", "3", "--wait", "3", "--deadline", "2", "--bump-after", "3", "--max-fee", "500"),
    *("--oldest-head", "1e12"),  # the chain's clock is its own here
)
PASSWORD = "the password of the faults' keys"


def environment_of(town: "Town", name: str, one_key: bool) -> tuple[list[str], Mapping[str, str]]:
    """The arguments and the environment of a service. one_key: relayers share the first one's key."""
    links = town.proxies.links
    key = RELAYERS[0] if one_key and name in RELAYERS else name
    environment = {
        "PRAXIS_NETWORK": links[f"{name} rpc"].url,
        "PRAXIS_DEPLOYMENT": str(town.world.record_file),
        "PRAXIS_DATA": ".",
        "PRAXIS_KEY": str(town.keys[key]),
        "PRAXIS_PASSWORD": PASSWORD,
        "PRAXIS_REPO": f"github:{NAME}",
        "PRAXIS_GITHUB_API": links[f"{name} github"].url,
        "PRAXIS_GITHUB_TOKEN": town.tokens[name],
        "PRAXIS_WEBHOOK_SECRET": SECRET,
        "PRAXIS_LOOK_EVERY": str(LOOK_EVERY),
        "PRAXIS_LINKS_EVERY": str(LINKS_EVERY),
        "PRAXIS_GITHUB_PAUSE": str(GITHUB_PAUSE),
        "PRAXIS_CHAIN_ID": str(town.world.network.chain_id),
        "NO_PROXY": "127.0.0.1",
    }
    listen = ["--listen", f"127.0.0.1:{town.ports[name]}"]
    if name in ATTESTERS:
        return ["attest", "serve", *listen, "--signatures", "100000"], environment
    attesters = [f"--attester={links[f'{name} {attester}'].url}" for attester in ATTESTERS]
    return ["relay", "run", *listen, *attesters, "--all-programs", *RELAYING], environment


def write_keys(folder: Path) -> dict[str, Path]:
    """A keystore for each service; few rounds, for they are opened thousands of times and hold nothing."""
    folder.mkdir(parents=True)
    files = {}
    for name in SERVICES:
        keystore = Account.encrypt(local_key(name).key, PASSWORD, kdf="pbkdf2", iterations=1)
        files[name] = folder / f"{name}.json"
        files[name].write_text(json.dumps(keystore), encoding="utf-8")
    return files
