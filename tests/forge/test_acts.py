"""Messages → statements: what counts as a trailer, how values are written, and what is said of the rest."""

import pytest

from praxis_chain.core.evidence import Share
from praxis_chain.forges.statements.acts import Acts, Move, Stated
from praxis_chain.forges.statements.reading import read_acts
from praxis_chain.forges.statements.trailers import split_message

ONE = "git:ssh/SHA256:" + "1" * 43
TWO = "git:ssh/SHA256:" + "2" * 43


def stating(*lines: str) -> Acts:
    return read_acts("Subject\n\n" + "\n".join(lines), {"elegant": 15_000})


@pytest.mark.parametrize(
    ("message", "text", "trailers"),
    [
        ("Subject\n\nBody\n\nPull: 3\nCloses: 7", "Subject\n\nBody", [("pull", "3"), ("closes", "7")]),
        ("Subject\r\n\r\nPull: 3\r\n", "Subject", [("pull", "3")]),
        ("Subject\n\nPULL: 3", "Subject", [("pull", "3")]),
        (
            "Subject\n\nCompletion: 60% because\n  of rain\n\tand snow",
            "Subject",
            [("completion", "60% because of rain and snow")],
        ),
        ("Subject\n\nPull: 3\n\nCloses: 7", "Subject\n\nPull: 3", [("closes", "7")]),
        ("Pull: 3", "Pull: 3", []),
        ("Subject\nPull: 3", "Subject\nPull: 3", []),
        ("Subject\n\nPull: 3\nand a line of prose", "Subject\n\nPull: 3\nand a line of prose", []),
        ("Subject\n\n    Pull: 3", "Subject\n\n    Pull: 3", []),
        ("Subject\n\nPull:3", "Subject\n\nPull:3", []),
        ("Subject\n\n> Pull: 3", "Subject\n\n> Pull: 3", []),
        ("", "", []),
    ],
)
def test_trailers_are_a_last_paragraph_of_nothing_else(
    message: str, text: str, trailers: list[tuple[str, str]]
) -> None:
    assert split_message(message) == (text, trailers)


def test_a_work_and_its_head() -> None:
    head = "ab" * 20
    assert (stating("Pull: 3").pull, stating("Pull: #3").pull, stating("Pull: pull/3").pull) == (3, 3, 3)
    assert stating(f"Pull: 3 {head}").head == head


def test_issues_are_named_once_in_order() -> None:
    assert stating("Closes: 8, #7", "Closes: issue/8, 9").closes == [8, 7, 9]


def test_values_for_all_issues_and_for_one() -> None:
    acts = stating(
        "Completion: 60% because so", "Completion: #7 12.5% because less", "Quality: #8 elegant because neat"
    )
    assert acts.completion == {0: Stated(6_000, "so"), 7: Stated(1_250, "less")}
    assert acts.quality == {8: Stated(15_000, "neat")}
    assert stating("Quality: 12000 because better").quality == {0: Stated(12_000, "better")}
    assert stating("Quality: 120% because better").quality == {0: Stated(12_000, "better")}
    assert stating("Completion: 60%").completion == {0: Stated(6_000, "")}
    assert (
        stating("Completion: 60% because it stops because of rain").completion[0].reason == "it stops because of rain"
    )


def test_a_split_is_sorted_by_person() -> None:
    shares = (Share(ONE, 3_000), Share(TWO, 7_000))
    assert stating(f"Split: {TWO} 70%, SHA256:{'1' * 43} 30%").split == {0: shares}


def test_moves_name_works_issues_successors_and_reasons() -> None:
    acts = stating(
        "Good-progress: pull/3",
        "Good-progress: 4 for 7",
        "Blocked: pull/3 for #7 because of rain",
        "Replaces: pull/3 by pull/5 for 7 because it is better",
        "Replaces: 3 by nobody because it was given up",
        "Reverts: pull/3 because it leaks",
        "Corrects: pull/3 because of a mistake",
        "Reopens: issue/7 because of news",
    )
    assert acts.good == [Move(3, 0, 0, ""), Move(4, 7, 0, "")]
    assert acts.blocked == [Move(3, 7, 0, "of rain")]
    assert acts.replaces == [Move(3, 7, 5, "it is better"), Move(3, 0, 0, "it was given up")]
    assert acts.reverts == [Move(3, 0, 0, "it leaks")]
    assert acts.corrects == [Move(3, 0, 0, "of a mistake")]
    assert acts.reopens == [Move(7, 0, 0, "of news")]
    assert acts.unreadable == []


def test_customary_trailers_are_left_alone() -> None:
    acts = stating(
        "Signed-off-by: A <a@example.org>",
        "Reviewed-by: B <b@example.org>",
        "Fixes: 12ab34",
        "Link: https://example.org/1",
    )
    assert acts == Acts(text="Subject")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Pull: three", "'three' is not the number of an issue or a work."),
        ("Pull: 0", "'0' is not the number of an issue or a work."),
        ("Pull: 3 abc", "'abc' is not a full object id."),
        ("Closes: 7 and 8", "'7 and 8' is not the number of an issue or a work."),
        ("Completion: 60", "write a percentage such as 60%, not '60'."),
        ("Completion: -1%", "'-1' is not an amount of a percentage: it must be a finite number"),
        ("Completion: 0.001%", "0.001 has 3 decimals, and a percentage has 2: nothing here is rounded."),
        ("Split: " + ONE + " 60%", "the parts do not add up to 100%."),
        ("Split: bob 100%", "'bob' is not a contributor: it should look like "),
        ("Split: 0x" + "11" * 20 + " 100%", "'0x" + "11" * 20 + "' is not a contributor: it should look like "),
        ("Replaces: pull/3 because so", "write `Replaces: 3 by pull/5 (or nobody) because <reason>`."),
        ("Blocked: pull/3 by pull/5", "write `Blocked: 3 because <reason>`."),
        ("Explained-by: bob", "'bob' is not a contributor: it should look like "),
        ("Complition: 60%", "it is not a trailer, 'Completion' is."),
        ("Close: 7", "it is not a trailer, 'Closes' is."),
        ("Good-Progres: pull/3", "it is not a trailer, 'Good-progress' is."),
    ],
)
def test_what_cannot_be_read_is_said(line: str, why: str) -> None:
    (sentence,) = stating(line).unreadable
    key, _, value = line.partition(": ")
    assert sentence.startswith(f"'{key.capitalize()}: {value}' cannot be read: {why}")


@pytest.mark.parametrize(
    "line", ["Pull: 3", "Completion: 60%", "Action: code", f"Explained-by: {ONE}", f"Referred-by: {ONE}"]
)
def test_nothing_is_stated_twice(line: str) -> None:
    assert len(stating(line, line).unreadable) == 1
