"""Shared code of all clients: builds requests, sends and retries them, and reads the responses."""

from __future__ import annotations

import os
import json
import time
import uuid
import inspect
import logging
import warnings
import dataclasses
from types import TracebackType
from typing import TYPE_CHECKING, Any, Dict, List, Type, Tuple, Union, Generic, Mapping, TypeVar, Optional, cast, overload
from urllib.parse import parse_qsl, urlencode
from typing_extensions import Self, Literal, override, get_origin

import anyio
import httpx
import pydantic
from httpx import URL, Timeout

from . import _settings as settings
from ._qs import Querystring
from ._files import to_httpx_files, async_to_httpx_files
from ._pages import (
    BasePage as BasePage,
    PageInfo as PageInfo,
    SyncPageT as SyncPageT,
    AsyncPageT as AsyncPageT,
    BaseSyncPage as BaseSyncPage,
    BaseAsyncPage as BaseAsyncPage,
    AsyncPaginator as AsyncPaginator,
)
from ._types import (
    Body,
    Omit,
    Query,
    Headers,
    NotGiven,
    ResponseT,
    AnyMapping,
    PostParser,
    BinaryTypes,
    RequestFiles,
    RequestOptions,
    AsyncBinaryTypes,
    HttpxRequestFiles,
    not_given,
)
from ._utils import FormPart, SensitiveHeadersFilter, asyncify, is_given, is_mapping, get_async_library
from ._errors import (
    APIStatusError as APIStatusError,
    APITimeoutError,
    APIConnectionError,
    APIResponseValidationError,
    status_error,
)
from ._models import FinalRequestOptions as FinalRequestOptions, validate_type, construct_type
from ._retries import retry_delay, should_retry
from ._platform import (
    Platform as Platform,
    OtherArch as OtherArch,
    OtherPlatform as OtherPlatform,
    get_platform as get_platform,
    platform_headers,
    get_architecture as get_architecture,
)
from ._response import APIResponse, BaseAPIResponse, AsyncAPIResponse, extract_response_type
from ._constants import (
    DEFAULT_TIMEOUT as DEFAULT_TIMEOUT,
    MAX_RETRY_DELAY as MAX_RETRY_DELAY,
    DEFAULT_MAX_RETRIES as DEFAULT_MAX_RETRIES,
    INITIAL_RETRY_DELAY as INITIAL_RETRY_DELAY,
    RAW_RESPONSE_HEADER,
    DEFAULT_CONNECTION_LIMITS as DEFAULT_CONNECTION_LIMITS,
)
from ._streaming import Stream, SSEDecoder, AsyncStream, SSEBytesDecoder
from ._utils._json import openapi_dumps
from ._http_clients import (
    DefaultHttpxClient as DefaultHttpxClient,
    DefaultAioHttpClient as DefaultAioHttpClient,
    SyncHttpxClientWrapper as SyncHttpxClientWrapper,
    AsyncHttpxClientWrapper as AsyncHttpxClientWrapper,
    DefaultAsyncHttpxClient as DefaultAsyncHttpxClient,
)

if TYPE_CHECKING:
    from httpx._config import DEFAULT_TIMEOUT_CONFIG as HTTPX_DEFAULT_TIMEOUT
else:
    try:
        from httpx._config import DEFAULT_TIMEOUT_CONFIG as HTTPX_DEFAULT_TIMEOUT
    except ImportError:
        HTTPX_DEFAULT_TIMEOUT = Timeout(5.0)

log: logging.Logger = logging.getLogger(__name__)
log.addFilter(SensitiveHeadersFilter())

_T = TypeVar("_T")
_HttpxClientT = TypeVar("_HttpxClientT", bound=Union[httpx.Client, httpx.AsyncClient])
_DefaultStreamT = TypeVar("_DefaultStreamT", bound=Union[Stream[Any], AsyncStream[Any]])
_StreamT = TypeVar("_StreamT", bound=Stream[Any])
_AsyncStreamT = TypeVar("_AsyncStreamT", bound=AsyncStream[Any])

_RAW_RESPONSE_CLASS_HEADER = RAW_RESPONSE_HEADER + "-Class"


class BaseClient(Generic[_HttpxClientT, _DefaultStreamT]):
    """Code shared by sync and async clients."""

    _client: _HttpxClientT
    _version: str
    _base_url: URL
    max_retries: int
    timeout: Union[float, Timeout, None]
    _default_stream_cls: Optional[Type[_DefaultStreamT]] = None

    def __init__(
        self,
        *,
        version: str,
        base_url: Union[str, URL],
        _strict_response_validation: bool,
        max_retries: int = DEFAULT_MAX_RETRIES,
        timeout: Union[float, Timeout, None] = DEFAULT_TIMEOUT,
        custom_headers: Optional[Mapping[str, str]] = None,
        custom_query: Optional[Mapping[str, object]] = None,
    ) -> None:
        if max_retries is None:  # pyright: ignore[reportUnnecessaryComparison]
            raise TypeError(
                "max_retries cannot be None. If you want to disable retries, pass `0`; if you want unlimited retries, "
                "pass `math.inf` or a very high number; if you want the default behavior, pass "
                f"`{settings.PACKAGE}.DEFAULT_MAX_RETRIES`"
            )
        self._version = version
        self._base_url = _with_trailing_slash(URL(base_url))
        self.max_retries = max_retries
        self.timeout = timeout
        self._custom_headers: Mapping[str, str] = {**_headers_from_environment(), **(custom_headers or {})}
        self._custom_query: Mapping[str, object] = custom_query or {}
        self._strict_response_validation = _strict_response_validation
        self._idempotency_header = settings.IDEMPOTENCY_HEADER
        self._platform: Optional[Platform] = None

    # --- What the client is set to ---------------------------------------------------------------------------------

    @property
    def base_url(self) -> URL:
        return self._base_url

    @base_url.setter
    def base_url(self, url: Union[URL, str]) -> None:
        self._base_url = _with_trailing_slash(url if isinstance(url, URL) else URL(url))

    @property
    def qs(self) -> Querystring:
        return Querystring(array_format=settings.QUERY_ARRAYS, nested_format=settings.QUERY_OBJECTS)

    @property
    def custom_auth(self) -> Optional[httpx.Auth]:
        return None

    @property
    def auth_headers(self) -> Dict[str, str]:
        """Headers with the client's credentials."""
        return {}

    @property
    def auth_query(self) -> Dict[str, str]:
        """Query parameters with the client's credentials."""
        return {}

    def _auth_headers(self, security: Optional[Mapping[str, bool]]) -> Dict[str, str]:
        """Headers for a request that accepts these security schemes; None: all of them."""
        del security
        return self.auth_headers

    def _auth_query(self, security: Optional[Mapping[str, bool]]) -> Dict[str, str]:
        del security
        return self.auth_query

    def _token_auth(self, security: Optional[Mapping[str, bool]]) -> Optional[httpx.Auth]:
        """The token source for a request that accepts these security schemes; None: all of them."""
        del security
        return None

    def _auth_for(self, options: FinalRequestOptions) -> Optional[httpx.Auth]:
        if self.custom_auth is not None:
            return self.custom_auth
        custom = options.headers if is_given(options.headers) else {}
        needs_none = options.security is not None and not options.security
        if needs_none or self._is_omitted("Authorization", {**self._custom_headers, **custom}):
            return None
        return self._token_auth(options.security)

    @property
    def user_agent(self) -> str:
        return f"{type(self).__name__}/Python {self._version}"

    @property
    def default_headers(self) -> Dict[str, Union[str, Omit]]:
        """Headers of every request."""
        return self._headers_with(self.auth_headers)

    def _headers_with(self, credentials: Mapping[str, str]) -> Dict[str, Union[str, Omit]]:
        return {
            "Accept": "application/json",
            "Content-Type": "application/json",
            "User-Agent": self.user_agent,
            **self.platform_headers(),
            **credentials,
            **self._sdk_headers(),
            **self._custom_headers,
        }

    @property
    def default_query(self) -> Dict[str, object]:
        """Query parameters of every request."""
        return {**self.auth_query, **self._custom_query}

    def _sdk_headers(self) -> Dict[str, Union[str, Omit]]:
        """Headers that this API requires."""
        return {}

    def platform_headers(self) -> Dict[str, str]:
        return platform_headers(self._version, platform=self._platform) if settings.PLATFORM_HEADERS else {}

    def _validate_headers(self, headers: Headers, custom_headers: Headers) -> None:
        """Raises if a request has no credentials. `headers` are all headers, `custom_headers` the caller's."""
        del headers, custom_headers

    def _is_omitted(self, name: str, custom_headers: Headers) -> bool:
        return any(
            key.lower() == name.lower() and isinstance(value, Omit) for key, value in custom_headers.items()
        )

    def _make_sse_decoder(self) -> Union[SSEDecoder, SSEBytesDecoder]:
        return SSEDecoder()

    def _copied_options(
        self,
        *,
        base_url: Union[str, URL, None],
        timeout: Union[float, Timeout, None, NotGiven],
        http_client: Optional[_HttpxClientT],
        max_retries: Union[int, NotGiven],
        default_headers: Optional[Mapping[str, str]],
        set_default_headers: Optional[Mapping[str, str]],
        default_query: Optional[Mapping[str, object]],
        set_default_query: Optional[Mapping[str, object]],
    ) -> Dict[str, Any]:
        """Constructor arguments for a copy of this client with the given changes."""
        if default_headers is not None and set_default_headers is not None:
            raise ValueError("The `default_headers` and `set_default_headers` arguments are mutually exclusive")
        if default_query is not None and set_default_query is not None:
            raise ValueError("The `default_query` and `set_default_query` arguments are mutually exclusive")
        headers = {**self._custom_headers, **(default_headers or {})}
        query = {**self._custom_query, **(default_query or {})}
        return {
            "base_url": base_url or self.base_url,
            "timeout": self.timeout if isinstance(timeout, NotGiven) else timeout,
            "http_client": http_client or self._client,
            "max_retries": max_retries if is_given(max_retries) else self.max_retries,
            "default_headers": headers if set_default_headers is None else set_default_headers,
            "default_query": query if set_default_query is None else set_default_query,
            "_strict_response_validation": self._strict_response_validation,
        }

    # --- From options to a request -----------------------------------------------------------------------------------

    def _build_request(self, options: FinalRequestOptions, *, retries_taken: int = 0) -> httpx.Request:
        headers = self._build_headers(options, retries_taken=retries_taken)
        content, fields, files = self._build_body(options, headers)
        arguments: Dict[str, Any] = {}
        if content is not None:
            arguments["content"] = content
        if fields:
            arguments["data"] = fields
        if files:
            arguments["files"] = files
        return self._client.build_request(
            headers=headers,
            timeout=self.timeout if isinstance(options.timeout, NotGiven) else options.timeout,
            method=options.method,
            url=self._build_url(options),
            **arguments,
        )

    def _build_headers(self, options: FinalRequestOptions, *, retries_taken: int = 0) -> httpx.Headers:
        custom: Headers = options.headers if is_given(options.headers) else {}
        headers = httpx.Headers()
        _merge_headers(headers, self._headers_with(self._auth_headers(options.security or None)))
        _merge_headers(headers, custom)
        if options.security is None or options.security:
            self._validate_headers(headers, {**self._custom_headers, **custom})

        if self._idempotency_header and options.idempotency_key and not _only_reads(options):
            headers.setdefault(self._idempotency_header, options.idempotency_key)

        if settings.PLATFORM_HEADERS:
            chosen = {name.lower() for name in custom}
            if "x-stainless-retry-count" not in chosen:
                headers["x-stainless-retry-count"] = str(retries_taken)
            if "x-stainless-read-timeout" not in chosen:
                timeout = self.timeout if isinstance(options.timeout, NotGiven) else options.timeout
                read = timeout.read if isinstance(timeout, Timeout) else timeout
                if read is not None:
                    headers["x-stainless-read-timeout"] = str(read)
        return headers

    def _build_body(
        self, options: FinalRequestOptions, headers: httpx.Headers
    ) -> Tuple[Any, Dict[str, Any], Union[HttpxRequestFiles, None]]:
        """The content, form fields and files of a request. For forms the content type is removed, because httpx sets it."""
        data = _with_extra(options.json_data, options.extra_json)
        files = cast(Optional[HttpxRequestFiles], options.files)
        content_type = headers.get("content-type", "")
        if options.content is not None:
            if options.json_data is not None:
                raise TypeError("Passing both `content` and `json_data` is not supported")
            return options.content, {}, None
        if content_type.startswith("multipart/form-data"):
            if "boundary" not in content_type:
                # httpx makes a boundary and writes it there.
                del headers["content-type"]
            return None, *self._multipart(data, files)
        if content_type.startswith("application/x-www-form-urlencoded"):
            form = Querystring(array_format=settings.FORM_ARRAYS, nested_format=self.qs.nested_format)
            return None, _grouped(form.stringify_items(data) if is_mapping(data) else []), None
        if isinstance(data, bytes):
            return data, {}, None
        if _only_reads(options) and data is None:
            del headers["content-type"]
        if data is None:
            headers.pop("content-type", None) if files else None
            return None, {}, files or None
        if not _is_json(content_type):
            return data if isinstance(data, (str, bytes)) else openapi_dumps(data), {}, None
        return openapi_dumps(data), {}, None

    def _multipart(
        self, data: object, files: Optional[HttpxRequestFiles]
    ) -> Tuple[Dict[str, Any], Optional[HttpxRequestFiles]]:
        fields = data if is_mapping(data) else {}
        plain = {name: value for name, value in fields.items() if not isinstance(value, FormPart)}
        parts = [
            (name, cast(Any, (None, value.content, value.content_type)))
            for name, value in fields.items()
            if isinstance(value, FormPart)
        ]
        form = Querystring(array_format=settings.MULTIPART_ARRAYS, nested_format="brackets")
        pairs = form.stringify_items(plain)
        if files:
            return _grouped(pairs), [*(files.items() if isinstance(files, Mapping) else files), *parts]
        # Without a file httpx would send another kind of form: fields then go as parts without a file name.
        return {}, [*((name, cast(Any, (None, value.encode()))) for name, value in pairs), *parts]

    def _build_url(self, options: FinalRequestOptions) -> URL:
        url = self._prepare_url(options.url)
        params = {**self._auth_query(options.security or None), **self._custom_query, **options.params}
        own = parse_qsl(url.query.decode(), keep_blank_values=True)
        kept = [(name, value) for name, value in own if name not in params]
        text = url.query.decode() if len(kept) == len(own) else urlencode(kept)
        query = "&".join(part for part in (text, self.qs.stringify(params)) if part)
        return url.copy_with(query=query.encode() if query else None)

    def _prepare_url(self, url: str) -> URL:
        given = URL(url)
        if not given.is_relative_url:
            return given
        base = self.base_url
        return base.copy_with(raw_path=base.raw_path + given.raw_path.lstrip(b"/"))

    def _prepared(self, options: FinalRequestOptions) -> FinalRequestOptions:
        """A copy whose idempotency key stays the same in retries."""
        prepared = dataclasses.replace(options)
        if self._idempotency_header and prepared.idempotency_key is None and not _only_reads(prepared):
            prepared.idempotency_key = self._idempotency_key()
        return prepared

    def _idempotency_key(self) -> str:
        return f"stainless-python-retry-{uuid.uuid4()}"

    # --- Retries -----------------------------------------------------------------------------------------------------

    def _should_retry(self, response: httpx.Response) -> bool:
        return should_retry(response)

    def _calculate_retry_timeout(
        self,
        remaining_retries: int,
        options: FinalRequestOptions,
        response_headers: Optional[httpx.Headers] = None,
    ) -> float:
        retries_done = options.get_max_retries(self.max_retries) - remaining_retries
        return retry_delay(retries_done=retries_done, response_headers=response_headers)

    def _remaining(self, options: FinalRequestOptions, retries_taken: int) -> int:
        return max(int(min(options.get_max_retries(self.max_retries), 10**9)) - retries_taken, 0)

    def _log_retry(self, options: FinalRequestOptions, delay: float, remaining: int) -> None:
        log.info("Retrying request to %s in %f seconds, %i retries left", options.url, delay, remaining)

    # --- From an answer to a value -------------------------------------------------------------------------------------

    def _make_status_error_from_response(self, response: httpx.Response) -> APIStatusError:
        if response.is_closed and not response.is_stream_consumed:
            return self._make_status_error("Error code: %s" % response.status_code, body=None, response=response)
        text = response.text.strip()
        body: object = text
        try:
            body = json.loads(text)
            message = f"Error code: {response.status_code} - {body}"
        except ValueError:
            message = text or f"Error code: {response.status_code}"
        return self._make_status_error(message, body=body, response=response)

    def _make_status_error(self, err_msg: str, *, body: object, response: httpx.Response) -> APIStatusError:
        return status_error(err_msg, response=response, body=body)

    def _process_response_data(self, *, data: object, cast_to: Type[ResponseT], response: httpx.Response) -> ResponseT:
        if data is None:
            return cast(ResponseT, None)
        if cast_to is object:
            return cast(ResponseT, data)
        origin: Any = get_origin(cast_to) or cast_to
        try:
            if inspect.isclass(origin) and issubclass(origin, BasePage):
                page: Any = cast_to
                return cast(ResponseT, page.build(response=response, data=data))
            if self._strict_response_validation:
                return validate_type(type_=cast_to, value=data)
            return cast(ResponseT, construct_type(type_=cast_to, value=data))
        except pydantic.ValidationError as err:
            raise APIResponseValidationError(response=response, body=data) from err

    def _response_class(self, options: FinalRequestOptions, cast_to: Any, default: Type[Any]) -> "_Wanted":
        """Whether the caller gets the value or the response, as set by the `with_raw_response` wrappers."""
        headers: Dict[str, Any] = dict(options.headers) if is_given(options.headers) else {}
        mode = headers.pop(RAW_RESPONSE_HEADER, None)
        chosen = headers.pop(_RAW_RESPONSE_CLASS_HEADER, None)
        if mode is not None:
            options.headers = headers
        origin: Any = get_origin(cast_to) or cast_to
        is_answer = inspect.isclass(origin) and issubclass(origin, BaseAPIResponse)
        if is_answer:
            cls: Type[Any] = chosen or cast_to
            return _Wanted(cls, extract_response_type(cls), streamed=mode == "stream", whole=True)
        return _Wanted(chosen or default, cast_to, streamed=mode == "stream", whole=mode is not None)


@dataclasses.dataclass(frozen=True)
class _Wanted:
    response_cls: Type[Any]
    cast_to: Any
    streamed: bool
    """The caller gets the response before its content is read."""
    whole: bool
    """The caller gets the response itself, not the value in it."""


class SyncAPIClient(BaseClient[httpx.Client, Stream[Any]]):
    _client: httpx.Client

    def __init__(
        self,
        *,
        version: str,
        base_url: Union[str, URL],
        max_retries: int = DEFAULT_MAX_RETRIES,
        timeout: Union[float, Timeout, None, NotGiven] = not_given,
        http_client: Optional[httpx.Client] = None,
        custom_headers: Optional[Mapping[str, str]] = None,
        custom_query: Optional[Mapping[str, object]] = None,
        _strict_response_validation: bool,
    ) -> None:
        if http_client is not None and not isinstance(http_client, httpx.Client):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(
                f"Invalid `http_client` argument; Expected an instance of `httpx.Client` but got {type(http_client)}"
            )
        chosen = _choose_timeout(timeout, http_client)
        super().__init__(
            version=version,
            base_url=base_url,
            timeout=chosen,
            max_retries=max_retries,
            custom_headers=custom_headers,
            custom_query=custom_query,
            _strict_response_validation=_strict_response_validation,
        )
        self._default_stream_cls = Stream
        self._client = http_client or SyncHttpxClientWrapper(base_url=self._base_url, timeout=cast(Timeout, chosen))

    def is_closed(self) -> bool:
        return self._client.is_closed

    def close(self) -> None:
        """Closes the HTTP client. The client cannot be used afterwards."""
        # A constructor that raised has no HTTP client.
        if hasattr(self, "_client"):
            self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: Optional[Type[BaseException]],
        exc: Optional[BaseException],
        exc_tb: Optional[TracebackType],
    ) -> None:
        self.close()

    # Hooks for subclasses.

    def _prepare_options(self, options: FinalRequestOptions) -> FinalRequestOptions:
        return options

    def _prepare_request(self, request: httpx.Request) -> None:
        del request

    @overload
    def request(
        self,
        cast_to: Type[ResponseT],
        options: FinalRequestOptions,
        *,
        stream: Literal[True],
        stream_cls: Type[_StreamT],
    ) -> _StreamT: ...
    @overload
    def request(
        self, cast_to: Type[ResponseT], options: FinalRequestOptions, *, stream: Literal[False] = False
    ) -> ResponseT: ...
    @overload
    def request(
        self,
        cast_to: Type[ResponseT],
        options: FinalRequestOptions,
        *,
        stream: bool = False,
        stream_cls: Optional[Type[_StreamT]] = None,
    ) -> Union[ResponseT, _StreamT]: ...
    def request(
        self,
        cast_to: Type[ResponseT],
        options: FinalRequestOptions,
        *,
        stream: bool = False,
        stream_cls: Optional[Type[_StreamT]] = None,
    ) -> Union[ResponseT, _StreamT]:
        options = self._prepare_options(self._prepared(options))
        wanted = self._response_class(options, cast_to, APIResponse)
        if options.files:
            options.files = cast(RequestFiles, to_httpx_files(options.files))
        raw, retries_taken = self._send(options, stream=stream or wanted.streamed)
        response = wanted.response_cls(
            raw=raw,
            client=self,
            cast_to=wanted.cast_to,
            stream=stream,
            stream_cls=stream_cls,
            options=options,
            retries_taken=retries_taken,
        )
        return cast(ResponseT, response if wanted.whole else response.parse())

    def _send(self, options: FinalRequestOptions, *, stream: bool) -> Tuple[httpx.Response, int]:
        retries_taken = 0
        while True:
            remaining = self._remaining(options, retries_taken)
            request = self._build_request(options, retries_taken=retries_taken)
            self._prepare_request(request)
            log.debug("HTTP Request: %s %s", request.method, request.url, extra={"headers": request.headers})
            headers: Optional[httpx.Headers] = None
            try:
                response = self._client.send(request, stream=stream, **self._send_options(options))
                response.raise_for_status()
                return response, retries_taken
            except httpx.HTTPStatusError as err:
                if remaining == 0 or not self._should_retry(err.response):
                    if not err.response.is_closed:
                        err.response.read()
                    raise self._make_status_error_from_response(err.response) from None
                err.response.close()
                headers = err.response.headers
                log.debug("HTTP Response: %s", err.response.status_code)
            except httpx.TimeoutException as err:
                if remaining == 0:
                    raise APITimeoutError(request=request) from err
            except Exception as err:
                if remaining == 0:
                    raise APIConnectionError(request=request) from err
            delay = self._calculate_retry_timeout(remaining, options, headers)
            self._log_retry(options, delay, remaining - 1)
            time.sleep(delay)
            retries_taken += 1

    def _send_options(self, options: FinalRequestOptions) -> Dict[str, Any]:
        given: Dict[str, Any] = {}
        auth = self._auth_for(options)
        if auth is not None:
            given["auth"] = auth
        if options.follow_redirects is not None:
            given["follow_redirects"] = options.follow_redirects
        return given

    @override
    def platform_headers(self) -> Dict[str, str]:
        headers = super().platform_headers()
        return {**headers, "X-Stainless-Async": "false"} if headers else {}

    def _request_page(self, options: FinalRequestOptions, *, page: Type[SyncPageT], model: Type[Any]) -> SyncPageT:
        def attach(answer: Any) -> Any:
            if isinstance(answer, BasePage):
                cast(Any, answer)._attach(self, _without_response_mode(options), model)
            return answer

        return self.request(page, dataclasses.replace(options, post_parser=attach), stream=False)

    def _get_api_list(
        self,
        path: str,
        *,
        model: Type[Any],
        page: Type[SyncPageT],
        body: Optional[Body] = None,
        options: RequestOptions = {},
        method: str = "get",
    ) -> SyncPageT:
        final = FinalRequestOptions.construct(method=method, url=path, json_data=body, **options)
        return self._request_page(final, page=page, model=model)

    @overload
    def get(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        options: RequestOptions = {},
        stream: Literal[False] = False,
    ) -> ResponseT: ...
    @overload
    def get(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        options: RequestOptions = {},
        stream: Literal[True],
        stream_cls: Type[_StreamT],
    ) -> _StreamT: ...
    @overload
    def get(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        options: RequestOptions = {},
        stream: bool,
        stream_cls: Optional[Type[_StreamT]] = None,
    ) -> Union[ResponseT, _StreamT]: ...
    def get(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        options: RequestOptions = {},
        stream: bool = False,
        stream_cls: Optional[Type[_StreamT]] = None,
    ) -> Union[ResponseT, _StreamT]:
        final = FinalRequestOptions.construct(method="get", url=path, **options)
        return cast(ResponseT, self.request(cast_to, final, stream=stream, stream_cls=stream_cls))

    @overload
    def post(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[BinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: Literal[False] = False,
    ) -> ResponseT: ...
    @overload
    def post(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[BinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: Literal[True],
        stream_cls: Type[_StreamT],
    ) -> _StreamT: ...
    @overload
    def post(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[BinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: bool,
        stream_cls: Optional[Type[_StreamT]] = None,
    ) -> Union[ResponseT, _StreamT]: ...
    def post(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[BinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: bool = False,
        stream_cls: Optional[Type[_StreamT]] = None,
    ) -> Union[ResponseT, _StreamT]:
        body, content = _body_or_content(body, content)
        final = FinalRequestOptions.construct(method="post", url=path, json_data=body, content=content, files=files, **options)
        return cast(ResponseT, self.request(cast_to, final, stream=stream, stream_cls=stream_cls))

    @overload
    def put(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[BinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: Literal[False] = False,
    ) -> ResponseT: ...
    @overload
    def put(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[BinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: Literal[True],
        stream_cls: Type[_StreamT],
    ) -> _StreamT: ...
    @overload
    def put(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[BinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: bool,
        stream_cls: Optional[Type[_StreamT]] = None,
    ) -> Union[ResponseT, _StreamT]: ...
    def put(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[BinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: bool = False,
        stream_cls: Optional[Type[_StreamT]] = None,
    ) -> Union[ResponseT, _StreamT]:
        body, content = _body_or_content(body, content)
        final = FinalRequestOptions.construct(method="put", url=path, json_data=body, content=content, files=files, **options)
        return cast(ResponseT, self.request(cast_to, final, stream=stream, stream_cls=stream_cls))

    @overload
    def patch(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[BinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: Literal[False] = False,
    ) -> ResponseT: ...
    @overload
    def patch(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[BinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: Literal[True],
        stream_cls: Type[_StreamT],
    ) -> _StreamT: ...
    @overload
    def patch(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[BinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: bool,
        stream_cls: Optional[Type[_StreamT]] = None,
    ) -> Union[ResponseT, _StreamT]: ...
    def patch(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[BinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: bool = False,
        stream_cls: Optional[Type[_StreamT]] = None,
    ) -> Union[ResponseT, _StreamT]:
        body, content = _body_or_content(body, content)
        final = FinalRequestOptions.construct(method="patch", url=path, json_data=body, content=content, files=files, **options)
        return cast(ResponseT, self.request(cast_to, final, stream=stream, stream_cls=stream_cls))

    @overload
    def delete(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[BinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: Literal[False] = False,
    ) -> ResponseT: ...
    @overload
    def delete(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[BinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: Literal[True],
        stream_cls: Type[_StreamT],
    ) -> _StreamT: ...
    @overload
    def delete(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[BinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: bool,
        stream_cls: Optional[Type[_StreamT]] = None,
    ) -> Union[ResponseT, _StreamT]: ...
    def delete(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[BinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: bool = False,
        stream_cls: Optional[Type[_StreamT]] = None,
    ) -> Union[ResponseT, _StreamT]:
        body, content = _body_or_content(body, content)
        final = FinalRequestOptions.construct(method="delete", url=path, json_data=body, content=content, files=files, **options)
        return cast(ResponseT, self.request(cast_to, final, stream=stream, stream_cls=stream_cls))

    def _head(self, path: str, *, cast_to: Type[ResponseT], options: RequestOptions = {}) -> ResponseT:
        return self.request(cast_to, FinalRequestOptions.construct(method="head", url=path, **options))

    @overload
    def _query(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[BinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: Literal[False] = False,
    ) -> ResponseT: ...
    @overload
    def _query(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[BinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: Literal[True],
        stream_cls: Type[_StreamT],
    ) -> _StreamT: ...
    @overload
    def _query(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[BinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: bool,
        stream_cls: Optional[Type[_StreamT]] = None,
    ) -> Union[ResponseT, _StreamT]: ...
    def _query(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[BinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: bool = False,
        stream_cls: Optional[Type[_StreamT]] = None,
    ) -> Union[ResponseT, _StreamT]:
        body, content = _body_or_content(body, content)
        final = FinalRequestOptions.construct(method="query", url=path, json_data=body, content=content, files=files, **options)
        return cast(ResponseT, self.request(cast_to, final, stream=stream, stream_cls=stream_cls))


class AsyncAPIClient(BaseClient[httpx.AsyncClient, AsyncStream[Any]]):
    _client: httpx.AsyncClient

    def __init__(
        self,
        *,
        version: str,
        base_url: Union[str, URL],
        max_retries: int = DEFAULT_MAX_RETRIES,
        timeout: Union[float, Timeout, None, NotGiven] = not_given,
        http_client: Optional[httpx.AsyncClient] = None,
        custom_headers: Optional[Mapping[str, str]] = None,
        custom_query: Optional[Mapping[str, object]] = None,
        _strict_response_validation: bool,
    ) -> None:
        if http_client is not None and not isinstance(http_client, httpx.AsyncClient):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(
                f"Invalid `http_client` argument; Expected an instance of `httpx.AsyncClient` but got {type(http_client)}"
            )
        chosen = _choose_timeout(timeout, http_client)
        super().__init__(
            version=version,
            base_url=base_url,
            timeout=chosen,
            max_retries=max_retries,
            custom_headers=custom_headers,
            custom_query=custom_query,
            _strict_response_validation=_strict_response_validation,
        )
        self._default_stream_cls = AsyncStream
        self._client = http_client or AsyncHttpxClientWrapper(base_url=self._base_url, timeout=cast(Timeout, chosen))

    def is_closed(self) -> bool:
        return self._client.is_closed

    async def close(self) -> None:
        """Closes the HTTP client. The client cannot be used afterwards."""
        # A constructor that raised has no HTTP client.
        if hasattr(self, "_client"):
            await self._client.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        exc_type: Optional[Type[BaseException]],
        exc: Optional[BaseException],
        exc_tb: Optional[TracebackType],
    ) -> None:
        await self.close()

    # Hooks for subclasses.

    async def _prepare_options(self, options: FinalRequestOptions) -> FinalRequestOptions:
        return options

    async def _prepare_request(self, request: httpx.Request) -> None:
        del request

    @overload
    async def request(
        self,
        cast_to: Type[ResponseT],
        options: FinalRequestOptions,
        *,
        stream: Literal[True],
        stream_cls: Type[_AsyncStreamT],
    ) -> _AsyncStreamT: ...
    @overload
    async def request(
        self, cast_to: Type[ResponseT], options: FinalRequestOptions, *, stream: Literal[False] = False
    ) -> ResponseT: ...
    @overload
    async def request(
        self,
        cast_to: Type[ResponseT],
        options: FinalRequestOptions,
        *,
        stream: bool = False,
        stream_cls: Optional[Type[_AsyncStreamT]] = None,
    ) -> Union[ResponseT, _AsyncStreamT]: ...
    async def request(
        self,
        cast_to: Type[ResponseT],
        options: FinalRequestOptions,
        *,
        stream: bool = False,
        stream_cls: Optional[Type[_AsyncStreamT]] = None,
    ) -> Union[ResponseT, _AsyncStreamT]:
        options = await self._prepare_options(self._prepared(options))
        if self._platform is None and settings.PLATFORM_HEADERS:
            # Asking for the distribution reads files.
            self._platform = await asyncify(get_platform)()
        wanted = self._response_class(options, cast_to, AsyncAPIResponse)
        if options.files:
            options.files = cast(RequestFiles, await async_to_httpx_files(options.files))
        raw, retries_taken = await self._send(options, stream=stream or wanted.streamed)
        response = wanted.response_cls(
            raw=raw,
            client=self,
            cast_to=wanted.cast_to,
            stream=stream,
            stream_cls=stream_cls,
            options=options,
            retries_taken=retries_taken,
        )
        return cast(ResponseT, response if wanted.whole else await response.parse())

    async def _send(self, options: FinalRequestOptions, *, stream: bool) -> Tuple[httpx.Response, int]:
        retries_taken = 0
        while True:
            remaining = self._remaining(options, retries_taken)
            request = self._build_request(options, retries_taken=retries_taken)
            await self._prepare_request(request)
            log.debug("HTTP Request: %s %s", request.method, request.url, extra={"headers": request.headers})
            headers: Optional[httpx.Headers] = None
            try:
                response = await self._client.send(request, stream=stream, **self._send_options(options))
                response.raise_for_status()
                return response, retries_taken
            except httpx.HTTPStatusError as err:
                if remaining == 0 or not self._should_retry(err.response):
                    if not err.response.is_closed:
                        await err.response.aread()
                    raise self._make_status_error_from_response(err.response) from None
                await err.response.aclose()
                headers = err.response.headers
                log.debug("HTTP Response: %s", err.response.status_code)
            except httpx.TimeoutException as err:
                if remaining == 0:
                    raise APITimeoutError(request=request) from err
            except Exception as err:
                if remaining == 0:
                    raise APIConnectionError(request=request) from err
            delay = self._calculate_retry_timeout(remaining, options, headers)
            self._log_retry(options, delay, remaining - 1)
            await anyio.sleep(delay)
            retries_taken += 1

    def _send_options(self, options: FinalRequestOptions) -> Dict[str, Any]:
        given: Dict[str, Any] = {}
        auth = self._auth_for(options)
        if auth is not None:
            given["auth"] = auth
        if options.follow_redirects is not None:
            given["follow_redirects"] = options.follow_redirects
        return given

    @override
    def platform_headers(self) -> Dict[str, str]:
        headers = super().platform_headers()
        return {**headers, "X-Stainless-Async": f"async:{get_async_library()}"} if headers else {}

    async def _request_page(
        self, options: FinalRequestOptions, *, page: Type[AsyncPageT], model: Type[Any]
    ) -> AsyncPageT:
        def attach(answer: Any) -> Any:
            if isinstance(answer, BasePage):
                cast(Any, answer)._attach(self, _without_response_mode(options), model)
            return answer

        return await self.request(page, dataclasses.replace(options, post_parser=attach), stream=False)

    def _get_api_list(
        self,
        path: str,
        *,
        model: Type[_T],
        page: Type[AsyncPageT],
        body: Optional[Body] = None,
        options: RequestOptions = {},
        method: str = "get",
    ) -> AsyncPaginator[_T, AsyncPageT]:
        final = FinalRequestOptions.construct(method=method, url=path, json_data=body, **options)
        return AsyncPaginator(client=self, options=final, page_cls=page, model=model)

    @overload
    async def get(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        options: RequestOptions = {},
        stream: Literal[False] = False,
    ) -> ResponseT: ...
    @overload
    async def get(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        options: RequestOptions = {},
        stream: Literal[True],
        stream_cls: Type[_AsyncStreamT],
    ) -> _AsyncStreamT: ...
    @overload
    async def get(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        options: RequestOptions = {},
        stream: bool,
        stream_cls: Optional[Type[_AsyncStreamT]] = None,
    ) -> Union[ResponseT, _AsyncStreamT]: ...
    async def get(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        options: RequestOptions = {},
        stream: bool = False,
        stream_cls: Optional[Type[_AsyncStreamT]] = None,
    ) -> Union[ResponseT, _AsyncStreamT]:
        final = FinalRequestOptions.construct(method="get", url=path, **options)
        return cast(ResponseT, await self.request(cast_to, final, stream=stream, stream_cls=stream_cls))

    @overload
    async def post(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[AsyncBinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: Literal[False] = False,
    ) -> ResponseT: ...
    @overload
    async def post(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[AsyncBinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: Literal[True],
        stream_cls: Type[_AsyncStreamT],
    ) -> _AsyncStreamT: ...
    @overload
    async def post(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[AsyncBinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: bool,
        stream_cls: Optional[Type[_AsyncStreamT]] = None,
    ) -> Union[ResponseT, _AsyncStreamT]: ...
    async def post(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[AsyncBinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: bool = False,
        stream_cls: Optional[Type[_AsyncStreamT]] = None,
    ) -> Union[ResponseT, _AsyncStreamT]:
        body, content = _body_or_content(body, content)
        final = FinalRequestOptions.construct(method="post", url=path, json_data=body, content=content, files=files, **options)
        return cast(ResponseT, await self.request(cast_to, final, stream=stream, stream_cls=stream_cls))

    @overload
    async def put(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[AsyncBinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: Literal[False] = False,
    ) -> ResponseT: ...
    @overload
    async def put(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[AsyncBinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: Literal[True],
        stream_cls: Type[_AsyncStreamT],
    ) -> _AsyncStreamT: ...
    @overload
    async def put(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[AsyncBinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: bool,
        stream_cls: Optional[Type[_AsyncStreamT]] = None,
    ) -> Union[ResponseT, _AsyncStreamT]: ...
    async def put(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[AsyncBinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: bool = False,
        stream_cls: Optional[Type[_AsyncStreamT]] = None,
    ) -> Union[ResponseT, _AsyncStreamT]:
        body, content = _body_or_content(body, content)
        final = FinalRequestOptions.construct(method="put", url=path, json_data=body, content=content, files=files, **options)
        return cast(ResponseT, await self.request(cast_to, final, stream=stream, stream_cls=stream_cls))

    @overload
    async def patch(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[AsyncBinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: Literal[False] = False,
    ) -> ResponseT: ...
    @overload
    async def patch(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[AsyncBinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: Literal[True],
        stream_cls: Type[_AsyncStreamT],
    ) -> _AsyncStreamT: ...
    @overload
    async def patch(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[AsyncBinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: bool,
        stream_cls: Optional[Type[_AsyncStreamT]] = None,
    ) -> Union[ResponseT, _AsyncStreamT]: ...
    async def patch(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[AsyncBinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: bool = False,
        stream_cls: Optional[Type[_AsyncStreamT]] = None,
    ) -> Union[ResponseT, _AsyncStreamT]:
        body, content = _body_or_content(body, content)
        final = FinalRequestOptions.construct(method="patch", url=path, json_data=body, content=content, files=files, **options)
        return cast(ResponseT, await self.request(cast_to, final, stream=stream, stream_cls=stream_cls))

    @overload
    async def delete(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[AsyncBinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: Literal[False] = False,
    ) -> ResponseT: ...
    @overload
    async def delete(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[AsyncBinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: Literal[True],
        stream_cls: Type[_AsyncStreamT],
    ) -> _AsyncStreamT: ...
    @overload
    async def delete(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[AsyncBinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: bool,
        stream_cls: Optional[Type[_AsyncStreamT]] = None,
    ) -> Union[ResponseT, _AsyncStreamT]: ...
    async def delete(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[AsyncBinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: bool = False,
        stream_cls: Optional[Type[_AsyncStreamT]] = None,
    ) -> Union[ResponseT, _AsyncStreamT]:
        body, content = _body_or_content(body, content)
        final = FinalRequestOptions.construct(method="delete", url=path, json_data=body, content=content, files=files, **options)
        return cast(ResponseT, await self.request(cast_to, final, stream=stream, stream_cls=stream_cls))

    async def _head(self, path: str, *, cast_to: Type[ResponseT], options: RequestOptions = {}) -> ResponseT:
        return await self.request(cast_to, FinalRequestOptions.construct(method="head", url=path, **options))

    @overload
    async def _query(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[AsyncBinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: Literal[False] = False,
    ) -> ResponseT: ...
    @overload
    async def _query(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[AsyncBinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: Literal[True],
        stream_cls: Type[_AsyncStreamT],
    ) -> _AsyncStreamT: ...
    @overload
    async def _query(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[AsyncBinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: bool,
        stream_cls: Optional[Type[_AsyncStreamT]] = None,
    ) -> Union[ResponseT, _AsyncStreamT]: ...
    async def _query(
        self,
        path: str,
        *,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[AsyncBinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: bool = False,
        stream_cls: Optional[Type[_AsyncStreamT]] = None,
    ) -> Union[ResponseT, _AsyncStreamT]:
        body, content = _body_or_content(body, content)
        final = FinalRequestOptions.construct(method="query", url=path, json_data=body, content=content, files=files, **options)
        return cast(ResponseT, await self.request(cast_to, final, stream=stream, stream_cls=stream_cls))


# --- Options and small parts -----------------------------------------------------------------------------------------


def make_request_options(
    *,
    query: Optional[Query] = None,
    extra_headers: Optional[Headers] = None,
    extra_query: Optional[Query] = None,
    extra_body: Optional[Body] = None,
    idempotency_key: Optional[str] = None,
    timeout: Union[float, Timeout, None, NotGiven] = not_given,
    max_retries: Union[int, NotGiven] = not_given,
    post_parser: Union[PostParser, NotGiven] = not_given,
    unwrap: Optional[str] = None,
    security: Optional[Dict[str, bool]] = None,
) -> RequestOptions:
    """Options of a request: those of the method, overridden by the caller's."""
    options: Dict[str, Any] = {}
    if extra_headers is not None:
        options["headers"] = extra_headers
    if extra_body is not None:
        options["extra_json"] = cast(AnyMapping, extra_body)
    if query or extra_query:
        options["params"] = {**(query or {}), **(extra_query or {})}
    if not isinstance(timeout, NotGiven):
        options["timeout"] = timeout
    if not isinstance(max_retries, NotGiven):
        options["max_retries"] = max_retries
    if idempotency_key is not None:
        options["idempotency_key"] = idempotency_key
    if is_given(post_parser):
        options["post_parser"] = post_parser
    if unwrap is not None:
        options["unwrap"] = unwrap
    if security is not None:
        options["security"] = security
    return cast(RequestOptions, options)


def _with_trailing_slash(url: URL) -> URL:
    return url if url.raw_path.endswith(b"/") else url.copy_with(raw_path=url.raw_path + b"/")


def _headers_from_environment() -> Dict[str, str]:
    """Lines of `Name: value`."""
    text = os.environ.get(settings.CUSTOM_HEADERS_VARIABLE) or ""
    lines = (line.partition(":") for line in text.splitlines() if ":" in line)
    return {name.strip(): value.strip() for name, _, value in lines}


def _choose_timeout(
    timeout: Union[float, Timeout, None, NotGiven], http_client: Union[httpx.Client, httpx.AsyncClient, None]
) -> Union[float, Timeout, None]:
    """The caller's; otherwise that of the caller's HTTP client, unless it is httpx's default."""
    if not isinstance(timeout, NotGiven):
        return timeout
    if http_client is not None and http_client.timeout != HTTPX_DEFAULT_TIMEOUT:
        return http_client.timeout
    return DEFAULT_TIMEOUT


def _merge_headers(headers: httpx.Headers, more: Headers) -> None:
    for name, value in more.items():
        if isinstance(value, Omit):
            headers.pop(name, None)
        else:
            headers[name] = value


def _with_extra(data: object, extra: Optional[AnyMapping]) -> object:
    if extra is None:
        return data
    if data is None:
        return dict(extra)
    if not is_mapping(data):
        raise RuntimeError(f"Unexpected JSON data type, {type(data)}, cannot merge with `extra_body`")
    return {**data, **extra}


def _is_json(content_type: str) -> bool:
    media_type = content_type.split(";")[0].strip()
    return media_type.endswith("json") or not media_type


def _only_reads(options: FinalRequestOptions) -> bool:
    return options.method.lower() in ("get", "head")


def _grouped(pairs: List[Tuple[str, str]]) -> Dict[str, Any]:
    """Form fields for httpx: several values of one name in a list."""
    fields: Dict[str, Any] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields


def _body_or_content(body: Optional[Body], content: Any) -> Tuple[Optional[Body], Any]:
    if body is not None and content is not None:
        raise TypeError("Passing both `body` and `content` is not supported")
    if isinstance(body, (bytes, bytearray)):
        warnings.warn(
            "Passing raw bytes as `body` is deprecated and will be removed in a future version. "
            "Please pass raw bytes via the `content` parameter instead.",
            DeprecationWarning,
            stacklevel=3,
        )
        return None, body
    return body, content


def _without_response_mode(options: FinalRequestOptions) -> FinalRequestOptions:
    """Options for the next page, which is always returned as a page."""
    if not is_given(options.headers):
        return options
    private = (RAW_RESPONSE_HEADER, _RAW_RESPONSE_CLASS_HEADER)
    return dataclasses.replace(
        options, headers={name: value for name, value in options.headers.items() if name not in private}
    )
