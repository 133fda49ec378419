"""Whatever bytes strangers put into a repository are read or refused: nothing else is ever raised."""

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from praxis_chain.core.errors import WrongInput
from praxis_chain.core.evidence import read_evidence
from praxis_chain.forges.history.objects import parse_commit
from praxis_chain.forges.history.reflog import Push, read_reflog
from praxis_chain.forges.statements.policy import read_policy
from praxis_chain.forges.statements.reading import STATEMENTS, read_acts

KEYS = st.sampled_from([*STATEMENTS, "nonsense", "Signed-off-by"])
VALUES = st.one_of(
    st.text(),
    st.sampled_from(["3", "#7 60% because x", "pull/3 by 5 for 7 because x", "SHA256:" + "x" * 43 + " 100%", "9" * 90]),
)
LINES = st.lists(st.tuples(KEYS, VALUES), max_size=6)


@settings(deadline=None)
@given(st.text(), LINES)
def test_messages(text: str, lines: list[tuple[str, str]]) -> None:
    acts = read_acts(f"{text}\n\n" + "\n".join(f"{key}: {value}" for key, value in lines))
    assert all(0 <= issue < 10**9 for issue in (*acts.closes, *acts.completion, *acts.quality, *acts.split))


@settings(deadline=None)
@given(st.binary())
def test_objects(raw: bytes) -> None:
    commit = parse_commit("ab" * 20, raw)
    assert commit.committed_at >= 0
    commit.message.encode()


@settings(deadline=None)
@given(st.lists(st.sampled_from([b"tree x", b"gpgsig a", b"gpgsig-sha256 b", b" more", b"", b"author a <b> 1 +0000"])))
def test_a_signature_never_covers_itself(lines: list[bytes]) -> None:
    commit = parse_commit("ab" * 20, b"\n".join(lines) + b"\n\nmessage")
    assert b"gpgsig" not in commit.payload.partition(b"\n\n")[0]
    assert commit.payload.endswith(b"message")


@settings(deadline=None)
@given(st.one_of(st.binary(), st.text().map(str.encode)))
def test_policies(text: bytes) -> None:
    with suppress(WrongInput):
        read_policy(text, "refs/heads/main")


@settings(deadline=None)
@given(st.one_of(st.binary(), st.text().map(str.encode)))
def test_documents(text: bytes) -> None:
    with suppress(WrongInput):
        read_evidence(text)


@settings(deadline=None)
@given(st.binary())
def test_reflogs(noise: bytes) -> None:
    entry = b"0" * 40 + b" " + b"a" * 40 + b" who <who@example.org> 1700000000 +0000\tpush"
    with TemporaryDirectory() as folder:
        log = Path(folder, "logs")
        log.mkdir()
        (log / "ref").write_bytes(noise + b"\n" + entry + b"\n")
        assert read_reflog(Path(folder), "ref")[-1] == Push("a" * 40, 1_700_000_000)
