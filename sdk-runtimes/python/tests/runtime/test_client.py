"""The client against a transport of this test's own: what it sends, and what it makes of answers."""

from __future__ import annotations

import json
from typing import Any, Callable, List, Optional

import httpx
import pytest

from sdk_runtime import _settings as settings
from sdk_runtime._base_client import SyncAPIClient, AsyncAPIClient, make_request_options
from sdk_runtime._errors import APIConnectionError, APIStatusError, APITimeoutError, NotFoundError, RateLimitError
from sdk_runtime._models import BaseModel, FinalRequestOptions
from sdk_runtime._types import NoneType, omit
from sdk_runtime._utils import with_parts

Handler = Callable[[httpx.Request], httpx.Response]


class Pet(BaseModel):
    name: str
    age: Optional[int] = None


def client_of(handler: Handler, **options: Any) -> SyncAPIClient:
    return SyncAPIClient(
        version="1.0.0",
        base_url="http://api.test/v1",
        http_client=httpx.Client(transport=httpx.MockTransport(handler)),
        _strict_response_validation=False,
        **options,
    )


@pytest.fixture(autouse=True)
def without_delay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SyncAPIClient, "_calculate_retry_timeout", lambda *_args: 0)
    monkeypatch.setattr(AsyncAPIClient, "_calculate_retry_timeout", lambda *_args: 0)


def test_an_answer_is_its_type() -> None:
    with client_of(lambda _: httpx.Response(200, json={"name": "Rex", "colour": "red"})) as client:
        pet = client.get("/pets/1", cast_to=Pet)
    assert pet.name == "Rex"
    assert pet.to_dict() == {"name": "Rex", "colour": "red"}


def test_url_query_and_body_reach_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "QUERY_ARRAYS", "comma")
    monkeypatch.setattr(settings, "QUERY_OBJECTS", "brackets")
    seen: List[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={})

    with client_of(handler) as client:
        client.post(
            "/pets?x=1",
            body={"name": "Rex"},
            options=make_request_options(query={"tags": ["a", "b"], "near": {"lat": 1}}, extra_body={"age": 3}),
            cast_to=object,
        )
    (request,) = seen
    assert dict(request.url.params) == {"x": "1", "tags": "a,b", "near[lat]": "1"}
    assert request.url.path == "/v1/pets"
    assert json.loads(request.content) == {"name": "Rex", "age": 3}


@pytest.mark.parametrize("status", [408, 409, 429, 500, 503])
def test_what_may_pass_is_sent_again(status: int) -> None:
    counts: List[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        counts.append(request.headers["x-stainless-retry-count"])
        return httpx.Response(status if len(counts) < 3 else 200, json={"name": "Rex"})

    with client_of(handler) as client:
        assert client.get("/pets/1", cast_to=Pet).name == "Rex"
    assert counts == ["0", "1", "2"]


def test_the_server_decides_about_retries() -> None:
    calls: List[int] = []

    def handler(_: httpx.Request) -> httpx.Response:
        calls.append(1)
        return httpx.Response(500, headers={"x-should-retry": "false"})

    with client_of(handler) as client, pytest.raises(APIStatusError):
        client.get("/pets", cast_to=object)
    assert len(calls) == 1


def test_statuses_have_errors_of_their_own() -> None:
    with client_of(lambda _: httpx.Response(404, json={"message": "no"})) as client:
        with pytest.raises(NotFoundError) as caught:
            client.get("/pets/9", cast_to=Pet)
    assert caught.value.status_code == 404
    assert caught.value.body == {"message": "no"}
    with client_of(lambda _: httpx.Response(429), max_retries=0) as client, pytest.raises(RateLimitError):
        client.get("/pets", cast_to=object)


def test_no_answer_is_a_connection_error() -> None:
    def fails(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    def waits(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("slow", request=request)

    with client_of(fails, max_retries=1) as client, pytest.raises(APIConnectionError):
        client.get("/pets", cast_to=object)
    with client_of(waits, max_retries=1) as client, pytest.raises(APITimeoutError):
        client.get("/pets", cast_to=object)


def test_headers_can_be_left_out() -> None:
    with client_of(lambda request: httpx.Response(200, json=dict(request.headers))) as client:
        headers: Any = client.get(
            "/", cast_to=object, options=make_request_options(extra_headers={"Accept": omit, "X-Stainless-OS": omit})
        )
    assert "x-stainless-os" not in headers
    assert headers["accept"] != "application/json"


def test_a_form_without_files_is_multipart_all_the_same() -> None:
    with client_of(lambda _: httpx.Response(200)) as client:
        request = client._build_request(
            FinalRequestOptions(
                method="post", url="/", headers={"Content-Type": "multipart/form-data"}, json_data={"a": [1, 2]}
            )
        )
    assert request.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert request.read().count(b"name=") == 2


@pytest.mark.parametrize("files", [None, [("file", b"content")]])
def test_a_part_of_a_form_has_its_own_content_type(files: Any) -> None:
    with client_of(lambda _: httpx.Response(200)) as client:
        request = client._build_request(
            FinalRequestOptions(
                method="post",
                url="/",
                headers={"Content-Type": "multipart/form-data"},
                json_data=with_parts({"meta": {"a": 1}, "b": "c"}, {"meta": "application/json"}),
                files=files,
            )
        )
    sent = request.read()
    assert b'name="meta"\r\nContent-Type: application/json\r\n\r\n{"a":1}\r\n' in sent
    assert b'name="b"\r\n\r\nc\r\n' in sent


def test_head_returns_nothing_and_needs_no_idempotency_key() -> None:
    calls: List[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        calls.append(request)
        return httpx.Response(200, headers={"content-type": "application/json", "content-length": "9"})

    with client_of(handler) as client:
        client._idempotency_header = "Idempotency-Key"
        assert client._head("/pets", cast_to=NoneType) is None
    assert calls[0].method == "HEAD"
    assert "idempotency-key" not in calls[0].headers


async def test_the_async_client_does_the_same() -> None:
    calls: List[int] = []

    def handler(_: httpx.Request) -> httpx.Response:
        calls.append(1)
        return httpx.Response(500 if len(calls) == 1 else 200, json={"name": "Rex"})

    async with AsyncAPIClient(
        version="1.0.0",
        base_url="http://api.test",
        http_client=httpx.AsyncClient(transport=httpx.MockTransport(handler)),
        _strict_response_validation=False,
    ) as client:
        pet = await client.get("/pets/1", cast_to=Pet)
    assert pet.name == "Rex"
    assert len(calls) == 2
