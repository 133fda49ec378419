"""Who plays in every schedule, and what lies on which issue."""

USDC = 10**6  # base units
CLOSING_AWARD = 100 * USDC
ATTESTERS = ("attester-1", "attester-2", "attester-3")
QUORUM = 2
RELAYERS = ("relayer-1", "relayer-2")
SERVICES = (*ATTESTERS, *RELAYERS)

WORKERS = tuple(f"contributor-{number}" for number in range(1, 13))
"""Linked and admitted from the beginning; no two stories of a schedule share one."""

NEWCOMERS = tuple(f"newcomer-{number}" for number in range(1, 4))
"""Nobody on chain knows them yet."""

MAINTAINERS = ("maintainer", "co-maintainer")
BOT = "robot"
OUTSIDER = "outsider"
"""May merge on the forge, and is no maintainer in the policy."""

LINKED = (*WORKERS, *MAINTAINERS, BOT, OUTSIDER)
PEOPLE = (*LINKED, *NEWCOMERS)

FUNDED = tuple(range(1, 13))
UNFUNDED = tuple(range(13, 17))
ISSUES = (*FUNDED, *UNFUNDED)
"""Odd ones are under the program that pays at once, even ones under the one with a review."""


def pool_of(issue: int) -> int:
    """What sponsors put on an issue, or will, in base units: no two alike, none a round sum."""
    return (700 + 13 * issue) * USDC + 10_007 * issue
