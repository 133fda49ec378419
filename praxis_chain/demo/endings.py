"""Other ways in which work ends: an honest dead end, a part of the whole, somebody who was brought along."""

from ..core.catalogue import Standing
from ..core.errors import ContractRefused, PraxisError
from ..core.ids import subject_id
from ..core.programs import DAY
from ..evm.bindings import Call
from .outcomes import gas, how, one
from .scenes import Scene, dollars, prax, require
from .stage import USDC
from .town import Town

DEAD_END, PARTIAL = 2, 3  # issues
BOTH = ("sponsor", "second sponsor")


def dead_end(town: Town) -> Scene:
    """Nobody can do it, and somebody found out."""
    town.repository.open_issue(DEAD_END, "# Make the build twice as fast\n\nProof or disproof completes.\n")
    town.fund("sponsor", town.repository.subject(DEAD_END), 300)
    town.repository.push_work(3, "explainer", {"bench.md": "The linker takes 96% of it.\n"}, closes=DEAD_END)
    town.repository.attempt(3, "it was measured well and cannot work", closes=DEAD_END)
    town.repository.close_with_explanation(
        DEAD_END, "The linker is the limit: see pull/3.", explained_by=town.contributor("explainer")
    )
    closed = one(town.relay(), "close")
    paid, earned = town.usdc_of("explainer"), town.prax_of("explainer")
    action = town.seed.action("governance").action
    require(paid == 100 * USDC, "the explanation earned the closing award")
    require(earned == action.reward * action.attempt_share // 10_000 > 0, "the attempt earned its share")
    town.send(_refund(town, DEAD_END, "sponsor"), "relayer")
    back = town.usdc_of("sponsor")
    require(back == 200 * USDC, "the rest went back")
    return Scene(
        "An honest dead end earns the closing award, and its attempt share",
        (
            f"The explainer received {dollars(paid)} and {prax(earned)} for showing that it cannot work.",
            f"The sponsor has the rest back, {dollars(back)}; anybody could send it there, and a stranger did.",
        ),
        {"closing_award": paid, "attempt_prax": earned, "refunded": back, "close_gas": gas(closed)},
    )


def partial(town: Town) -> Scene:
    """A part is merged, and the sponsors take back the rest when they may."""
    town.repository.open_issue(PARTIAL, "# Port the model\n\n60% for the lateral part alone.\n")
    town.fund("sponsor", town.repository.subject(PARTIAL), 1_500)
    town.fund("second sponsor", town.repository.subject(PARTIAL), 1_000)
    town.repository.push_work(4, "contributor", {"port.py": "lateral = True\n"}, closes=PARTIAL)
    town.repository.merge(4, closes=PARTIAL, trailers=[("Completion", "60% because it is the lateral part only")])
    before = town.usdc_of("contributor")
    one(town.relay(), "award")
    paid = town.usdc_of("contributor") - before
    require(paid == 1_500 * USDC, "60% of 2,500 was paid")
    early = _refused(town, "sponsor")
    town.wait(31 * DAY)
    held = {role: town.usdc_of(role) for role in BOTH}
    for role in BOTH:
        town.send(_refund(town, PARTIAL, role), role)
    back = {role: town.usdc_of(role) - held[role] for role in BOTH}
    require(back == {"sponsor": 600 * USDC, "second sponsor": 400 * USDC}, "each took back exactly their part")
    return Scene(
        "A partial result pays 60%, and the sponsors take back exactly the rest",
        (
            f"Merged and called 60% of the whole: {dollars(paid)} of 2,500 paid.",
            f"The sponsors want the rest at once. {early}.",
            f"31 days later they take back {dollars(back['sponsor'])} and {dollars(back['second sponsor'])}.",
        ),
        {
            "paid": paid,
            "early_refund": early,
            "first_refund": back["sponsor"],
            "second_refund": back["second sponsor"],
        },
    )


def referral(town: Town) -> Scene:
    """Somebody who was referred succeeds."""
    town.publish_link("newcomer")
    town.repository.admit(
        town.contributor("newcomer"), "resident", "moved here in January", referred_by=town.contributor("referrer")
    )
    accrued = one(town.relay(), "accrue referral")
    earned = town.prax_of("referrer")
    reward = town.seed.referral_rewards[Standing.RESIDENT]
    require(earned == reward, "the referrer holds the reward for a Resident")
    return Scene(
        "A referral succeeds",
        (f"The newcomer became a Resident; whoever referred them holds {prax(earned)}: {how(accrued)}.",),
        {"referral_prax": earned, "referral_gas": gas(accrued)},
    )


def _refund(town: Town, issue: int, role: str) -> Call:
    subject = subject_id(town.repository.subject(issue))
    return town.contracts.escrow.refund(town.program.id, subject, town.account(role).address)


def _refused(town: Town, role: str) -> str:
    """What the escrow answers to a refund now; it has to refuse."""
    try:
        _refund(town, PARTIAL, role).simulate(town.network, town.account(role).address)
    except ContractRefused as refused:
        return str(refused)
    raise PraxisError("The demo stopped: the escrow refunded a stake that is committed.")
