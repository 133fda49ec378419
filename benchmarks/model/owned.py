"""A contract with an owner, who hands it over in two steps."""

from praxis_chain.core.addresses import ZERO_ADDRESS

from .state import Doubts, Kept, Scene


class Owned:
    """`owner` may do what others may not; whom it names becomes it by accepting."""

    name: str

    def __init__(self, scene: Scene, owner: str) -> None:
        self.scene = scene
        self.owners: Kept[str, str] = Kept(scene.journal, ZERO_ADDRESS)
        self.owners["owner"] = owner

    @property
    def owner(self) -> str:
        return self.owners["owner"]

    def transferOwnership(self, to: str) -> None:  # noqa: N802 - as in the contract
        self.owners_only().settle()
        self.owners["pending"] = to
        self.scene.say(self.name, "OwnershipTransferStarted", previousOwner=self.owner, newOwner=to)

    def acceptOwnership(self) -> None:  # noqa: N802
        doubts, caller = Doubts(), self.scene.caller
        doubts.unless(caller == self.owners["pending"], "OwnableUnauthorizedAccount", account=caller)
        doubts.settle()
        self.scene.say(self.name, "OwnershipTransferred", previousOwner=self.owner, newOwner=caller)
        self.owners["owner"], self.owners["pending"] = caller, ZERO_ADDRESS

    def owners_only(self) -> Doubts:
        doubts = Doubts()
        doubts.unless(self.scene.caller == self.owner, "OwnableUnauthorizedAccount", account=self.scene.caller)
        return doubts
