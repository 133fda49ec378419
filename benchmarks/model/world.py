"""Everybody and everything: people with keys, contracts on the fast chain, and the model of them.

People are named by role. Contracts are deployed once per process; each history is played on a state of its own that is
put back afterwards, against a model of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from eth_hash.auto import keccak
from eth_keys import keys

from praxis_chain.core.addresses import ZERO_ADDRESS
from praxis_chain.core.ids import contributor_id, wallet_contributor
from praxis_chain.core.programs import DAY
from praxis_chain.evm.abi import Abi, Contract, checksum
from praxis_chain.evm.compiler import solidity_test_artifact
from praxis_chain.evm.local_usdc import deploy_circle

from .attesters import Attesters, HostileAttesters
from .chain import CHAIN_ID, Chain, Deployer
from .escrow import Rules
from .payouts import Escrow
from .prax import Action, Prax
from .stakeholders import HostileStakeholders, Stakeholders
from .state import Scene
from .usdc import Usdc
from .wallets import Wallets

GENESIS = 1_750_000_000  # unix seconds, 15 June 2025
USDC = 10**6  # base units
PRAX = 10**18  # wei
RICHES = 2**98  # base units that each sponsor starts with: more than there will ever be, and than a pool can hold
EPOCH_CAP = 3_000 * PRAX

SPONSORS = ("first sponsor", "second sponsor", "third sponsor", "sponsor by contract")
MEMBERS = ("first member", "second member", "third member", "fourth member", "fifth member")
WALLETS = tuple(f"wallet {i}" for i in range(1, 11))
ROLES = (
    "owner", "arbiter", "relayer", "stranger", "non-member", "circle", "proxy admin", "thief", "contract's owner",
    *SPONSORS[:3], *MEMBERS, *WALLETS,
)  # fmt: skip
IDENTITIES = tuple(contributor_id(f"github:user/{number}") for number in range(1, 8))

ACTIONS = (
    Action(5, 100 * PRAX, 1_000, keccak(b"merge")),
    Action(0, 7 * PRAX + 3, 10_000, keccak(b"attend")),
    Action(9, 333 * 10**15 + 1, 0, keccak(b"found")),
    Action(3, 2**96 - 1, 10_000, keccak(b"more than fits")),
)


@dataclass(frozen=True)
class Person:
    """A key, and where it pays from."""

    key: bytes
    address: str

    def sign(self, digest: bytes) -> bytes:
        signature = keys.PrivateKey(self.key).sign_msg_hash(digest).to_bytes()
        return signature[:64] + bytes([signature[64] + 27])


class World:
    """The contracts as deployed, and everybody who meets them."""

    def __init__(self) -> None:
        self.people = {role: _person(role) for role in ROLES}
        self.roles = {person.address: role for role, person in self.people.items()}
        self.chain = Chain(GENESIS)
        owner = self.people["owner"].address
        circle = Deployer(self.chain, self.people["circle"].address)
        self.usdc = deploy_circle(circle, self.people["proxy admin"].address)
        members = [self.people[role].address for role in MEMBERS[:3]]
        self.attesters = self.chain.deploy_published(owner, "Attesters", members, 2, owner)
        self.stakeholders = self.chain.deploy_published(owner, "Stakeholders", self.attesters.address)
        self.prax = self.chain.deploy_published(owner, "Prax", self.stakeholders.address, EPOCH_CAP, owner)
        self.escrow = self.chain.deploy_published(owner, "BountyEscrow", self.usdc.address)
        self.asker = self._deploy("Asker")
        self.hostile = self._deploy("HostileProgram")
        self.contract_wallet = self._deploy("ContractWallet", self.people["contract's owner"].address)
        self.roles |= {
            self.contract_wallet.address: "sponsor by contract", self.hostile.address: "hostile program",
            self.escrow.address: "escrow", self.usdc.address: "usdc", self.attesters.address: "attesters",
            self.stakeholders.address: "stakeholders", self.prax.address: "prax",
        }  # fmt: skip
        self.addresses = {role: address for address, role in self.roles.items()}
        for role in SPONSORS:
            circle.transact(self.usdc, "mint", self.addresses[role], RICHES)
        thief = self.people["thief"].address
        attempts = [
            self.escrow.abi.encode_call("refund", (rules.id, bytes(32), thief)) for rules in self.programs.values()
        ]
        for role, contract, function, *args in self.opening:
            Deployer(self.chain, self.addresses[role]).transact(getattr(self, contract), function, *args)
        anybody = Deployer(self.chain, thief)
        anybody.transact(self.hostile, "setWallet", thief)
        anybody.transact(self.hostile, "arm", self.escrow.address, attempts)

    def _deploy(self, name: str, *args: Any) -> Contract:
        artifact = solidity_test_artifact(name)
        code = bytes.fromhex(artifact.bytecode[2:])
        return self.chain.deploy(self.people["owner"].address, Abi(name, artifact.abi), code, *args)

    @cached_property
    def contributors(self) -> tuple[bytes, ...]:
        """Identities, and two who are nothing but a wallet."""
        plain = (self.addresses["stranger"], self.addresses["sponsor by contract"])
        return tuple(sorted((*IDENTITIES, *map(wallet_contributor, plain))))

    @cached_property
    def programs(self) -> dict[str, Rules]:
        """By what they are like."""
        ours = (self.attesters.address, self.stakeholders.address)
        arbiter, hostile = self.addresses["arbiter"], self.hostile.address
        return {
            "at once": _rules(*ours, 5, 0, 30, ZERO_ADDRESS, 100 * USDC, 10 * USDC),
            "reviewed": _rules(*ours, 5, 3, 30, arbiter, 100 * USDC, 10 * USDC),
            "reviewed by nobody": _rules(*ours, 1, 10, 0, ZERO_ADDRESS, 2**96 - 1, 0),
            "bare": _rules(*ours, 0, 0, 0, arbiter, 0, 0),
            "hostile": _rules(hostile, hostile, 1, 2, 0, hostile, 50 * USDC, 0),
        }

    @property
    def opening(self) -> Iterator[tuple[Any, ...]]:
        """What is set up before any history: who calls which function of which contract, with what."""
        yield from (("owner", "prax", "setAction", action, True) for action in ACTIONS)
        yield "owner", "prax", "setReferralReward", 3, 50 * PRAX
        yield "owner", "prax", "setReferralReward", 4, 200 * PRAX
        yield from (("stranger", "escrow", "createProgram", rules) for rules in self.programs.values())
        for role in SPONSORS[:2]:
            yield role, "usdc", "approve", self.escrow.address, 2**256 - 1

    @cached_property
    def protocol(self) -> tuple[Contract, ...]:
        """Whose events and errors are ours."""
        return (self.attesters, self.stakeholders, self.prax, self.escrow)

    def new_model(self) -> "Model":
        return Model(self)


class Model:
    """The same contracts in exact integers, as they are right after deployment."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.scene = scene = Scene(now=GENESIS)
        wallets = Wallets({world.contract_wallet.address: world.people["contract's owner"].address})
        members = tuple(world.addresses[role] for role in MEMBERS[:3])
        owner, hostile = world.addresses["owner"], world.hostile.address
        self.usdc = Usdc(scene, world.usdc.address, world.addresses["circle"], CHAIN_ID, wallets)
        self.attesters = Attesters(scene, world.attesters.address, owner, members, 2, CHAIN_ID)
        self.stakeholders = Stakeholders(scene, world.stakeholders.address, self.attesters, CHAIN_ID, wallets)
        self.prax = Prax(scene, world.prax.address, owner, self.stakeholders, EPOCH_CAP, CHAIN_ID)
        self.escrow = Escrow(
            scene, world.escrow.address, self.usdc, CHAIN_ID, wallets,
            (self.attesters, HostileAttesters(hostile)),
            (self.stakeholders, HostileStakeholders(hostile, world.addresses["thief"])),
        )  # fmt: skip
        for role in SPONSORS:
            self.usdc.balances[world.addresses[role]] = RICHES
        self.usdc.frozen[world.usdc.address] = True  # as Circle's own deployment does
        self.contracts = {
            "usdc": self.usdc, "attesters": self.attesters, "stakeholders": self.stakeholders, "prax": self.prax,
            "escrow": self.escrow,
        }  # fmt: skip
        for role, contract, function, *args in world.opening:
            scene.begin(GENESIS, world.addresses[role])
            getattr(self.contracts[contract], function)(*args)


@cache
def the_world() -> World:
    """One per process; whoever uses it leaves it as it was."""
    return World()


def _person(role: str) -> Person:
    key = keccak(role.encode())
    return Person(key, checksum(keys.PrivateKey(key).public_key.to_canonical_address()))


def _rules(
    attesters: str, stakeholders: str, lock: int, review: int, commitment: int, arbiter: str, award: int, minimum: int
) -> Rules:
    """Periods in days."""
    return Rules(attesters, lock * DAY, review * DAY, commitment * DAY, arbiter, award, stakeholders, minimum)
