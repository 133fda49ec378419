"""The checker of payments, on payments that are wrong in every way there is."""

import pytest

from benchmarks.faults.checking import DOUBLED, LOST, WRONGLY_PAID, matches, weigh
from benchmarks.faults.stories import Story


def story(*outcomes: dict[str, int], people: tuple[str, ...] = ("contributor",)) -> Story:
    return Story("a story", 1, ("pull",), people, (), outcomes, outcomes)


PAID = story({"contributor": 750})
NEVER = story({"rival": 0}, people=("rival",))
EITHER = story({"contributor": 750, "rival": 0}, {"contributor": 0, "rival": 750}, people=("contributor", "rival"))


@pytest.mark.parametrize(
    ("stories", "got", "kinds"),
    [
        ([PAID], {"contributor": 750}, []),
        ([PAID, NEVER], {"contributor": 750}, []),
        ([PAID], {}, [LOST]),
        ([PAID], {"contributor": 749}, [LOST]),
        ([PAID], {"contributor": 751}, [DOUBLED]),
        ([PAID], {"contributor": 1500}, [DOUBLED]),
        ([NEVER], {"rival": 1}, [WRONGLY_PAID]),
        ([PAID], {"contributor": 750, "0xabc": 1}, [WRONGLY_PAID]),
        ([PAID], {"0xabc": 750}, [LOST, WRONGLY_PAID]),
        ([EITHER], {"rival": 750}, []),
        ([EITHER], {"contributor": 750}, []),
        ([EITHER], {"contributor": 750, "rival": 750}, [DOUBLED]),
        ([EITHER], {"contributor": 375, "rival": 375}, [LOST]),
        ([EITHER], {}, [LOST]),
        ([], {}, []),
    ],
)
def test_what_is_wrong_has_its_name(stories: list[Story], got: dict[str, int], kinds: list[str]) -> None:
    assert [violation.kind for violation in weigh(stories, got)] == kinds


def test_an_outcome_is_matched_to_the_unit() -> None:
    assert matches(PAID, PAID.last, {"contributor": 750, "somebody else": 3})
    assert not matches(PAID, PAID.last, {"contributor": 749})
