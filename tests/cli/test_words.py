"""Names, tables and documents, with no chain at hand."""

import json

import pytest

from praxis_chain.cli.awarding import _state
from praxis_chain.cli.forecast import forecast
from praxis_chain.cli.names import brief, issue, short, work
from praxis_chain.cli.output import Output, plain
from praxis_chain.cli.writes import show_ether
from praxis_chain.core.catalogue import Standing
from praxis_chain.core.errors import ContractRefused, WrongInput
from praxis_chain.core.facts import Commit, Link
from praxis_chain.core.ids import hash_uri
from praxis_chain.core.ledger import Award, AwardState
from praxis_chain.core.naming import forge_of, printable, works_by_id

FORGE = "git:" + "a1" * 20


class Nothing:
    class settings:  # noqa: N801
        repo = None


def test_an_issue_is_named_in_full_or_by_its_id():
    assert issue(Nothing(), f"{FORGE}/issue/7").id == hash_uri(f"{FORGE}/issue/7")
    assert issue(Nothing(), "0x" + "12" * 32).id == b"\x12" * 32
    with pytest.raises(WrongInput, match="Issue 7 of which repository"):
        issue(Nothing(), "7")


def test_a_work_is_one_of_its_issues_forge():
    subject = issue(Nothing(), f"{FORGE}/issue/7")
    assert work(subject, "3").text == work(subject, "pull/3").text == f"{FORGE}/pull/3"
    assert work(subject, "github:repo/1/pull/2").text == "github:repo/1/pull/2"
    with pytest.raises(WrongInput, match="'3' could be of any repository"):
        work(issue(Nothing(), "0x" + "12" * 32), "3")


def test_works_are_found_by_their_ids():
    ids = [hash_uri(f"{FORGE}/pull/{number}") for number in (3, 412)]
    assert works_by_id(FORGE, [ids[0], ids[1][:20], bytes(32), b"\x99" * 32]) == {
        ids[0][:20]: f"{FORGE}/pull/3", ids[1][:20]: f"{FORGE}/pull/412",
    }  # fmt: skip
    assert works_by_id(FORGE, []) == {}


def test_only_a_canonical_name_has_a_forge():
    assert forge_of("github:repo/1/issue/2") == "github:repo/1"
    assert forge_of("free text/issue/2") is None
    assert forge_of(None) is None


def test_what_strangers_wrote_steers_no_terminal():
    assert printable("a\x1b[31mred\nb\r\u202e") == "a�[31mred�b��"
    assert brief("\x1b]0;title\x07/issue/1") == "�]0;title�/issue/1"
    assert "\x1b" not in str(ContractRefused("Error", {"reason": "\x1b[2Jgone"}))


def test_names_are_shortened_for_tables():
    assert brief(f"{FORGE}/issue/7") == "git:a1a1a1a1…/issue/7"
    assert brief("github:repo/10270250/issue/7") == "github:repo/10270250/issue/7"
    assert brief("git:ssh/SHA256:" + "k" * 43) == "git:ssh/SHA256:" + "k" * 43
    assert short(bytes(range(32))) == "0x00010203…1e1f"


def test_json_holds_every_value_without_loss():
    link = Link(b"\x01" * 32, b"\x02" * 20, 5, b"\x03" * 32)
    assert plain({"fact": link, b"\x0a": [2**60, 7, True, None], "standing": Standing.BOP, "rest": {1}}) == {
        "fact": {
            "contributor": "0x" + "01" * 32, "wallet": "0x" + "02" * 20, "linkedAt": 5, "evidence": "0x" + "03" * 32,
        },
        "0x0a": [str(2**60), 7, True, None], "standing": "bop", "rest": [1],
    }  # fmt: skip


def test_json_is_one_document_and_nothing_else(capsys):
    out = Output(as_json=True)
    out.say("to the person")
    out.rows("bounty list", [{"issue": "x"}], "none", data=[{"issue": "x", "pool": 1}])
    said = capsys.readouterr()
    assert json.loads(said.out) == {
        "schema": "praxis-chain/1", "command": "bounty list", "data": [{"issue": "x", "pool": 1}],
    }  # fmt: skip
    assert said.err == "to the person\n"


def test_a_table_that_is_not_watched_has_a_line_per_row(capsys):
    rows = [{"issue": "i" * 150, "wallet": "w" * 150}, {"issue": "j", "wallet": ""}]
    Output().rows("x", rows, "none")
    first, second, third = capsys.readouterr().out.splitlines()
    assert first.split() == ["issue", "wallet"]
    assert second.split() == ["i" * 150, "w" * 150]
    assert third.split() == ["j"]
    Output().rows("x", [], "none")
    assert capsys.readouterr() == ("", "none\n")


def test_a_fee_is_never_said_to_be_less_than_it_is():
    assert [show_ether(wei) for wei in (0, 1, 10**12, 10**12 + 1, 10**18)] == [
        "0.000000", "0.000001", "0.000001", "0.000002", "1.000000",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("state", "owed", "words"),
    [
        (AwardState.CANCELLED, 0, "cancelled"),
        (AwardState.RELEASED, 0, "paid"),
        (AwardState.OWED, 5, "owed"),
    ],
)
def test_an_awards_state_in_words(state, owed, words):
    award = Award(b"", b"", b"", b"", b"", 0, 5, owed, 100, state, True)
    assert _state(award, 100) == words
    if owed:
        assert _state(award, 99) == "under review until 1970-01-01 00:01:40 UTC"


def test_a_forecast_is_what_the_escrow_computes():
    def commit(contributor: int, completion: int) -> Commit:
        ids = (bytes([number]) * 32 for number in (1, 2, contributor, 4))
        return Commit(*ids, 10_000, completion, 10_000, 0, bytes(32))

    half = [commit(1, 3_000), commit(2, 3_000)]
    assert forecast(1_000_001, 0, half) == [(bytes([1]) * 32, 300_000), (bytes([2]) * 32, 300_000)]
    assert [amount for _, amount in forecast(1_000_001, 4_000, half)] == [500_000, 500_001]
    assert [amount for _, amount in forecast(1_000_001, 5_000, half)] == [500_000, 500_001]
    assert forecast(0, 0, half) == forecast(1, 10_000, half) == forecast(1, 0, [commit(1, 0)]) == []
