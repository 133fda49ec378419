"""Who asks: a token or an App, from the environment only, and never in a text that somebody may read."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from praxis_chain.core.errors import NetworkFailed, NotThere, WrongInput
from praxis_chain.forges.github.client import GitHubSession
from praxis_chain.forges.github.credentials import App, Token, credentials_from
from praxis_chain.forges.github.source import Source
from tests.github.canned import START, Canned, told
from tests.github.standin import StandIn, running


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="module")
def pem(key: rsa.RSAPrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()


@pytest.fixture(scope="module")
def github(tmp_path_factory: pytest.TempPathFactory, key: rsa.RSAPrivateKey) -> Iterator[StandIn]:
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    with running(tmp_path_factory.mktemp("github")) as served:
        served.repository("octo/hello", {"a": "b"})
        served.repository("octo/elsewhere", {"a": "b"})
        served.install(served.app("praxis", public), "octo/hello")
        yield served


def test_the_environment_names_a_token_or_an_app(tmp_path: Path, pem: str) -> None:
    file = tmp_path / "app.pem"
    file.write_text(pem, encoding="utf-8")
    app = {"PRAXIS_GITHUB_APP_ID": "7", "PRAXIS_GITHUB_APP_KEY_FILE": str(file)}
    assert credentials_from({"PRAXIS_GITHUB_TOKEN": " abc\n"}, "o/n") == Token("abc")
    assert credentials_from(app, "o/n") == App("7", pem, "o/n")
    for environment, sentence in (
        ({}, "GitHub needs credentials: set PRAXIS_GITHUB_TOKEN, or PRAXIS_GITHUB_APP_ID and "),
        ({"PRAXIS_GITHUB_APP_ID": "7"}, "GitHub needs credentials: set PRAXIS_GITHUB_TOKEN, or "),
        (app | {"PRAXIS_GITHUB_TOKEN": "abc"}, "Both PRAXIS_GITHUB_TOKEN and a GitHub App are set: unset one."),
        (app | {"PRAXIS_GITHUB_APP_KEY_FILE": str(tmp_path)},
         "The file that PRAXIS_GITHUB_APP_KEY_FILE names cannot be read."),
    ):  # fmt: skip
        with pytest.raises(WrongInput) as raised:
            credentials_from(environment, "o/n")
        assert str(raised.value).startswith(sentence)


def test_accounts_whose_requests_are_counted_apart_are_told_apart(pem: str) -> None:
    one, other = Token("one-secret"), Token("other-secret")
    assert one.account == Token("one-secret").account != other.account
    assert "secret" not in one.account
    assert App("7", pem, "Octo/a").account == App("7", pem, "octo/b").account == "app 7 octo"


def test_secrets_are_in_no_text(pem: str) -> None:
    session = Canned({}).session(credentials=Token("top-secret"))
    app = App("7", pem, "o/n")
    app._token = "top-secret"
    for text in (repr(Token("top-secret")), repr(app), repr(session), repr(vars(session))):
        assert "top-secret" not in text
        assert "PRIVATE KEY" not in text


def test_an_app_gets_a_token_for_the_repositorys_installation(github: StandIn, pem: str) -> None:
    app = App(str(next(iter(github.state.apps))), pem, "octo/hello")

    async def ask() -> tuple[int, str]:
        async with GitHubSession(app, github.url, host="github") as session:
            source = await Source.open(session, "octo/hello")
            await source.changed("")
            return source.repository.id, session.token

    number, token = asyncio.run(ask())
    assert number == github.repository_of("octo/hello").id
    assert token.startswith("standin-installation-")
    assert github.requests()[token]["rest"] == 2
    assert "octo" not in token


def test_an_app_that_is_not_installed_there_is_told(github: StandIn, pem: str) -> None:
    app = App(str(next(iter(github.state.apps))), pem, "octo/elsewhere")

    async def ask() -> None:
        async with GitHubSession(app, github.url, host="github") as session:
            await Source.open(session, "octo/elsewhere")

    with pytest.raises(NotThere):
        asyncio.run(ask())


def test_an_installations_token_is_renewed_before_it_ends(pem: str) -> None:
    granted = [
        told({"token": "first", "expires_at": "2023-11-14T23:13:20Z"}, 201),  # an hour after START
        told({"token": "second", "expires_at": "2023-11-15T23:13:20Z"}, 201),
    ]
    github = Canned(
        {
            "/repos/o/n/installation": [told({"id": 5})],
            "/app/installations/5/access_tokens": granted,
            "/x": [told(1)],
        }
    )
    app = App("7", pem, "o/n", clock=lambda: github.now)

    async def ask() -> list[str]:
        tokens = []
        async with github.session(credentials=app) as session:
            for seconds in (0, 3299, 1):
                github.now += seconds
                await session.read("/x", int, "x")
                tokens.append(session.token)
        return tokens

    assert asyncio.run(ask()) == ["first", "first", "second"]
    assert github.now == START + 3300
    sent = [request.headers["authorization"] for request in github.asked if request.url.path == "/x"]
    assert sent == ["token first", "token first", "token second"]
    assert github.asked[0].headers["authorization"].startswith("bearer ey")


@pytest.mark.parametrize("answer", [{}, {"token": "t"}, {"token": "t", "expires_at": "soon"}, []])
def test_an_answer_without_a_token_is_told(pem: str, answer: object) -> None:
    github = Canned(
        {"/repos/o/n/installation": [told({"id": 5})], "/app/installations/5/access_tokens": [told(answer, 201)]}
    )

    async def ask() -> None:
        async with github.session(credentials=App("7", pem, "o/n")) as session:
            await session.read("/x", int, "x")

    with pytest.raises(NetworkFailed, match=r"^GitHub's answer to the App holds no token for its installation\.$"):
        asyncio.run(ask())


def test_a_file_without_a_key_is_told() -> None:
    async def ask() -> None:
        async with Canned({}).session(credentials=App("7", "no key", "o/n")) as session:
            await session.read("/x", int, "x")

    with pytest.raises(WrongInput, match=r"^The file that PRAXIS_GITHUB_APP_KEY_FILE names holds no RSA private key"):
        asyncio.run(ask())
