"""Streamed responses."""

from __future__ import annotations

import json
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, Iterator, Optional, AsyncIterator, cast
from typing_extensions import Self, TypeGuard, override, get_origin

import httpx

from . import _settings as settings
from ._utils import is_mapping, extract_type_var_from_base
from ._errors import APIError
from ._decoders._sse import (
    SSEDecoder as SSEDecoder,
    LineSplitter as LineSplitter,
    SSEBytesDecoder as SSEBytesDecoder,
    ServerSentEvent as ServerSentEvent,
)

if TYPE_CHECKING:
    from ._models import FinalRequestOptions
    from ._base_client import SyncAPIClient, AsyncAPIClient

_T = TypeVar("_T")


class Stream(Generic[_T]):
    """
    Events of an answer, as they come. Iterate to its end, or close it; as a context manager it closes by itself:

    ```py
    with client.chat.create(stream=True) as stream:
        for event in stream:
            ...
    ```
    """

    response: httpx.Response

    def __init__(
        self,
        *,
        cast_to: type[_T],
        response: httpx.Response,
        client: SyncAPIClient,
        options: Optional[FinalRequestOptions] = None,
    ) -> None:
        self.response = response
        self._cast_to = cast_to
        self._client = client
        self._options = options
        self._decoder = client._make_sse_decoder()
        self._iterator = self.__stream__()

    def __next__(self) -> _T:
        return self._iterator.__next__()

    def __iter__(self) -> Iterator[_T]:
        for item in self._iterator:
            yield item

    def _iter_events(self) -> Iterator[ServerSentEvent]:
        yield from self._decoder.iter_bytes(self.response.iter_bytes())

    def __stream__(self) -> Iterator[_T]:
        try:
            for event in self._iter_events():
                handled = _handle(event, self.response)
                if handled.done:
                    break
                if handled.found:
                    yield self._item(handled.data)
        finally:
            self.response.close()

    def _item(self, data: object) -> _T:
        return self._client._process_response_data(data=data, cast_to=self._cast_to, response=self.response)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: Optional[type[BaseException]],
        exc: Optional[BaseException],
        exc_tb: Optional[TracebackType],
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the request, even if the response was not read completely."""
        self.response.close()


class AsyncStream(Generic[_T]):
    """Events of a response, as they arrive. Like `Stream`, with `async for` and `async with`."""

    response: httpx.Response

    def __init__(
        self,
        *,
        cast_to: type[_T],
        response: httpx.Response,
        client: AsyncAPIClient,
        options: Optional[FinalRequestOptions] = None,
    ) -> None:
        self.response = response
        self._cast_to = cast_to
        self._client = client
        self._options = options
        self._decoder = client._make_sse_decoder()
        self._iterator = self.__stream__()

    async def __anext__(self) -> _T:
        return await self._iterator.__anext__()

    async def __aiter__(self) -> AsyncIterator[_T]:
        async for item in self._iterator:
            yield item

    async def _iter_events(self) -> AsyncIterator[ServerSentEvent]:
        async for event in self._decoder.aiter_bytes(self.response.aiter_bytes()):
            yield event

    async def __stream__(self) -> AsyncIterator[_T]:
        try:
            async for event in self._iter_events():
                handled = _handle(event, self.response)
                if handled.done:
                    break
                if handled.found:
                    yield self._item(handled.data)
        finally:
            await self.response.aclose()

    def _item(self, data: object) -> _T:
        return self._client._process_response_data(data=data, cast_to=self._cast_to, response=self.response)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        exc_type: Optional[type[BaseException]],
        exc: Optional[BaseException],
        exc_tb: Optional[TracebackType],
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Ends the request, even if the response was not read completely."""
        await self.response.aclose()


class JSONLStream(Stream[_T]):
    """Lines of JSON, as they arrive."""

    @override
    def __stream__(self) -> Iterator[_T]:
        lines = LineSplitter()
        try:
            for chunk in self.response.iter_bytes():
                for line in lines.feed(chunk):
                    if line.strip():
                        yield self._item(json.loads(line))
            for line in lines.end():
                if line.strip():
                    yield self._item(json.loads(line))
        finally:
            self.response.close()


class AsyncJSONLStream(AsyncStream[_T]):
    """Lines of JSON, as they arrive."""

    @override
    async def __stream__(self) -> AsyncIterator[_T]:
        lines = LineSplitter()
        try:
            async for chunk in self.response.aiter_bytes():
                for line in lines.feed(chunk):
                    if line.strip():
                        yield self._item(json.loads(line))
            for line in lines.end():
                if line.strip():
                    yield self._item(json.loads(line))
        finally:
            await self.response.aclose()


class _Handled:
    def __init__(self, data: object = None, *, found: bool = False, done: bool = False) -> None:
        self.data = data
        self.found = found
        self.done = done


def _handle(event: ServerSentEvent, response: httpx.Response) -> _Handled:
    """Applies this API's rules to an event. Without rules, each event with data is yielded."""
    if settings.STREAM_RULES is None:
        return _Handled(_json(event, response), found=True) if event.data else _Handled()
    for rule in settings.STREAM_RULES:
        if not rule.applies(event=event.event, data=event.data):
            continue
        if rule.handle == "done":
            return _Handled(done=True)
        if rule.handle == "error":
            raise _stream_error(event.data, response)
        data = _json(event, response)
        if rule.error_property is not None and is_mapping(data) and data.get(rule.error_property):
            raise _property_error(data[rule.error_property], response)
        return _Handled(data, found=True)
    return _Handled()


def _json(event: ServerSentEvent, response: httpx.Response) -> object:
    try:
        return cast(object, event.json())
    except ValueError as err:
        raise APIError(f"An event's data is not JSON: {event.data!r}", response.request, body=event.data) from err


def _stream_error(data: str, response: httpx.Response) -> APIError:
    try:
        body: object = json.loads(data)
        message = data or "An error occurred during streaming"
    except ValueError:
        body = data
        message = data or f"Error code: {response.status_code}"
    return APIError(message, response.request, body=body)


def _property_error(error: object, response: httpx.Response) -> APIError:
    message = error.get("message") if is_mapping(error) else None
    text = message if isinstance(message, str) and message else "An error occurred during streaming"
    return APIError(text, response.request, body=error)


def is_stream_class_type(typ: type) -> TypeGuard["type[Stream[object]] | type[AsyncStream[object]]"]:
    origin: Any = get_origin(typ) or typ
    return isinstance(origin, type) and issubclass(origin, (Stream, AsyncStream))


def extract_stream_chunk_type(stream_cls: type, *, failure_message: Optional[str] = None) -> type:
    """`int` of `Stream[int]`, and of `class Numbers(Stream[int])`."""
    return extract_type_var_from_base(
        stream_cls,
        index=0,
        generic_bases=cast("tuple[type, ...]", (Stream, AsyncStream)),
        failure_message=failure_message,
    )
