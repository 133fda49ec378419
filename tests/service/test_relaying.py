"""Passes of a relayer: what is merged and attested is paid, what is missing is told, and nothing ends it."""

from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from praxis_chain.core.errors import NetworkFailed
from praxis_chain.core.facts import Commit
from praxis_chain.evm.client import Client
from praxis_chain.oracle import Report
from praxis_chain.service.relaying.listening import Said
from praxis_chain.service.relaying.payments import Payments
from praxis_chain.service.relaying.relaying import Pass, Relaying
from praxis_chain.service.relaying.status import document, health
from praxis_chain.service.relaying.works import Work, people_owed, works_of
from praxis_chain.service.watching import Freshness
from tests.oracle.test_awards import land
from tests.oracle.workshop import Workshop, told
from tests.protocol import REVIEW, USDC


@pytest.fixture
def post(workshop: Workshop, tmp_path: Path) -> Any:
    from tests.service.relaying import Post

    workshop.enter("contributor")
    workshop.fund(750)
    return Post(workshop, tmp_path)


def steps(done: Pass) -> list[tuple[str, int | str]]:
    """What became of each; fails the test if the pass did not go through."""
    assert (done.waits, done.trouble) == ("", "")
    return told(done.report)


def works(post: Any, relaying: Relaying) -> list[Work]:
    view = post.workshop.protocol.view
    earned = Payments(relaying.contracts).read(view, view.block.number)
    wallets = {who: relaying.contracts.stakeholders.wallet_of(view, who) is not None for who in people_owed(earned)}
    return works_of(relaying.last, relaying.attesters, earned, post.workshop.programs, wallets)


def only(found: list[Work]) -> Work:
    (work,) = found
    return work


def test_what_is_merged_and_attested_is_paid_and_then_nothing_is_left(post: Any) -> None:
    land(post.workshop, 1)
    post.look()
    relaying = post.relaying()
    assert steps(relaying.one_pass()) == [("award", 1), ("accrue", 1)]
    assert steps(relaying.one_pass()) == []
    assert post.workshop.usdc_of("contributor") == 750
    work = only(works(post, relaying))
    assert (work.name, work.state(0)) == (post.workshop.repository.work(1), "paid")
    assert (work.shares[0].amount, work.shares[0].to) == (750 * USDC, post.workshop.wallet("contributor").address)


def test_an_attester_that_is_down_is_named_and_a_quorum_pays_without_it(post: Any) -> None:
    land(post.workshop, 1)
    post.look()
    post.members[0].down = True
    relaying = post.relaying()
    done = relaying.one_pass()
    assert steps(done) == [("award", 1), ("accrue", 1)]
    assert done.report.failures == ("Attester 1 did not answer: one.example.org cannot be asked (ConnectError).",)


def test_without_a_quorum_it_waits_says_who_lacks_and_pays_once_there_is_one(post: Any) -> None:
    land(post.workshop, 1)
    post.look()
    post.members[0].down = True
    post.members[1].attester = post.workshop.attester(post.workshop.protocol.members[1], ())
    relaying = post.relaying()
    assert steps(relaying.one_pass()) == []
    work = only(works(post, relaying))
    assert (work.state(0), work.agreeing, work.quorum) == ("waiting for attesters", 1, 2)
    assert work.said == (
        ("one.example.org", Said(None, "one.example.org cannot be asked (ConnectError).")),
        ("two.example.org", Said(False, "not-seen: It saw no such thing.")),
        ("three.example.org", Said(True)),
    )
    post.members[0].down = False
    assert steps(relaying.one_pass()) == [("award", 1), ("accrue", 1)]


def test_one_who_agrees_and_does_not_sign_counts_for_nothing(post: Any) -> None:
    land(post.workshop, 1)
    post.look()
    post.members[0].deaf = post.members[1].deaf = True
    relaying = post.relaying()
    assert steps(relaying.one_pass()) == []
    assert only(works(post, relaying)).agreeing == 1
    post.members[1].deaf = False
    assert steps(relaying.one_pass()) == [("award", 1), ("accrue", 1)]


def test_what_is_refused_says_why_and_is_told_once(post: Any) -> None:
    post.workshop.repository.push_work(1, "contributor", {"a.txt": "one\n"})
    post.look()
    relaying = post.relaying()
    with capture_logs() as logs:
        for _ in range(2):
            assert steps(relaying.one_pass()) == []
    work = only(works(post, relaying))
    assert (work.reason, work.state(0), work.agreeing) == ("not-merged", "not to be paid as it is", None)
    assert logs == []


def test_the_same_trouble_is_told_once_and_again_when_it_comes_back(post: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    relaying, chain = post.relaying(), post.workshop.protocol.chain

    def silent(method: str, *params: Any) -> Any:
        raise NetworkFailed("The node does not answer.")

    with capture_logs() as logs:
        with monkeypatch.context() as broken:
            broken.setattr(chain, "request", silent)
            for _ in range(3):
                assert relaying.one_pass().trouble == "The node does not answer."
        assert steps(relaying.one_pass()) == []
        with monkeypatch.context() as broken:
            broken.setattr(chain, "request", silent)
            relaying.one_pass()
    said = {"event": "trouble", "log_level": "warning", "says": "The node does not answer."}
    assert logs == [said, said]


def test_nothing_is_tried_while_gas_is_too_dear(post: Any) -> None:
    land(post.workshop, 1)
    post.look()
    done = post.relaying(most=1).one_pass()
    price, _, rest = done.waits.removeprefix("Gas costs ").partition(" ")
    assert float(price) > 1
    assert rest == ("gwei now and the highest fee is set to 0.000000001 gwei: waiting until it is cheaper (--max-fee).")
    assert done.report.outcomes == []
    assert steps(post.relaying().one_pass()) == [("award", 1), ("accrue", 1)]


def test_nothing_new_is_tried_while_something_is_in_flight(post: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    land(post.workshop, 1)
    post.look()
    relaying, chain = post.relaying(wait=0), post.workshop.protocol.chain
    request = chain.request

    def swallow(method: str, *params: Any) -> Any:
        return "0x" + "00" * 32 if method == "eth_sendRawTransaction" else request(method, *params)

    with monkeypatch.context() as swallowing:
        swallowing.setattr(chain, "request", swallow)
        first, second = relaying.one_pass(), relaying.one_pass()
    (award, accrue) = first.report.outcomes
    assert (award.name, "is not mined yet" in award.detail) == ("award", True)
    (stuck,) = second.waiting
    behind = f"nonce {stuck.nonce} is not mined yet, and it would wait behind it."
    assert accrue.detail == f"Prax.accrueMany is not sent: {behind}"
    waits = f"Waiting until nonce {stuck.nonce} is mined: BountyEscrow.award."
    assert (second.waits, second.report.outcomes) == (waits, [])
    for _ in range(3):
        relaying.one_pass()
    assert (post.workshop.usdc_of("contributor"), relaying.last.waits) == (750, "")


@pytest.mark.parametrize("garbage", [None, {}, [], "no", {"hash": 5, "number": "0x1"}, {"hash": "0xzz", "number": 1}])
def test_garbage_from_a_node_is_trouble_and_no_more(
    post: Any, monkeypatch: pytest.MonkeyPatch, garbage: object
) -> None:
    monkeypatch.setattr(post.workshop.protocol.chain, "request", lambda method, *params: garbage)
    done = post.relaying().one_pass()
    assert done.trouble == "embedded does not tell its latest block."


def test_what_nobody_foresaw_ends_one_pass_and_not_the_relayer(post: Any) -> None:
    def broken(moment: str) -> None:
        raise ZeroDivisionError(moment)

    with capture_logs() as logs:
        assert post.relaying(crash_at=broken).one_pass().trouble == (
            "It failed inside, in a way nobody foresaw; see the log."
        )
    assert logs[0]["event"] == "pass failed"
    assert steps(post.relaying().one_pass()) == []


def test_a_work_lacks_as_many_as_its_loneliest_fact(post: Any) -> None:
    workshop = post.workshop
    workshop.repository.push_work(1, "contributor", {"a.txt": "one\n"})
    workshop.repository.push_work(1, "rival", {"b.txt": "one\n"})
    parts = ", ".join(f"{workshop.repository.key(role).contributor} 50%" for role in ("contributor", "rival"))
    workshop.repository.merge(1, closes=7, trailers=[("Split", parts)])
    post.look()
    relaying = post.relaying()
    first, second = (fact for fact in post.seen.facts.values() if isinstance(fact, Commit))
    for attester in relaying.attesters:
        attester.agrees([first, second])
    for lacking in (((first, 1),), ((second, 1),), ((first, 1), (second, 0)), ()):
        relaying.last = Pass(judged=post.seen, report=Report(lacking=lacking), quorum=2)
        least = min([count for _, count in lacking], default=2)
        assert only(works_of(relaying.last, relaying.attesters, {}, workshop.programs, {})).agreeing == least


# -- releasing --------------------------------------------------------------------------------------------------------


@pytest.fixture
def reviewed(post: Any) -> Any:
    """Under the program with a review: merged and awarded, and the review is over."""
    workshop = post.workshop
    workshop.programs = (workshop.protocol.reviewed,)
    workshop.fund(1_000, 7, workshop.protocol.reviewed)
    post.merge = land(workshop, 1)
    post.look()
    assert steps(post.relaying().one_pass()) == [("award", 1), ("accrue", 1)]
    assert only(works_now(post)).shares[0].state == "owed"
    workshop.wait(REVIEW)
    return post


def works_now(post: Any) -> list[Work]:
    relaying = post.relaying()
    relaying.one_pass()
    return works(post, relaying)


def test_an_award_is_released_once_its_review_is_over(reviewed: Any) -> None:
    assert steps(reviewed.relaying().one_pass()) == [("release", 1)]
    assert reviewed.workshop.usdc_of("contributor") == 1_000
    assert only(works_now(reviewed)).shares[0].state == "paid"


def test_nothing_is_released_that_was_not_looked_at_lately(reviewed: Any) -> None:
    relaying = reviewed.relaying()
    reviewed.clock += 61
    assert steps(relaying.one_pass()) == []
    reviewed.look()
    assert steps(relaying.one_pass()) == [("release", 1)]


def test_what_is_reverted_just_before_its_release_is_not_released(reviewed: Any) -> None:
    def meanwhile(moment: str) -> None:
        if moment == "before release" and not reverted:
            reverted.append(reviewed.workshop.repository.revert(reviewed.merge))
            reviewed.look()

    reverted: list[str] = []
    assert steps(reviewed.relaying(crash_at=meanwhile).one_pass()) == []
    assert len(reverted) == 1
    assert reviewed.workshop.usdc_of("contributor") == 0


# -- telling ----------------------------------------------------------------------------------------------------------


def test_health_says_what_is_wrong(post: Any) -> None:
    relaying = post.relaying(most=1)
    fresh = [Freshness("github:octo/project", 990.0, ())]
    assert health(relaying, fresh, 1000.0, 60) == (False, ["No pass has ended yet."])
    relaying.one_pass()
    assert health(relaying, fresh, 1050.0, 60) == (True, [])
    waits = f"No pass went through for 61 s. {relaying.last.waits}"
    assert "waiting until it is cheaper" in waits
    late = "github:octo/project was not looked at for 60 s."
    assert health(relaying, fresh, 1061.0, 60) == (False, [waits, late])
    post.clock = 1061.0
    patient = post.relaying()
    patient.one_pass()
    assert health(patient, fresh, 1061.0, 60) == (False, [late])


def test_the_status_is_json_and_tells_what_each_work_lacks(post: Any) -> None:
    land(post.workshop, 1)
    post.look()
    for member in post.members[:2]:
        member.down = True
    relaying = post.relaying()
    relaying.one_pass()
    said = document(relaying, works(post, relaying), [Freshness("here", 5.0, ("a problem",))], 0)
    (work,) = said["works"]
    assert (work["work"], work["state"], work["agreeing"]) == (
        post.workshop.repository.work(1), "waiting for attesters", 1,
    )  # fmt: skip
    assert work["attesters"]["three.example.org"] == {"agrees": True, "why": None}
    assert {fact["kind"]: fact["agreeing"] for fact in said["lacking"]} == {"Commit": 1}
    assert said["repositories"] == [{"name": "here", "looked_at": 5.0, "problems": ["a problem"]}]
    assert (said["quorum"], said["in_flight"], said["more"]) == (2, [], {"lacking": 0, "works": 0})


def test_payments_are_told_by_what_is_new_alone_and_again_after_a_reorg(post: Any) -> None:
    workshop = post.workshop
    land(workshop, 1)
    post.look()
    payments, client = Payments(post.relaying().contracts), Client(workshop.protocol.chain)
    before = client.at("latest")
    with workshop.protocol.chain.rollback():
        post.relaying().one_pass()
        view = client.at("latest")
        (paid,) = payments.read(view, before.block.number).values()
        assert [one.state for one in paid] == ["paid"]
    assert payments.read(client.at("latest"), before.block.number) == {}
    post.relaying(name="another").one_pass()
    view = client.at("latest")
    first, second = (payments.read(view, height) for height in (before.block.number, view.block.number))
    assert first == second
    assert payments.read(view, view.block.number) == second
