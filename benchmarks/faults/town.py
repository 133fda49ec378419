"""Everything that a schedule needs, made once: forge, chain, proxies, and five services that can be started anew."""

import shutil
import socket
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import requests

from praxis_chain.evm.keys import local_key

from .cast import ATTESTERS, RELAYERS, SERVICES
from .chain_faults import ChainFaults, Miner
from .databases import copy_databases
from .forge import Forge
from .lies import LikeOtherNodes
from .meddling import Sometimes
from .processes import Service, prepare
from .proxy import Proxies
from .settings import environment_of, write_keys
from .steps import STEPS_OF_ATTESTERS, STEPS_OF_RELAYERS
from .world import START, World, action_of_merges

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

PRIMING = 300.0  # seconds that all services have for their first look
FORGE_BEGAN = START - 50_000


class Town:
    """`services`: by name. Their databases, mirrors and logs lie in `folder`, each in a folder of its own."""

    def __init__(self) -> None:
        prepare()
        self.folder = Path(tempfile.mkdtemp(prefix="praxis-town-"))
        self.forge = Forge(self.folder / "forge", FORGE_BEGAN, action_of_merges())
        self.world = World.set_up(self.folder, self.forge.repository, self.forge.ids)
        self.miner = Miner(self.world.another_connection())
        self.chain = ChainFaults(self.world, self.miner)
        self.proxies = Proxies()
        self.ports = dict(zip(SERVICES, free_ports(len(SERVICES)), strict=True))
        self._link()
        self.keys = write_keys(self.folder / "keys")
        hooks = {name: f"{self.proxies.links[f'github {name}'].url}/webhook/github" for name in SERVICES}
        self.tokens = self.forge.ready(hooks)
        self.services: dict[str, Service] = {}
        self.meddlers: list[tuple[str, Sometimes]] = []
        self._one_key = False
        try:
            self._prime()
        except BaseException:
            self.close()
            raise

    @property
    def attester_urls(self) -> list[str]:
        """Past all proxies."""
        return [f"http://127.0.0.1:{self.ports[name]}" for name in ATTESTERS]

    def reset(self, one_key: bool) -> None:
        """As if nothing had ever happened; the services begin with nothing."""
        self._one_key = one_key
        self.meddlers.clear()
        self.stop()
        self.proxies.heal()
        self.miner.calm()
        self.world.reset()
        self.chain.begin()
        self.forge.reset(self.world.network.now())
        shutil.rmtree(self.folder / "services", ignore_errors=True)
        self.services = {name: self._service(name, one_key) for name in SERVICES}
        for name, service in self.services.items():
            primed = self.folder / "primed" / (RELAYERS[0] if one_key and name in RELAYERS else name)
            if primed.exists():
                shutil.copytree(primed, service.folder)
        self.miner.mining = True

    def start(self) -> None:
        """All services; whichever ends by itself is started again."""
        for service in self.services.values():
            service.start()

    def heal(self) -> None:
        """Nothing is wrong any more: services run as they should, links lead where they lead, blocks come."""
        self.proxies.heal()
        self.miner.calm()
        for service in self.services.values():
            service.pause(False)
            if service.twist:
                service.again()
            elif not service.is_running:
                service.start()

    def stop(self) -> None:
        """All services, at once."""
        self.miner.mining = False
        for service in self.services.values():
            service.down()

    def close(self) -> None:
        self.stop()
        self.miner.close()
        self.proxies.close()
        self.forge.close()
        self.world.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def account_of(self, relayer: str) -> "LocalAccount":
        """That a relayer sends with."""
        return local_key(RELAYERS[0] if self._one_key else relayer)

    def steps_of(self, service: str) -> Sequence[str]:
        """Names of the moments at which it can be made to die."""
        return STEPS_OF_RELAYERS if service in RELAYERS else STEPS_OF_ATTESTERS

    def _link(self) -> None:
        rpc = self.world.rpc_port
        for service in SERVICES:
            self.proxies.link(f"{service} github", self.forge.port)
            self.proxies.link(f"{service} rpc", rpc).always = (LikeOtherNodes(),)
            self.proxies.link(f"github {service}", self.ports[service])
        for relayer in RELAYERS:
            for attester in ATTESTERS:
                self.proxies.link(f"{relayer} {attester}", self.ports[attester])

    def _prime(self) -> None:
        """Let every service read the forge as every schedule begins, once, and keep what it wrote: a schedule begins
        with services that have been running, unless it is one in which they lose their database."""
        self.reset(one_key=False)
        self.start()
        end = time.monotonic() + PRIMING
        while waiting := [name for name in SERVICES if not self.looked_at(name)]:
            if time.monotonic() > end:
                raise TimeoutError(f"{', '.join(waiting)} did not read the forge within {PRIMING:.0f} s")
            time.sleep(0.1)
        self.stop()
        self.world.begin_here()  # services remember the height that they saw
        for name, service in self.services.items():
            copy_databases(service.folder, self.folder / "primed" / name)
            shutil.copytree(service.folder / "mirrors", self.folder / "primed" / name / "mirrors")

    def looked_at(self, name: str) -> float:
        """When a service last began a look at the forge that got through, and a relayer the pass after it; 0.0 where it
        does not say. Unix seconds."""
        where = "health" if name in ATTESTERS else "status"
        try:
            said = requests.get(f"http://127.0.0.1:{self.ports[name]}/{where}", timeout=2).json()
        except (requests.RequestException, ValueError):
            return 0.0
        moments = [place["looked_at"] or 0.0 for place in said.get("repositories", ())]
        return float(min([*moments, *([said["pass"]["began"]] if "pass" in said else [])], default=0.0))

    def _service(self, name: str, one_key: bool) -> Service:
        arguments, environment = environment_of(self, name, one_key)
        return Service(name, arguments, environment, self.folder / "services" / name)


def free_ports(count: int) -> list[int]:
    """Of this machine, free a moment ago."""
    listening = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in listening]
    for one in listening:
        one.close()
    return ports
