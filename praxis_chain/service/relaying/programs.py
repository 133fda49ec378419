"""Which programs a relayer serves: those that its operator named, or all that name its contracts."""

from ...core.ids import Id
from ...core.programs import Program
from ...evm.client import Client
from ...evm.deployments import Contracts
from ...evm.networks import Network


class AllPrograms:
    """Every program of a deployment's committee, found as they are created. Anybody may create one, and put dust on it
    that costs a relayer more gas than it pays anybody: whoever serves all of them wants that."""

    def __init__(self, network: Network, contracts: Contracts) -> None:
        self._network = network
        self._contracts = contracts
        self._found: dict[bytes, Program] = {}
        self._next = contracts.first_block

    def __call__(self) -> tuple[Program, ...]:
        """Those that there are now. Raises NetworkFailed."""
        escrow, view = self._contracts.escrow, Client(self._network).at("latest")
        mine = self._contracts.attesters.address, self._contracts.stakeholders.address
        for event in view.events([escrow.contract], self._next, ["ProgramCreated"]):
            program = escrow.program(view, Id(event.args["program"]))
            if program is not None and (program.attesters, program.stakeholders) == mine:
                self._found[program.id] = program
        if self._network.has_finalized:  # what a reorg may still take out is looked at again
            self._next = max(self._next, Client(self._network).stamp("finalized").number)
        return tuple(self._found.values())
