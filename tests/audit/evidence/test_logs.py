"""Attesters' logs: what a key signed on chain is in its log, in full; what a log shows of batches, and what not."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from praxis_chain.audit.evidence import Material, check_evidence, read_log
from praxis_chain.audit.evidence.comparing import NO_EVIDENCE, OTHER_VERSION
from praxis_chain.core.attestation import Batch, sign_root
from praxis_chain.core.attester_log import Head, Refusing, make_entry
from praxis_chain.core.eip712 import Domain, attesters_domain
from praxis_chain.core.errors import NetworkFailed, WrongInput
from praxis_chain.core.evidence import evidence_hash, evidence_json
from praxis_chain.core.facts import Commit, Fact, fact_hash
from praxis_chain.core.ledger import Ledger
from praxis_chain.core.merkle import merkle_root
from praxis_chain.core.rules import RULES_VERSION
from praxis_chain.core.signing import KeySigner
from praxis_chain.oracle import judge_all
from praxis_chain.store import open_store
from tests.audit.evidence.acting import LINK, Chain, told, unchecked
from tests.audit.story import KEYS, MEMBERS, WHERE
from tests.documents import ADMISSION, MERGE
from tests.judged import facts_of
from tests.service.answering import Answering, Asked, http
from tests.service.attesting import Shown
from tests.service.test_attesting_http import asking, client_of

DOMAIN = attesters_domain(WHERE.chain_id, bytes.fromhex(WHERE.attesters[2:]))
LONG_AGO, LATE = 1_000_000_000, 2_000_000_000
Entry = dict[str, Any]
COMMIT = cast(Commit, facts_of(MERGE)[0])
(ADMITTED,) = facts_of(ADMISSION)
(LINKED,) = facts_of(LINK)


def entries(
    *batches: Sequence[Fact], at: int = LATE, domain: Domain = DOMAIN, rules: str = RULES_VERSION
) -> list[Entry]:
    """The log of the first member, who signed these batches."""
    head, found = Head(), list[Entry]()
    for batch in batches:
        signed = sign_root(Batch(tuple(batch)).root, domain, KEYS[0])
        found.append(make_entry(head, at, domain, KeySigner(KEYS[0]).address, rules, batch, signed))
        head = Head(len(found), bytes.fromhex(found[-1]["hash"][2:]))
    return found


def put(path: Path, log: Sequence[Mapping[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(entry) + "\n" for entry in log), encoding="utf-8")
    return path


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log.jsonl"


def read(path: Path, log: Sequence[Mapping[str, Any]]) -> Material:
    return read_log(str(put(path, log)))


def test_all_that_was_signed_on_chain_is_in_the_log(log: Path) -> None:
    known = read(log, entries([COMMIT], [ADMITTED], [LINKED]))
    found = Chain().follow(MERGE, ADMISSION).check(MERGE, ADMISSION, known)
    assert (told(found), unchecked(found)) == ([], [])
    assert found.checked["X5"] == 2
    assert known.facts == {fact_hash(fact): fact for fact in (COMMIT, ADMITTED, LINKED)}
    assert known.options == (f"--log {log}",)


def test_a_signature_on_chain_that_the_log_does_not_hold(log: Path) -> None:
    chain = Chain().follow(MERGE, ADMISSION)
    found = chain.check(MERGE, ADMISSION, read(log, entries([ADMITTED])))
    event = next(event for event in chain.events if event.name == "Attested")
    root = "0x" + fact_hash(COMMIT).hex()
    (finding,) = found.findings
    assert (finding.id, str(finding.severity), finding.summary, finding.expected, finding.actual) == (
        "X5-1", "high", f"{MEMBERS[0]} signed the root {root}, and its log {log} does not hold that.",
        f"an entry with the root {root}", "none among 1 entries",
    )  # fmt: skip
    assert (finding.where.block, finding.where.log, finding.where.contract) == (
        event.block_number, event.log_index, "Attesters",
    )  # fmt: skip
    assert finding.reproduce == f"praxis attest log {log}"


def test_what_was_signed_after_the_log_ends_is_not_checked(log: Path) -> None:
    found = Chain().follow(MERGE).check(MERGE, read(log, entries([ADMITTED], at=LONG_AGO)))
    assert told(found) == []
    assert unchecked(found) == [("X5: signatures on chain", f"the log {log} ends before them", 1)]


def test_signatures_for_another_chain_show_nothing(log: Path) -> None:
    known = read(log, entries([COMMIT], domain=replace(DOMAIN, chain_id=1)))
    found = Chain().follow(MERGE).check(MERGE, known)
    assert told(found) == []
    assert "X5" not in found.checked


def test_a_log_that_was_rewritten(log: Path) -> None:
    rewritten = entries([ADMITTED], [COMMIT])
    rewritten[1] = rewritten[1] | {"at": LONG_AGO}
    found = Chain().follow(ADMISSION).check(ADMISSION, read(log, rewritten))
    (finding,) = found.findings
    assert (finding.id, finding.summary, finding.actual) == (
        "X5-1", f"The log {log} does not hold: Entry 2 was changed: its hash is not that of what it says.",
        "1 entries hold",
    )  # fmt: skip


def test_a_log_makes_a_fact_known_in_full(log: Path) -> None:
    """So that each field can be named, also where the event told none of it."""
    other = replace(COMMIT, quality=15_000)
    found = Chain().act(other).check(MERGE, read(log, entries([other])))
    assert [(one.id, one.actual) for one in found.findings] == [("X2-1", "quality 15000")]
    alone = Chain().act(other).check(read(log, entries([other])))
    assert unchecked(alone) == [("X1: whether a Commit is true", NO_EVIDENCE, 1)]


def test_what_was_judged_by_other_rules_is_not_judged(log: Path) -> None:
    other = replace(COMMIT, evidence=bytes(32))
    found = Chain().act(other).check(MERGE, read(log, entries([other], rules="praxis-rules/1")))
    assert told(found) == []
    assert unchecked(found) == [("X1: whether a Commit is true", OTHER_VERSION, 1)]


def test_a_log_shows_the_leaves_of_a_batch(log: Path) -> None:
    chain = Chain().act(COMMIT, fact_hash(ADMITTED))  # the other fact of the batch is used elsewhere
    found = chain.check(MERGE, read(log, entries([COMMIT, ADMITTED])))
    assert (told(found), found.leaves, found.checked["X5"]) == ([], 1, 2)
    assert chain.check(MERGE).leaves == 0
    whole = Chain().act_on_all(COMMIT, ADMITTED)  # which events show themselves
    assert whole.check(MERGE, ADMISSION, read(log, entries([COMMIT, ADMITTED]))).leaves == 0


def test_a_fact_that_is_not_in_the_batch_that_was_signed(log: Path) -> None:
    other = replace(COMMIT, quality=15_000)
    chain = Chain().act(COMMIT, fact_hash(ADMITTED))
    awarded = next(n for n, event in enumerate(chain.events) if event.name == "Awarded")
    event = chain.events[awarded]
    chain.events[awarded] = replace(event, args={**event.args, "fact": fact_hash(other)})
    found = chain.check(read(log, entries([COMMIT, ADMITTED])))
    root = "0x" + merkle_root([fact_hash(COMMIT), fact_hash(ADMITTED)]).hex()
    (finding,) = found.findings
    assert (finding.id, str(finding.severity), finding.expected, finding.actual) == (
        "X5-1", "critical", f"one of the 2 facts of the root {root}", f"Commit 0x{fact_hash(other).hex()}",
    )  # fmt: skip


def test_refusals_in_a_log_are_no_signatures(log: Path) -> None:
    refused = [Refusing(fact_hash(COMMIT), "another-was-signed", "Another was.")]
    entry = make_entry(Head(), LATE, DOMAIN, KeySigner(KEYS[0]).address, RULES_VERSION, [COMMIT], None, refused)
    known = read(log, [entry])
    assert (known.logs[0].signed, known.logs[0].batches, known.logs[0].rules) == (frozenset(), {}, {})
    assert known.logs[0].entries == 1


def test_a_file_that_is_no_log(log: Path) -> None:
    with pytest.raises(WrongInput, match="cannot be read: No such file"):
        read_log(str(log))
    log.write_text("[]\n", encoding="utf-8")
    with pytest.raises(WrongInput, match="is not the log of an attester: give what --out wrote"):
        read_log(str(log))


# -- over HTTP --------------------------------------------------------------------------------------------------------


def serving(log: Sequence[Entry], documents: Mapping[bytes, bytes]) -> Answering:
    """An attester that answers what it holds, as the service does (`tests/service/test_attesting_http.py`)."""

    def reply(asked: Asked) -> bytes:
        path = asked.line.split(" ")[1]
        if path.startswith("/log?from="):
            start = int(path.partition("=")[2].partition("&")[0])
            return http(200, {"entries": log[start - 1 :][:2], "head": {}})
        found = documents.get(bytes.fromhex(path.rpartition("0x")[2]))
        return http(404, {"error": "Nothing."}) if found is None else http(200, found)

    return Answering(reply)


def test_an_attester_gives_its_log_and_the_evidence_behind_it() -> None:
    told_of: list[tuple[str, int, int]] = []
    held = {evidence_hash(document): evidence_json(document) for document in (MERGE, ADMISSION)}
    with serving(entries([COMMIT], [ADMITTED], [LINKED]), held) as attester:
        known = read_log(attester.url, lambda *what: told_of.append(what))
    assert [(one.evidence, one.given_as) for one in known.documents] == [
        (MERGE, evidence_hash(MERGE)), (ADMISSION, evidence_hash(ADMISSION)),
    ]  # fmt: skip
    assert known.logs[0].entries == 3
    assert told_of == [("documents asked for", number, 3) for number in (1, 2, 3)]
    chain = Chain().follow(MERGE, ADMISSION, LINK)
    found = check_evidence(Ledger.from_events(chain.events, WHERE), chain.events, known)
    assert told(found) == []
    assert unchecked(found) == [("X1: whether a Link is true", NO_EVIDENCE, 1)]


def test_an_attester_that_gives_other_evidence_than_the_facts() -> None:
    with serving(entries([COMMIT]), {evidence_hash(MERGE): evidence_json(ADMISSION)}) as attester:
        known = read_log(attester.url)
    (finding,) = Chain().follow(MERGE).check(known).findings
    assert (finding.id, finding.expected, finding.actual) == (
        "X2-1", f"0x{evidence_hash(MERGE).hex()}", f"0x{evidence_hash(ADMISSION).hex()}",
    )  # fmt: skip
    assert finding.summary.startswith(f"{attester.url}/evidence/0x{evidence_hash(MERGE).hex()}: what was given as")


def test_an_attester_that_gives_no_evidence_but_words() -> None:
    held, lacks = {evidence_hash(MERGE): b'{"kind": "merge"}'}, r"/evidence/0x[0-9a-f]{64}: The document lacks 'rules'"
    with serving(entries([COMMIT]), held) as attester, pytest.raises(WrongInput, match=lacks):
        read_log(attester.url)


def test_the_service_itself_gives_both(tmp_path: Path) -> None:
    """The application of `praxis attest serve`, asked in the same process."""
    engine = open_store(f"sqlite:///{tmp_path / 'attester.db'}")
    service = client_of(engine, Shown(judge_all([MERGE, ADMISSION])))
    assert service.post("/attest", json=asking(COMMIT, ADMITTED)).status_code == 200

    def reply(asked: Asked) -> bytes:
        answer = service.get(asked.line.split(" ")[1])
        return http(answer.status_code, answer.content)

    with Answering(reply) as attester:
        known = read_log(attester.url)
    engine.dispose()
    assert [one.evidence for one in known.documents] == [MERGE, ADMISSION]
    assert list(known.facts.values()) == [COMMIT, ADMITTED]
    (batch,) = known.logs[0].batches.values()
    assert batch == (fact_hash(COMMIT), fact_hash(ADMITTED))


def test_an_attester_that_does_not_answer() -> None:
    with Answering(lambda _: None) as attester, pytest.raises(NetworkFailed, match="cannot be asked"):
        read_log(attester.url)
