"""Keys are found by name where ape and Foundry keep them, opened with their password, and never taken raw."""

import json

import pytest
from eth_account import Account

from praxis_chain.core.errors import KeyNotFound, WrongInput
from praxis_chain.evm.keys import find_keystore, keystore_address, list_keystores, load_key, local_key

PASSWORD = "correct horse"
KEY = local_key("a sponsor")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A home folder of its own, with nothing in it."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("APE_DATA_FOLDER", raising=False)
    monkeypatch.delenv("PRAXIS_PASSWORD", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path, password=PASSWORD, **changes):
    """A keystore that opens fast: four rounds of scrypt instead of 262,144."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(Account.encrypt(KEY.key, password, kdf="scrypt", iterations=4) | changes))
    return path


def test_a_name_is_found_in_apes_folder(home):
    path = write(home / ".ape/accounts/sponsor.json")
    assert find_keystore("sponsor") == path
    assert load_key("sponsor", PASSWORD).address == KEY.address


def test_a_name_is_found_in_foundrys_folder(home):
    write(home / ".foundry/keystores/sponsor")
    assert load_key("sponsor", PASSWORD).address == KEY.address


def test_a_path_is_taken_as_it_is(home):
    write(home / "keys/mine.json")
    assert load_key("keys/mine.json", PASSWORD).address == KEY.address
    assert load_key("~/keys/mine.json", PASSWORD).address == KEY.address
    write(home / "here.json")
    assert load_key("here.json", PASSWORD).address == KEY.address


def test_apes_folder_can_be_elsewhere(home, monkeypatch):
    monkeypatch.setenv("APE_DATA_FOLDER", str(home / "data"))
    write(home / "data/accounts/sponsor.json")
    assert load_key("sponsor", PASSWORD).address == KEY.address


def test_all_keystores_are_listed_and_apes_win(home):
    apes = write(home / ".ape/accounts/sponsor.json")
    write(home / ".foundry/keystores/sponsor")
    foundrys = write(home / ".foundry/keystores/arbiter")
    assert list_keystores() == {"sponsor": apes, "arbiter": foundrys}
    assert find_keystore("sponsor") == apes


def test_without_any_folder_nothing_is_listed():
    assert list_keystores() == {}


def test_the_address_is_read_without_the_password(home):
    write(home / ".ape/accounts/sponsor.json")
    write(home / ".foundry/keystores/nameless", address="")
    assert keystore_address("sponsor") == KEY.address
    assert keystore_address("nameless") is None


def test_the_password_comes_from_argument_then_environment_then_question(home, monkeypatch):
    write(home / ".ape/accounts/sponsor.json")
    asked = []

    def ask(question):
        asked.append(question)
        return PASSWORD

    assert load_key("sponsor", ask=ask).address == KEY.address
    assert asked == [f"Password of {home / '.ape/accounts/sponsor.json'}"]
    monkeypatch.setenv("PRAXIS_PASSWORD", PASSWORD)
    assert load_key("sponsor", ask=ask).address == KEY.address
    assert len(asked) == 1
    monkeypatch.setenv("PRAXIS_PASSWORD", "something else")
    assert load_key("sponsor", PASSWORD).address == KEY.address


def test_no_such_key_lists_where_it_was_looked_for(home):
    with pytest.raises(KeyNotFound) as caught:
        load_key("sponsor", PASSWORD)
    ape, foundry = home / ".ape/accounts/sponsor.json", home / ".foundry/keystores/sponsor"
    assert str(caught.value) == f"There is no key 'sponsor': looked for {ape}, {foundry}, sponsor."
    with pytest.raises(KeyNotFound, match=r"There is no key 'keys/sponsor': looked for keys/sponsor\."):
        load_key("keys/sponsor", PASSWORD)
    with pytest.raises(KeyNotFound, match="Name a keystore"):
        load_key("", PASSWORD)


def test_a_wrong_password_is_said_to_be_one(home):
    path = write(home / ".ape/accounts/sponsor.json")
    with pytest.raises(KeyNotFound) as caught:
        load_key("sponsor", "wrong")
    assert str(caught.value) == f"The password does not open {path}."


def test_an_empty_password_is_a_password(home):
    write(home / ".ape/accounts/sponsor.json", password="")
    assert load_key("sponsor", "").address == KEY.address


def test_without_a_password_and_nobody_to_ask(home):
    write(home / ".ape/accounts/sponsor.json")
    with pytest.raises(KeyNotFound, match="needs its password: set PRAXIS_PASSWORD or run this in a terminal"):
        load_key("sponsor")


@pytest.mark.parametrize("raw", ["0x" + "11" * 32, "22" * 32])
def test_a_raw_key_is_refused_and_not_repeated(raw):
    with pytest.raises(WrongInput, match="That looks like a private key") as caught:
        load_key(raw, PASSWORD)
    assert raw not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"not json", "is not a keystore: it should be JSON"),
        (b"\xff\xfe", "is not a keystore: it should be JSON"),
        (b"[]", "is not a keystore: it has no encrypted key in it"),
        (b'{"address": "00"}', "is not a keystore: it has no encrypted key in it"),
        (b'{"crypto": {}}', "is not a complete version 3 keystore"),
        (b'{"version": 3, "crypto": {"kdf": "rot13"}}', "is not a complete version 3 keystore"),
        (b'{"version": 7, "crypto": {}}', "is not a complete version 3 keystore"),
    ],
)
def test_what_is_no_keystore_is_said_to_be_none(home, content, sentence):
    (home / "file").write_bytes(content)
    with pytest.raises(KeyNotFound, match=sentence):
        load_key("file", PASSWORD)


def test_local_keys_follow_from_their_seed():
    assert local_key("x").address == local_key("x").address != local_key("y").address
