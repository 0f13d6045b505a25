"""Tokens that a client gets by its id and secret."""

from __future__ import annotations

import base64
from typing import Any, List, Callable, Optional
from urllib.parse import parse_qs

import anyio
import httpx
import pytest

from sdk_runtime._types import omit
from sdk_runtime._errors import AuthenticationError
from sdk_runtime._tokens import TokenAuth, TokenCache, ClientCredentials
from sdk_runtime._base_client import SyncAPIClient, AsyncAPIClient, make_request_options

CREDENTIALS = ClientCredentials("http://auth.test/token", "my id", "a:b", ("read", "write"))


class Server:
    """Gives tokens, `answers` first, and answers other requests with what they carry; it refuses the tokens given."""

    def __init__(self, *answers: httpx.Response, refuses: str = "", expires_in: Optional[object] = 3600) -> None:
        self.answers: List[httpx.Response] = list(answers)
        self.refuses = refuses
        self.expires_in = expires_in
        self.asked: List[httpx.Request] = []
        self.calls: List[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.host == "auth.test":
            self.asked.append(request)
            if self.answers:
                return self.answers.pop(0)
            return httpx.Response(200, json={"access_token": f"t{len(self.asked)}", "expires_in": self.expires_in})
        carried = request.headers.get("authorization", "none")
        self.calls.append(carried)
        return httpx.Response(401 if carried == f"Bearer {self.refuses}" else 200, json={"with": carried})

    async def answer(self, request: httpx.Request) -> httpx.Response:
        return self(request)


class Client(SyncAPIClient):
    cache = TokenCache()

    def _token_auth(self, security: Any) -> Optional[httpx.Auth]:
        return TokenAuth(self.cache, CREDENTIALS) if security is None or security.get("oauth") else None


class AsyncClient(AsyncAPIClient):
    cache = TokenCache()

    def _token_auth(self, security: Any) -> Optional[httpx.Auth]:
        return TokenAuth(self.cache, CREDENTIALS)


@pytest.fixture(autouse=True)
def without_delay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SyncAPIClient, "_calculate_retry_timeout", lambda *_args: 0)


def client_of(handler: Callable[[httpx.Request], httpx.Response], **options: Any) -> Client:
    client = Client(
        version="1.0.0",
        base_url="http://api.test/v1",
        http_client=httpx.Client(transport=httpx.MockTransport(handler)),
        _strict_response_validation=False,
        **options,
    )
    client.cache = TokenCache()
    return client


def carried(client: SyncAPIClient, **options: Any) -> object:
    answer: Any = client.post("/pets", body={}, cast_to=object, options=make_request_options(**options))
    return answer["with"]


def test_a_token_is_asked_for_as_oauth_says_and_kept() -> None:
    server = Server()
    with client_of(server) as client:
        assert [carried(client), carried(client)] == ["Bearer t1", "Bearer t1"]
    (request,) = server.asked
    assert request.headers["authorization"] == "Basic " + base64.b64encode(b"my+id:a%3Ab").decode()
    assert parse_qs(request.content.decode()) == {"grant_type": ["client_credentials"], "scope": ["read write"]}
    assert request.extensions["timeout"]["read"] == 60


def test_a_token_is_fetched_again_when_it_expires() -> None:
    with client_of(Server(expires_in="0")) as client:
        assert [carried(client), carried(client)] == ["Bearer t1", "Bearer t2"]
    with client_of(Server(expires_in=None)) as client:
        assert [carried(client), carried(client)] == ["Bearer t1", "Bearer t1"]


def test_a_refused_token_is_replaced_once() -> None:
    server = Server(refuses="t1")
    with client_of(server) as client:
        assert carried(client) == "Bearer t2"
    assert server.calls == ["Bearer t1", "Bearer t2"]
    with client_of(lambda request: httpx.Response(401) if request.url.host == "api.test" else server(request)) as client:
        with pytest.raises(AuthenticationError):
            carried(client)


def test_requests_that_say_what_they_carry_get_no_token() -> None:
    server = Server()
    with client_of(server) as client:
        assert carried(client, extra_headers={"Authorization": "Basic x"}) == "Basic x"
        assert carried(client, extra_headers={"Authorization": omit}) == "none"
        assert carried(client, security={}) == "none"
        assert carried(client, security={"key": True}) == "none"
        assert carried(client, security={"oauth": True}) == "Bearer t1"
    assert len(server.asked) == 1


def test_failures_of_the_token_server_are_those_of_the_request() -> None:
    unavailable = httpx.Response(503)
    with client_of(Server(unavailable)) as client:
        assert carried(client) == "Bearer t2"
    refused = httpx.Response(401, json={"error": "invalid_client"})
    with client_of(Server(refused)) as client:
        with pytest.raises(AuthenticationError) as caught:
            carried(client)
        assert caught.value.body == {"error": "invalid_client"}
        assert carried(client) == "Bearer t2"


async def test_async_requests_at_the_same_time_get_one_token() -> None:
    server = Server()
    made: List[object] = []
    async with AsyncClient(
        version="1.0.0",
        base_url="http://api.test",
        http_client=httpx.AsyncClient(transport=httpx.MockTransport(server.answer)),
        _strict_response_validation=False,
    ) as client:

        async def call() -> None:
            made.append(await client.get("/pets", cast_to=object))

        async with anyio.create_task_group() as group:
            group.start_soon(call)
            group.start_soon(call)
        assert made == [{"with": "Bearer t1"}] * 2
        server.refuses = "t1"
        await call()
    assert made[-1] == {"with": "Bearer t2"}
    assert len(server.asked) == 2
