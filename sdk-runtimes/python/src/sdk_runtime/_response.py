"""Responses with their HTTP status and headers."""

from __future__ import annotations

import os
import inspect
import datetime
import functools
from types import TracebackType
from typing import (
    TYPE_CHECKING,
    Any,
    Dict,
    Type,
    Union,
    Generic,
    TypeVar,
    Callable,
    Iterator,
    Optional,
    Awaitable,
    AsyncIterator,
    cast,
    overload,
)
from typing_extensions import ParamSpec, override, get_origin

import anyio
import httpx
import pydantic

from . import _settings as settings
from ._types import NoneType
from ._utils import is_given, is_mapping, is_annotated_type, is_type_alias_type, extract_type_arg, extract_type_var_from_base
from ._errors import APIResponseValidationError
from ._models import BaseModel
from ._constants import RAW_RESPONSE_HEADER
from ._streaming import Stream, AsyncStream, is_stream_class_type, extract_stream_chunk_type

if TYPE_CHECKING:
    from ._models import FinalRequestOptions
    from ._base_client import BaseClient

P = ParamSpec("P")
R = TypeVar("R")
_T = TypeVar("_T")
_APIResponseT = TypeVar("_APIResponseT", bound="APIResponse[Any]")
_AsyncAPIResponseT = TypeVar("_AsyncAPIResponseT", bound="AsyncAPIResponse[Any]")


class MissingStreamClassError(TypeError):
    def __init__(self) -> None:
        super().__init__("The `stream` argument was set to `True` but the `stream_cls` argument was not given.")


class StreamAlreadyConsumed(settings.ClientError):
    """The content of a streamed response can be read only once, with `read()` or an iterator."""

    def __init__(self) -> None:
        super().__init__(
            "The content of this response was streamed and is gone. Call `.read()` before, so that it is kept."
        )


class BaseAPIResponse(Generic[R]):
    http_response: httpx.Response

    retries_taken: int
    """The number of retries; 0 if the first attempt got a response."""

    def __init__(
        self,
        *,
        raw: httpx.Response,
        cast_to: Type[R],
        client: BaseClient[Any, Any],
        stream: bool,
        stream_cls: Optional[Type[Any]],
        options: FinalRequestOptions,
        retries_taken: int = 0,
    ) -> None:
        self._cast_to = cast_to
        self._client = client
        self._parsed_by_type: Dict[Any, Any] = {}
        self._is_sse_stream = stream
        self._stream_cls = stream_cls
        self._options = options
        self.http_response = raw
        self.retries_taken = retries_taken

    @property
    def headers(self) -> httpx.Headers:
        return self.http_response.headers

    @property
    def http_request(self) -> httpx.Request:
        return self.http_response.request

    @property
    def status_code(self) -> int:
        return self.http_response.status_code

    @property
    def url(self) -> httpx.URL:
        return self.http_response.url

    @property
    def method(self) -> str:
        return self.http_request.method

    @property
    def http_version(self) -> str:
        return self.http_response.http_version

    @property
    def elapsed(self) -> datetime.timedelta:
        """Time from sending the request until the response was read completely."""
        return self.http_response.elapsed

    @property
    def is_closed(self) -> bool:
        """Whether the connection was released: the response was read completely, or closed."""
        return self.http_response.is_closed

    @override
    def __repr__(self) -> str:
        return f"<{type(self).__name__} [{self.status_code} {self.http_response.reason_phrase}] type={self._cast_to}>"

    def _parse(self, *, to: Optional[Type[_T]] = None) -> Any:
        wanted: Any = self._cast_to if to is None else to
        target = _plain_type(wanted)
        if self._is_sse_stream:
            return self._parse_stream(target, chosen=to is not None)
        if target is NoneType:
            return None
        if target is httpx.Response:
            return self.http_response
        if isinstance(target, type) and issubclass(target, (bytes, str, int, float)):
            return _primitive(target, self.http_response)
        if _is_foreign_model(target):
            raise TypeError(
                "Pydantic models must subclass our base model type, e.g. "
                f"`from {settings.PACKAGE} import BaseModel`"
            )
        return self._parse_data(wanted)

    def _parse_stream(self, target: Any, *, chosen: bool) -> Any:
        if chosen:
            if not is_stream_class_type(target):
                raise TypeError(f"Expected custom parse type to be a subclass of {Stream} or {AsyncStream}")
            stream_cls: Any = target
        else:
            stream_cls = self._stream_cls or self._client._default_stream_cls
            if stream_cls is None:
                raise MissingStreamClassError()
        item = self._cast_to
        if get_origin(stream_cls) is not None or getattr(stream_cls, "__orig_bases__", None) is not None:
            try:
                item = cast(Any, extract_stream_chunk_type(stream_cls))
            except RuntimeError:
                if chosen:
                    raise
        return stream_cls(
            cast_to=item, response=self.http_response, client=cast(Any, self._client), options=self._options
        )

    def _parse_data(self, target: Any) -> Any:
        """Parses JSON regardless of the content type: many servers send JSON as `text/plain`."""
        response = self.http_response
        if response.status_code == 204 or (not response.content and not self._client._strict_response_validation):
            return None
        try:
            data = response.json()
        except ValueError as err:
            if _says_json(response):
                raise
            if self._client._strict_response_validation:
                raise APIResponseValidationError(
                    response=response,
                    message="Expected Content-Type response header to be `application/json` but received "
                    f"`{response.headers.get('content-type')}` instead.",
                    body=response.text,
                ) from err
            # What the API says is of more use to the caller than an error that it is not JSON.
            return response.text
        if self._options.unwrap is not None:
            if not is_mapping(data) or self._options.unwrap not in data:
                if self._client._strict_response_validation:
                    raise APIResponseValidationError(response=response, body=data)
                return None
            data = data[self._options.unwrap]
        return self._client._process_response_data(data=data, cast_to=target, response=response)


def _plain_type(typ: Any) -> Any:
    while is_type_alias_type(typ) or is_annotated_type(typ):
        typ = typ.__value__ if is_type_alias_type(typ) else extract_type_arg(typ, 0)
    return typ


def _primitive(target: Type[Union[bytes, str, int, float]], response: httpx.Response) -> object:
    if issubclass(target, bytes):
        return response.content
    if issubclass(target, bool):
        return response.text.strip().lower() == "true"
    if issubclass(target, str):
        return response.text
    return target(response.text)


def _is_foreign_model(target: Any) -> bool:
    origin: Any = get_origin(target) or target
    return inspect.isclass(origin) and issubclass(origin, pydantic.BaseModel) and not issubclass(origin, BaseModel)


def _says_json(response: httpx.Response) -> bool:
    content_type: str = response.headers.get("content-type", "")
    return content_type.split(";")[0].strip().endswith("json")


class APIResponse(BaseAPIResponse[R]):
    @overload
    def parse(self, *, to: Type[_T]) -> _T: ...
    @overload
    def parse(self) -> R: ...
    def parse(self, *, to: Optional[Type[_T]] = None) -> Union[R, _T]:
        """
        The answer as the type of the method, or as `to`: a model (a subclass of this package's `BaseModel`), a list or
        dictionary of models, a union, `str`, `int`, `float`, `bool`, `bytes` or `httpx.Response`.
        """
        key = self._cast_to if to is None else to
        if key in self._parsed_by_type:
            return cast(R, self._parsed_by_type[key])
        if not self._is_sse_stream:
            self.read()
        parsed = self._parse(to=to)
        if is_given(self._options.post_parser):
            parsed = self._options.post_parser(parsed)
        self._parsed_by_type[key] = parsed
        return cast(R, parsed)

    def read(self) -> bytes:
        """The unmodified content."""
        try:
            return self.http_response.read()
        except httpx.StreamConsumed as err:
            raise StreamAlreadyConsumed() from err

    def text(self) -> str:
        self.read()
        return self.http_response.text

    def json(self) -> object:
        self.read()
        return cast(object, self.http_response.json())

    def close(self) -> None:
        """Releases the connection. Required if the response is not read completely."""
        self.http_response.close()

    def iter_bytes(self, chunk_size: Optional[int] = None) -> Iterator[bytes]:
        """The decompressed content in chunks."""
        yield from self.http_response.iter_bytes(chunk_size)

    def iter_text(self, chunk_size: Optional[int] = None) -> Iterator[str]:
        yield from self.http_response.iter_text(chunk_size)

    def iter_lines(self) -> Iterator[str]:
        yield from self.http_response.iter_lines()


class AsyncAPIResponse(BaseAPIResponse[R]):
    @overload
    async def parse(self, *, to: Type[_T]) -> _T: ...
    @overload
    async def parse(self) -> R: ...
    async def parse(self, *, to: Optional[Type[_T]] = None) -> Union[R, _T]:
        """
        The answer as the type of the method, or as `to`: a model (a subclass of this package's `BaseModel`), a list or
        dictionary of models, a union, `str`, `int`, `float`, `bool`, `bytes` or `httpx.Response`.
        """
        key = self._cast_to if to is None else to
        if key in self._parsed_by_type:
            return cast(R, self._parsed_by_type[key])
        if not self._is_sse_stream:
            await self.read()
        parsed = self._parse(to=to)
        if is_given(self._options.post_parser):
            parsed = self._options.post_parser(parsed)
        self._parsed_by_type[key] = parsed
        return cast(R, parsed)

    async def read(self) -> bytes:
        """The unmodified content."""
        try:
            return await self.http_response.aread()
        except httpx.StreamConsumed as err:
            raise StreamAlreadyConsumed() from err

    async def text(self) -> str:
        await self.read()
        return self.http_response.text

    async def json(self) -> object:
        await self.read()
        return cast(object, self.http_response.json())

    async def close(self) -> None:
        """Releases the connection. Required if the response is not read completely."""
        await self.http_response.aclose()

    async def iter_bytes(self, chunk_size: Optional[int] = None) -> AsyncIterator[bytes]:
        """The decompressed content in chunks."""
        async for chunk in self.http_response.aiter_bytes(chunk_size):
            yield chunk

    async def iter_text(self, chunk_size: Optional[int] = None) -> AsyncIterator[str]:
        async for chunk in self.http_response.aiter_text(chunk_size):
            yield chunk

    async def iter_lines(self) -> AsyncIterator[str]:
        async for line in self.http_response.aiter_lines():
            yield line


# --- Files as answers ----------------------------------------------------------------------------------------------


class BinaryAPIResponse(APIResponse[bytes]):
    """A binary response, read completely."""

    @property
    def content(self) -> bytes:
        return self.http_response.content

    def write_to_file(self, file: "Union[str, os.PathLike[str]]") -> None:
        with open(file, mode="wb") as out:
            for chunk in self.iter_bytes():
                out.write(chunk)


class AsyncBinaryAPIResponse(AsyncAPIResponse[bytes]):
    """A binary response, read completely."""

    @property
    def content(self) -> bytes:
        return self.http_response.content

    async def write_to_file(self, file: "Union[str, os.PathLike[str]]") -> None:
        async with await anyio.open_file(file, mode="wb") as out:
            async for chunk in self.iter_bytes():
                await out.write(chunk)


class StreamedBinaryAPIResponse(APIResponse[bytes]):
    """A binary response, read in chunks."""

    def stream_to_file(self, file: "Union[str, os.PathLike[str]]", *, chunk_size: Optional[int] = None) -> None:
        with open(file, mode="wb") as out:
            for chunk in self.iter_bytes(chunk_size):
                out.write(chunk)


class AsyncStreamedBinaryAPIResponse(AsyncAPIResponse[bytes]):
    """A binary response, read in chunks."""

    async def stream_to_file(
        self, file: "Union[str, os.PathLike[str]]", *, chunk_size: Optional[int] = None
    ) -> None:
        async with await anyio.open_file(file, mode="wb") as out:
            async for chunk in self.iter_bytes(chunk_size):
                await out.write(chunk)


# --- `.with_raw_response` and `.with_streaming_response` -------------------------------------------------------------


class ResponseContextManager(Generic[_APIResponseT]):
    """Sends the request on enter, and closes the response on exit."""

    def __init__(self, request_func: Callable[[], _APIResponseT]) -> None:
        self._request_func = request_func
        self._response: Optional[_APIResponseT] = None

    def __enter__(self) -> _APIResponseT:
        self._response = self._request_func()
        return self._response

    def __exit__(
        self,
        exc_type: Optional[Type[BaseException]],
        exc: Optional[BaseException],
        exc_tb: Optional[TracebackType],
    ) -> None:
        if self._response is not None:
            self._response.close()


class AsyncResponseContextManager(Generic[_AsyncAPIResponseT]):
    """Sends the request on enter, and closes the response on exit."""

    def __init__(self, api_request: Awaitable[_AsyncAPIResponseT]) -> None:
        self._api_request = api_request
        self._response: Optional[_AsyncAPIResponseT] = None

    async def __aenter__(self) -> _AsyncAPIResponseT:
        self._response = await self._api_request
        return self._response

    async def __aexit__(
        self,
        exc_type: Optional[Type[BaseException]],
        exc: Optional[BaseException],
        exc_tb: Optional[TracebackType],
    ) -> None:
        if self._response is not None:
            await self._response.close()


def _asking_for(mode: str, kwargs: Dict[str, Any], response_cls: Optional[type] = None) -> Dict[str, Any]:
    """The method's arguments with an internal header that tells the client what to return; it is never sent."""
    headers: Dict[str, Any] = {**(kwargs.get("extra_headers") or {}), RAW_RESPONSE_HEADER: mode}
    if response_cls is not None:
        headers[RAW_RESPONSE_HEADER + "-Class"] = response_cls
    return {**kwargs, "extra_headers": headers}


def to_raw_response_wrapper(func: Callable[P, R]) -> Callable[P, APIResponse[R]]:
    """The method, returning the response with its headers and status."""

    @functools.wraps(func)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> APIResponse[R]:
        return cast("APIResponse[R]", cast(Any, func)(*args, **_asking_for("raw", kwargs)))

    return wrapped


def async_to_raw_response_wrapper(func: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[AsyncAPIResponse[R]]]:
    @functools.wraps(func)
    async def wrapped(*args: P.args, **kwargs: P.kwargs) -> AsyncAPIResponse[R]:
        return cast("AsyncAPIResponse[R]", await cast(Any, func)(*args, **_asking_for("raw", kwargs)))

    return wrapped


def to_streamed_response_wrapper(func: Callable[P, R]) -> Callable[P, ResponseContextManager[APIResponse[R]]]:
    """The method, returning the response before its content is read."""

    @functools.wraps(func)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> ResponseContextManager[APIResponse[R]]:
        request = functools.partial(cast(Any, func), *args, **_asking_for("stream", kwargs))
        return ResponseContextManager(cast("Callable[[], APIResponse[R]]", request))

    return wrapped


def async_to_streamed_response_wrapper(
    func: Callable[P, Awaitable[R]],
) -> Callable[P, AsyncResponseContextManager[AsyncAPIResponse[R]]]:
    @functools.wraps(func)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> AsyncResponseContextManager[AsyncAPIResponse[R]]:
        request = cast(Any, func)(*args, **_asking_for("stream", kwargs))
        return AsyncResponseContextManager(cast("Awaitable[AsyncAPIResponse[R]]", request))

    return wrapped


def to_custom_raw_response_wrapper(
    func: Callable[P, object], response_cls: Type[_APIResponseT]
) -> Callable[P, _APIResponseT]:
    @functools.wraps(func)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> _APIResponseT:
        return cast(_APIResponseT, cast(Any, func)(*args, **_asking_for("raw", kwargs, response_cls)))

    return wrapped


def async_to_custom_raw_response_wrapper(
    func: Callable[P, Awaitable[object]], response_cls: Type[_AsyncAPIResponseT]
) -> Callable[P, Awaitable[_AsyncAPIResponseT]]:
    @functools.wraps(func)
    async def wrapped(*args: P.args, **kwargs: P.kwargs) -> _AsyncAPIResponseT:
        return cast(_AsyncAPIResponseT, await cast(Any, func)(*args, **_asking_for("raw", kwargs, response_cls)))

    return wrapped


def to_custom_streamed_response_wrapper(
    func: Callable[P, object], response_cls: Type[_APIResponseT]
) -> Callable[P, ResponseContextManager[_APIResponseT]]:
    @functools.wraps(func)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> ResponseContextManager[_APIResponseT]:
        request = functools.partial(cast(Any, func), *args, **_asking_for("stream", kwargs, response_cls))
        return ResponseContextManager(cast("Callable[[], _APIResponseT]", request))

    return wrapped


def async_to_custom_streamed_response_wrapper(
    func: Callable[P, Awaitable[object]], response_cls: Type[_AsyncAPIResponseT]
) -> Callable[P, AsyncResponseContextManager[_AsyncAPIResponseT]]:
    @functools.wraps(func)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> AsyncResponseContextManager[_AsyncAPIResponseT]:
        request = cast(Any, func)(*args, **_asking_for("stream", kwargs, response_cls))
        return AsyncResponseContextManager(cast("Awaitable[_AsyncAPIResponseT]", request))

    return wrapped


def extract_response_type(typ: Type[BaseAPIResponse[Any]]) -> type:
    """`bytes` of `class Bytes(APIResponse[bytes])`, and of `APIResponse[bytes]` itself."""
    return extract_type_var_from_base(
        typ,
        generic_bases=cast("tuple[type, ...]", (BaseAPIResponse, APIResponse, AsyncAPIResponse)),
        index=0,
    )
