"""The store, in SQLite and in PostgreSQL: opening it, its two kinds of transaction, hints, deliveries, readings."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, text, update

from praxis_chain.core.errors import NetworkFailed, Refused, WrongInput
from praxis_chain.store import open_store, reading
from praxis_chain.store.deliveries import deliveries, forget_deliveries, receive
from praxis_chain.store.hints import Hint, answered, ask, asked, forget_hints, hints
from praxis_chain.store.readings import Read, StoredReadings, known_repository, open_readings, repositories

PLACE, HOST, REPOSITORY = "github:owner/name", "github", 77
SEVEN = Hint(HOST, REPOSITORY, "pull", 7)
AT = 1_750_000_000  # unix seconds
STRANGE = "nul \0, emoji 🦀, quote ' and \\, a\nline".replace("\0", "\\u0000")


@pytest.fixture
def stored(either_database: Engine) -> StoredReadings:
    return open_readings(either_database, PLACE, HOST, REPOSITORY, "{}")


def test_a_store_that_is_open_can_be_opened_again(either_database: Engine, database_url: str) -> None:
    receive(either_database, "h", "d", AT, SEVEN, "")
    second = open_store(database_url)
    assert list(asked(second, HOST, REPOSITORY)) == [SEVEN]
    second.dispose()


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("nonsense", "The database's URL cannot be used: Could not parse SQLAlchemy URL from given URL string"),
        ("sqlite://", "sqlite:// cannot serve here: give sqlite:///FILE or postgresql+psycopg://HOST/NAME."),
        (
            "mysql://user:secret@host/name",
            "mysql://user:***@host/name cannot serve here: give sqlite:///FILE or postgresql+psycopg://HOST/NAME.",
        ),
        ("postgresql+none://host/name", "The database's URL cannot be used: "),
    ],
)
def test_a_url_of_no_store_is_refused(url: str, sentence: str) -> None:
    with pytest.raises(WrongInput) as refused:
        open_store(url)
    assert str(refused.value).startswith(sentence)


def test_a_server_that_does_not_answer_is_told_without_its_password() -> None:
    with pytest.raises(NetworkFailed) as failed:
        open_store("postgresql+psycopg://user:secret@127.0.0.1:1/name")
    sentence = str(failed.value)
    assert sentence.startswith("The database postgresql+psycopg://user:***@127.0.0.1:1/name cannot be opened: ")
    assert "secret" not in sentence
    assert "\n" not in sentence


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "praxis.db"
    path.write_text("not a database, but as long as the header of one would be" * 10)
    with pytest.raises(NetworkFailed, match=r"cannot be opened: file is not a database$"):
        open_store(f"sqlite:///{path}")


def test_a_store_makes_its_folder(tmp_path: Path) -> None:
    open_store(f"sqlite:///{tmp_path / 'new' / 'folder' / 'praxis.db'}").dispose()
    assert (tmp_path / "new" / "folder" / "praxis.db").exists()


def test_sqlite_is_careful(database: Engine) -> None:
    with reading(database) as connection:
        found = [connection.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous", "foreign_keys")]
    assert found == ["wal", 2, 1]


def test_what_was_read_still_holds_when_it_is_written(either_database: Engine) -> None:
    """Twenty threads each read a number, and write one more: none is lost."""
    open_readings(either_database, PLACE, HOST, REPOSITORY, "{}")

    def raise_by_one(_: int) -> None:
        with either_database.begin() as connection:
            looks = connection.scalar(select(repositories.c.looks).with_for_update()) or 0
            connection.execute(update(repositories).values(looks=looks + 1))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(raise_by_one, range(20)))
    with reading(either_database) as connection:
        assert connection.scalar(select(repositories.c.looks)) == 20


def test_a_reader_sees_one_moment_and_waits_for_nobody(either_database: Engine) -> None:
    with reading(either_database) as reader:
        before = reader.scalar(select(func.count()).select_from(hints))
        with either_database.begin() as writer:
            ask(writer, [SEVEN], AT)
            assert reader.scalar(select(func.count()).select_from(hints)) == before == 0
        assert reader.scalar(select(func.count()).select_from(hints)) == 0
    assert list(asked(either_database, HOST, REPOSITORY)) == [SEVEN]


def test_a_transaction_that_fails_leaves_nothing(either_database: Engine) -> None:
    def fail_half_way() -> None:
        with either_database.begin() as connection:
            ask(connection, [SEVEN], AT)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    assert asked(either_database, HOST, REPOSITORY) == {}


def test_one_of_many_simultaneous_deliveries_is_new(either_database: Engine) -> None:
    together = threading.Barrier(8)

    def deliver(_: int) -> bool:
        together.wait()
        return receive(either_database, "h", "d", AT, SEVEN, "")

    with ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(deliver, range(8))) == [False] * 7 + [True]


def test_old_deliveries_and_hints_are_forgotten(either_database: Engine) -> None:
    receive(either_database, "h", "old", AT - 1, Hint("elsewhere", 1, "pull", 1), "")
    receive(either_database, "h", "new", AT, SEVEN, "")
    assert (forget_deliveries(either_database, AT), forget_hints(either_database, AT)) == (1, 1)
    with reading(either_database) as connection:
        assert connection.scalars(select(deliveries.c.delivery)).all() == ["new"]
        assert connection.scalars(select(hints.c.number)).all() == [7]


def test_hints_wait_in_the_order_in_which_they_were_given(either_database: Engine) -> None:
    with either_database.begin() as connection:
        ask(connection, [Hint(HOST, REPOSITORY, "pull", 9)], AT)
        ask(connection, [Hint(HOST, REPOSITORY, "issue", 8), Hint(HOST, 78, "pull", 1)], AT - 5)
        ask(connection, [SEVEN], AT - 9)
    assert [hint.number for hint in asked(either_database, HOST, REPOSITORY)] == [7, 8, 9]


def test_a_hint_that_was_given_again_while_somebody_looked_stays(either_database: Engine) -> None:
    for given_again in (True, False):
        with either_database.begin() as connection:
            ask(connection, [SEVEN], AT)
        (ticket,) = asked(either_database, HOST, REPOSITORY).values()
        with either_database.begin() as connection:
            ask(connection, [SEVEN] if given_again else [], AT)
            answered(connection, {SEVEN: ticket})
        assert list(asked(either_database, HOST, REPOSITORY)) == ([SEVEN] if given_again else [])


def test_a_reading_is_kept_as_it_was_read(stored: StoredReadings) -> None:
    assert STRANGE.encode().isascii() is False
    stored.keep(stored.begin(), [Read(("pull", 7), "s", STRANGE)], {}, AT)
    assert stored.texts([("pull", 7), ("pull", 8)]) == {("pull", 7): (1, STRANGE)}
    assert stored.present() == {("pull", 7): (1, AT)}


def test_whoever_began_later_is_right(stored: StoredReadings) -> None:
    earlier, later = stored.begin(), stored.begin()
    stored.keep(later, [Read(("pull", 7), "s", "later")], {}, AT)
    stored.keep(earlier, [Read(("pull", 7), "s", "earlier")], {}, AT)
    assert stored.texts([("pull", 7)]) == {("pull", 7): (2, "later")}
    stored.keep(stored.begin(), [Read(("pull", 7), "s", "last")], {}, AT)
    assert stored.texts([("pull", 7)]) == {("pull", 7): (3, "last")}


def test_a_cursor_and_what_it_asks_for_are_one(stored: StoredReadings, either_database: Engine) -> None:
    assert stored.cursor() == ""
    stored.advance("after 7", [SEVEN], AT)
    assert (stored.cursor(), list(asked(either_database, HOST, REPOSITORY))) == ("after 7", [SEVEN])


def test_readings_of_another_shape_are_removed_and_all_changes_asked_for(stored: StoredReadings) -> None:
    stored.advance("after 7", [], AT)
    stored.keep(stored.begin(), [Read(("pull", 7), "old", "x"), Read(("issue", 3), "new", "y")], {}, AT)
    assert stored.require_shapes({"pull": "new", "issue": "new"}) == 1
    assert (stored.cursor(), list(stored.present())) == ("", [("issue", 3)])
    stored.advance("after 7", [], AT)
    assert stored.require_shapes({"pull": "new", "issue": "new"}) == 0
    assert stored.cursor() == "after 7"


def test_what_a_look_answers_goes_with_what_it_found(stored: StoredReadings, either_database: Engine) -> None:
    stored.advance("", [SEVEN], AT)
    waiting = asked(either_database, HOST, REPOSITORY)
    stored.keep(stored.begin(), [Read(("pull", 7), "s", "x")], waiting, AT)
    assert (asked(either_database, HOST, REPOSITORY), list(stored.present())) == ({}, [("pull", 7)])


def test_what_a_place_was_is_known_once_it_was_opened(stored: StoredReadings, either_database: Engine) -> None:
    assert known_repository(either_database, PLACE) == REPOSITORY
    assert known_repository(either_database, "github:owner/other") == 0


def test_a_name_stays_the_repository_that_it_was(stored: StoredReadings, either_database: Engine) -> None:
    stored.advance("after 7", [], AT)
    assert open_readings(either_database, PLACE, HOST, REPOSITORY, "renamed").cursor() == "after 7"
    with pytest.raises(Refused, match=r"^github:owner/name was repository 77 and is 666 now: "):
        open_readings(either_database, PLACE, HOST, 666, "{}")
    with pytest.raises(Refused, match=r"^github:owner/name was repository 77 and is 77 now: "):
        open_readings(either_database, PLACE, "ghe.example.org", REPOSITORY, "{}")
