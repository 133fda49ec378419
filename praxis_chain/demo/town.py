"""The stage of the story: a repository made on the spot, and people who push to it, signing with SSH keys of their own.

Chain and repository share one clock, which only ever goes forward.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from ..core.eip712 import stakeholders_domain
from ..core.facts import Link
from ..core.ids import contributor_id
from ..evm.bindings import consent_to_link
from ..evm.local import LocalNetwork
from ..oracle import Judged, Report
from .repository import DemoRepository
from .stage import Stage

START = 1_767_600_000  # 5 January 2026, 08:00 UTC


@dataclass
class Town(Stage):
    """A stage with a repository of its own."""

    repository: DemoRepository = None  # type: ignore[assignment] # set by `begin`, which needs the catalogue first

    @classmethod
    def begin(cls, network: LocalNetwork, folder: Path) -> Self:
        """Deploy everything, and begin the repository with a policy that names the default action."""
        town = cls.set_up(network, folder, folder / "forge" / "project.git")
        town.repository = DemoRepository(folder / "forge", now=network.now(), policy=f'action = "{town.action}"\n')
        return town

    def contributor(self, role: str) -> str:
        """Canonical id of whoever holds the role's SSH key."""
        return self.repository.key(role).contributor

    def wait(self, seconds: int) -> None:
        """Let time pass, for everybody."""
        self.repository.now = self.network.warp(by=seconds)

    def publish_link(self, role: str) -> None:
        """A role's wallet signs that it is theirs, and they publish it under their SSH key."""
        stakeholders, now = self.contracts.stakeholders.address, self.repository.now
        wallet = self.account(role)
        link = Link(contributor_id(self.contributor(role)), bytes.fromhex(wallet.address[2:]), now, bytes(32))
        domain = stakeholders_domain(self.network.chain_id, bytes.fromhex(stakeholders[2:]))
        signature = "0x" + consent_to_link(wallet, domain, link).hex()
        self.repository.publish_link(
            role, wallet.address, now, signature, chain_id=self.network.chain_id, stakeholders=stakeholders
        )

    def relay(self, online: Sequence[int] = (1, 2, 3), judged: Judged | None = None) -> Report:
        """As any stage, once the chain's clock has caught up with what people did."""
        if self.repository.now >= self.network.now():
            self.network.warp(to=self.repository.now + 1)
        report = super().relay(online, judged)
        self.repository.now = max(self.repository.now, self.network.now())
        return report
