"""Who may deliver: whoever knows the webhook's secret, and nobody else."""

import pytest

from praxis_chain.core.errors import WrongInput
from praxis_chain.service.watching import Receiver, read_secrets
from praxis_chain.service.watching.signature import is_signed
from tests.service.deliveries import SECRET, signed

BODY = b"Hello, World!"
# Source: GitHub's documentation, "Testing the webhook payload validation".
EXPECTED = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"


def test_githubs_own_vector() -> None:
    assert is_signed(BODY, EXPECTED, (SECRET,))


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "sha256=",
        EXPECTED[:-1],
        EXPECTED + "0",
        EXPECTED.removeprefix("sha256="),
        EXPECTED.upper(),
        "sha1=01dc10d0c83e72ed246219cdd91669667fe2ca59",
        "sha256=" + "0" * 64,
        "sha256=é",
    ],
)
def test_another_signature_is_none(header: str | None) -> None:
    assert not is_signed(BODY, header, (SECRET,))


def test_another_body_is_not_signed() -> None:
    assert not is_signed(BODY + b" ", EXPECTED, (SECRET,))


def test_either_secret_will_do_while_one_replaces_the_other() -> None:
    secrets = (b"new", SECRET)
    assert is_signed(BODY, EXPECTED, secrets)
    assert is_signed(BODY, signed(BODY, b"new"), secrets)
    assert not is_signed(BODY, signed(BODY, b"older"), secrets)


def test_one_or_two_secrets_are_read() -> None:
    assert read_secrets({"PRAXIS_WEBHOOK_SECRET": "one"}) == (b"one",)
    assert read_secrets({"PRAXIS_WEBHOOK_SECRET": " new, old ,"}) == (b"new", b"old")


@pytest.mark.parametrize("value", [None, "", " , "])
def test_without_a_secret_nothing_starts(value: str | None) -> None:
    with pytest.raises(WrongInput, match=r"^The webhook has no secret: set PRAXIS_WEBHOOK_SECRET to the one "):
        read_secrets({} if value is None else {"PRAXIS_WEBHOOK_SECRET": value})


def test_three_secrets_are_one_too_many() -> None:
    with pytest.raises(WrongInput, match=r"holds 3 secrets"):
        read_secrets({"PRAXIS_WEBHOOK_SECRET": "a,b,c"})


def test_a_receiver_without_a_secret_is_not_made() -> None:
    with pytest.raises(WrongInput, match=r"^The webhook has no secret"):
        Receiver(None, ())  # type: ignore[arg-type]
