"""Everything that can be asked of the contracts, and what the model says the answers are.

All is asked in one call, and compared as raw words: nothing is decoded unless it differs.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from eth_hash.auto import keccak

from praxis_chain.evm.abi import Contract

from .world import Model, World

View = tuple[str, str, tuple[Any, ...], bytes]  # contract, function, arguments, the words it must answer


def differences(world: World, model: Model) -> list[str]:
    """What the contracts answer that the model does not expect; empty if all is as it should be."""
    views = (
        *_usdc(world, model), *_attesters(world, model), *_stakeholders(world, model), *_prax(world, model),
        *_escrow(world, model),
    )  # fmt: skip
    questions = b"".join([_question(world, contract, function, args) for contract, function, args, _ in views])
    if world.chain.ask(world.asker.address, questions) == b"".join([expected for *_, expected in views]):
        return []
    return [said for view in views if (said := _difference(world, view))]


def _difference(world: World, view: View) -> str | None:
    contract, function, args, expected = view
    at: Contract = getattr(world, contract)
    answer = world.chain.ask(at.address, at.abi.encode_call(function, args))
    if answer == expected:
        return None
    shown, decode = ", ".join(str(_show(world, arg)) for arg in args), at.abi.decode_result
    found, wanted = decode(function, answer, len(args)), decode(function, expected, len(args))
    return f"{contract}.{function}({shown}) is {found}, not {wanted}"


def _usdc(world: World, model: Model) -> Iterator[View]:
    usdc = model.usdc
    for account in world.roles:
        yield "usdc", "balanceOf", (account,), words(usdc.balances[account])
    for account, is_frozen in usdc.frozen.items():
        yield "usdc", "isBlacklisted", (account,), words(is_frozen)
    for holder in {holder for holder, _ in usdc.allowances}:
        allowed = usdc.allowances[holder, world.escrow.address]
        yield "usdc", "allowance", (holder, world.escrow.address), words(allowed)
        yield "usdc", "nonces", (holder,), words(usdc.nonces[holder])
    for holder, nonce in usdc.used:
        yield "usdc", "authorizationState", (holder, nonce), words(usdc.used[holder, nonce])
    yield "usdc", "paused", (), words(usdc.paused[None])


def _attesters(world: World, model: Model) -> Iterator[View]:
    attesters = model.attesters
    for name in ("quorum", "configuration"):
        yield "attesters", name, (), words(attesters.numbers[name])
    yield "attesters", "memberCount", (), words(attesters.member_count)
    yield "attesters", "owner", (), words(attesters.owner)
    yield "attesters", "pendingOwner", (), words(attesters.owners["pending"])
    for account, is_member in attesters.members.items():
        yield "attesters", "isMember", (account,), words(is_member)
    for fact, time in attesters.revoked.items():
        yield "attesters", "revokedAt", (fact,), words(time)


def _stakeholders(world: World, model: Model) -> Iterator[View]:
    who = model.stakeholders
    for contributor in world.contributors:
        wallet, change = who.wallet_of(contributor), who.changes[contributor]
        standing = who.standings[contributor]
        yield "stakeholders", "walletOf", (contributor,), words(wallet)
        yield "stakeholders", "accountOf", (contributor,), words(wallet, change.first_wallet, standing)
        yield "stakeholders", "changeOf", (contributor,), words(*change)
        newest = (who.linked_at[contributor], who.admitted_at[contributor])
        yield "stakeholders", "newestOf", (contributor,), words(*newest)
        yield "stakeholders", "standingOf", (contributor,), words(standing)
        yield "stakeholders", "referrerOf", (contributor,), words(who.referrers[contributor])
    for account, contributor in who.served.items():
        yield "stakeholders", "contributorOf", (account,), words(contributor)


def _prax(world: World, model: Model) -> Iterator[View]:
    prax = model.prax
    yield "prax", "owner", (), words(prax.owner)
    yield "prax", "pendingOwner", (), words(prax.owners["pending"])
    for account, nonce in prax.nonces.items():
        yield "prax", "nonces", (account,), words(nonce)
    yield "prax", "totalSupply", (), words(prax.total_supply)
    number = prax.last_epoch[None]
    yield "prax", "epoch", (), words(prax.cap[None], prax.minted[number], number)
    for account in world.roles:
        yield "prax", "balanceOf", (account,), words(prax.balances[account])
    for account in prax.votes.chosen:
        yield "prax", "delegates", (account,), words(prax.votes.delegate_of(account))
    for account, history in prax.votes.histories.items():
        yield "prax", "getVotes", (account,), words(prax.votes.votes(account))
        if history:
            yield "prax", "numCheckpoints", (account,), words(len(history))
            for time in {model.scene.now - 1, history[len(history) // 2][0] - 1}:
                yield "prax", "getPastVotes", (account, time), words(prax.votes.past_votes(account, time))
    for contributor in world.contributors:
        yield "prax", "holderOf", (contributor,), words(prax.holder_of(contributor))
    for kept, name in ((prax.accruals, "accruals"), (prax.referrals, "referrals")):
        for made, accrual in kept.items():
            yield "prax", name, (made,), words(accrual.amount, accrual.fact)
    for action, state in prax.actions.items():
        yield "prax", "actions", (action,), words(*state)
    for standing, reward in prax.rewards.items():
        yield "prax", "referralReward", (standing,), words(reward)


def _escrow(world: World, model: Model) -> Iterator[View]:
    books = model.escrow
    yield "escrow", "totals", (), words(books.escrowed, books.totals["sequence"])
    for program, rules in books.programs.items():
        yield "escrow", "programs", (program,), words(*rules) if rules else bytes(256)
    for made in {*books.bounties, *books.locks}:
        yield "escrow", "bounties", (made,), words(*books.bounties[made])
        yield "escrow", "locks", (made,), words(*books.locks[made])
        yield "escrow", "reviews", (made,), words(*books.reviews[made])
    for key, stake in books.stakes.items():
        yield "escrow", "stakes", key, words(*stake)
    for made, award in books.awards.items():
        yield "escrow", "awards", (made,), words(*award)
    for (bounty, fact), cancelled in books.cancelled.items():
        yield "escrow", "isCancelled", (_pair(bounty, fact),), words(cancelled)


@lru_cache(maxsize=100_000)
def _pair(left: bytes, right: bytes) -> bytes:
    return keccak(left + right)


@lru_cache(maxsize=200_000)
def _question(world: World, contract: str, function: str, args: tuple[Any, ...]) -> bytes:
    """As Asker wants it."""
    at: Contract = getattr(world, contract)
    data = at.abi.encode_call(function, args)
    return bytes.fromhex(at.address[2:]) + len(data).to_bytes(2, "big") + data


def words(*values: int | bytes | str) -> bytes:
    """ABI words of static values: numbers and addresses to the right, bytes to the left."""
    return b"".join(map(_word, values))


@lru_cache(maxsize=200_000)
def _word(value: int | bytes | str) -> bytes:
    if isinstance(value, bytes):
        return value.ljust(32, b"\0")
    if isinstance(value, str):
        return bytes.fromhex(value[2:]).rjust(32, b"\0")
    return int(value).to_bytes(32, "big")


def _show(world: World, value: Any) -> Any:
    if isinstance(value, str):
        return world.roles.get(value, value)
    return "0x" + value.hex() if isinstance(value, bytes) else value
