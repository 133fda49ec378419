"""A session with GitHub: reads what is asked for until it has it, or says in one sentence why it cannot.

Every reading is repeated while that may help: after a refusal for asking too often when GitHub allows it again, after
an error of the server, a broken connection, or an answer that makes no sense, each time later. What is written is sent
once: only the caller can find out whether it was done. Answers are kept with their ETags: what has not changed costs
nothing.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from math import ceil
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

import httpx2
import stamina
from gidgethub.sansio import format_url
from pydantic import TypeAdapter, ValidationError

from ...core.errors import NetworkFailed
from ...core.times import show_time
from ..loopback import is_loopback
from .credentials import Credentials
from .gate import Gate
from .kept import Recent
from .limits import GRAPHQL, REST, Counts, Patience, Spent
from .refusals import FAILURES, Again, Garbled, TooOften, meaning
from .transport import Api, Cache, check_base_url

T = TypeVar("T")

GITHUB = "https://api.github.com"
FULL_PAGE = 100
AT_ONCE = 8
"""Requests under way at the same time; GitHub allows 100 of one account."""


class GitHubSession:
    """One account's view of one GitHub. Use as `async with GitHubSession(credentials) as session`.

    base_url: `https://api.github.com`, or `https://HOST/api/v3` of a GitHub Enterprise Server. host: how ids begin
    (`github` for github.com, else HOST). cache: answers by URL, kept where the caller wants them kept. gate: shared
    with the account's other sessions. transport: for tests. clock: unix seconds; sleep: how pauses are made. token:
    what was sent last, good for five minutes at least.
    """

    def __init__(
        self,
        credentials: Credentials,
        base_url: str = GITHUB,
        *,
        host: str | None = None,
        cache: Cache | None = None,
        gate: Gate | None = None,
        patience: Patience | None = None,
        transport: httpx2.AsyncBaseTransport | None = None,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.base_url = check_base_url(base_url)
        self.host = host or ("github" if self.base_url == GITHUB else urlsplit(self.base_url).netloc.lower())
        self.counts, self.gate = Counts(), gate or Gate()
        self.token = ""
        self._credentials, self.clock, self._sleep = credentials, clock, sleep
        self.patience = patience or Patience()
        self._cache: Cache = Recent() if cache is None else cache
        self._http = httpx2.AsyncClient(
            timeout=self.patience.answer,
            transport=transport,
            trust_env=not is_loopback(self.base_url),  # no proxy between this machine and itself
        )
        self._api = Api(self._http, self.gate, self.counts, base_url=self.base_url, cache=self._cache)
        self._under_way = asyncio.Semaphore(AT_ONCE)
        self._renewing = asyncio.Lock()

    @property
    def spent(self) -> Spent:
        """Since this session began; what is left is the whole account's."""
        counts = self.counts
        requests = {name: getattr(counts, name) for name in ("rest", "graphql", "not_modified", "failed")}
        left = {resource: known.remaining for resource, known in self.gate.remaining.items()}
        return Spent(requests, left, counts.waited)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def read(self, url: str, shape: Any, what: str) -> Any:
        """What stands at a URL such as `/repositories/{id}`, as a value of `shape` (a pydantic model or type).

        what: words for a sentence, e.g. "issue 7". Raises NotThere, NetworkFailed, or WrongInput for credentials that
        GitHub refuses.
        """
        value, _ = await self._persist(REST, what, self._page, url, TypeAdapter(shape))
        return value

    async def read_pages(
        self, url: str, shape: Any, what: str, *, until: Callable[[Any], bool] | None = None
    ) -> list[Any]:
        """All items of a list in GitHub's order, page by page; up to the page with an item for which `until` holds."""
        items: list[Any] = []
        pages: TypeAdapter[list[Any]] = TypeAdapter(list[shape])
        more: str | None = url
        asked: set[str] = set()
        while more:
            if more in asked:
                raise NetworkFailed(f"GitHub's pages of {what} lead in a circle.")
            asked.add(more)
            page, more = await self._persist(REST, what, self._page, more, pages)
            items += page
            if until is not None and any(map(until, page)):
                break
        return items

    async def query(self, text: str, variables: Mapping[str, object], shape: type[T], what: str) -> T:
        """The data of one GraphQL query, as a value of `shape`. Raises as `read` does."""
        answer: TypeAdapter[T] = TypeAdapter(shape)
        return await self._persist(GRAPHQL, what, self._ask, text, variables, answer)

    async def write(self, method: str, url: str, body: Mapping[str, object], shape: Any, what: str) -> Any:
        """Create (`POST`) or change (`PATCH`) what stands at a URL; what it is then. Raises as `read` does."""
        await self._until_open(REST)
        try:
            async with self._under_way:
                self._api.oauth_token = await self._token()
                return TypeAdapter(shape).validate_python(await self._api.send(method, url, body))
        except ValidationError as error:
            raise meaning(Garbled(_lacking(error)), what) from None
        except FAILURES as error:
            self.counts.failed += 1
            failure = meaning(error, what)
            if isinstance(failure, TooOften):
                self.gate.close(REST, failure.headers, self.clock(), self.patience.unnamed)
            raise failure from None

    def forget(self, url: str) -> None:
        """Ask anew for this URL and the pages after it, whatever was kept: it is not believed."""
        first = format_url(url, None, base_url=self.base_url)
        for known in [known for known in self._cache if known.startswith(first)]:
            del self._cache[known]

    async def _page(self, url: str, shape: TypeAdapter[Any]) -> tuple[Any, str | None]:
        self._api.oauth_token = await self._token()
        data, more = await self._api.page(url)
        if more is None and isinstance(data, list) and len(data) == FULL_PAGE:
            self.forget(url)  # an ETag is of this page only: it would hide that there is a next one by now
        try:
            return shape.validate_python(data), more
        except ValidationError as error:
            self.forget(url)
            raise Garbled(_lacking(error)) from None

    async def _ask(self, text: str, variables: Mapping[str, object], shape: TypeAdapter[T]) -> T:
        self._api.oauth_token = await self._token()
        try:
            return shape.validate_python(await self._api.ask(text, variables))
        except ValidationError as error:
            raise Garbled(_lacking(error)) from None

    async def _token(self) -> str:
        async with self._renewing:
            self.token = await self._credentials.token(self._as_app)
            return self.token

    async def _as_app(self, method: str, url: str, jwt: str) -> Any:
        if method == "GET":
            return (await self._api.page(url, jwt=jwt))[0]
        return await self._api.post(url, data=b"", jwt=jwt)

    async def _persist(self, resource: str, what: str, ask: Callable[..., Awaitable[T]], *arguments: Any) -> T:
        patience = self.patience
        tries = stamina.retry_context(
            _worth_another,
            attempts=patience.attempts, timeout=patience.in_all,
            wait_initial=patience.first, wait_max=patience.most, wait_jitter=patience.jitter,
        )  # fmt: skip
        async for one in tries:
            with one:
                await self._until_open(resource)
                try:
                    async with self._under_way:
                        return await ask(*arguments)
                except FAILURES as error:
                    self.counts.failed += 1
                    failure = meaning(error, what)
                if isinstance(failure, TooOften):
                    self.gate.close(resource, failure.headers, self.clock(), patience.unnamed)
                raise failure
        raise AssertionError("stamina ends with a value or an exception")

    async def _until_open(self, resource: str) -> None:
        while (pause := self.gate.closed_until[resource] - self.clock()) > 0:
            if pause > self.patience.longest:
                until = show_time(ceil(self.gate.closed_until[resource]))
                raise NetworkFailed(f"GitHub was asked too often and answers again at {until}.")
            await self._pause(pause)
        if pause := self.gate.turn(resource, self.clock(), self.patience):
            await self._pause(pause)

    async def _pause(self, seconds: float) -> None:
        self.counts.waited += seconds
        await self._sleep(seconds)


def _worth_another(failure: Exception) -> bool | float:
    """stamina's question. A pause that GitHub wants is made before the next request, whoever sends it."""
    return 0.0 if isinstance(failure, TooOften) else isinstance(failure, Again)


def _lacking(error: ValidationError) -> str:
    """The first thing that is wrong, as words: "'number' is missing"."""
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(map(str, first["loc"]))
    return (
        f"'{place}' is missing"
        if first["type"] == "missing"
        else f"in '{place}', {first['msg'][:1].lower()}{first['msg'][1:]}"
    )
