"""What sync and async clients share: they build requests, and read responses."""

from __future__ import annotations

import json
import uuid
import inspect
import logging
import dataclasses
from typing import Any, Dict, Type, Tuple, Union, Generic, Mapping, TypeVar, Optional, cast
from urllib.parse import parse_qsl, urlencode
from typing_extensions import get_origin

import httpx
import pydantic
from httpx import URL, Timeout

from . import _settings as settings
from ._qs import Querystring
from ._pages import BasePage
from ._types import Omit, Headers, NotGiven, ResponseT, HttpxRequestFiles
from ._utils import FormPart, SensitiveHeadersFilter, is_given, is_mapping
from ._errors import APIStatusError, APIResponseValidationError, status_error
from ._models import FinalRequestOptions, validate_type, construct_type
from ._retries import retry_delay, should_retry
from ._platform import Platform, platform_headers
from ._response import BaseAPIResponse, extract_response_type
from ._constants import DEFAULT_TIMEOUT, DEFAULT_MAX_RETRIES, RAW_RESPONSE_HEADER
from ._streaming import Stream, SSEDecoder, AsyncStream, SSEBytesDecoder
from ._request_options import (
    with_trailing_slash,
    headers_from_environment,
    merge_headers,
    with_extra,
    is_json,
    only_reads,
    grouped,
    RAW_RESPONSE_CLASS_HEADER,
)
from ._utils._json import openapi_dumps

# The name that programs know: it was the module of all clients.
log: logging.Logger = logging.getLogger(__name__.rpartition(".")[0] + "._base_client")
log.addFilter(SensitiveHeadersFilter())

HttpxClientT = TypeVar("HttpxClientT", bound=Union[httpx.Client, httpx.AsyncClient])
DefaultStreamT = TypeVar("DefaultStreamT", bound=Union[Stream[Any], AsyncStream[Any]])


class BaseClient(Generic[HttpxClientT, DefaultStreamT]):
    """Code shared by sync and async clients."""

    _client: HttpxClientT
    _version: str
    _base_url: URL
    max_retries: int
    timeout: Union[float, Timeout, None]
    _default_stream_cls: Optional[Type[DefaultStreamT]] = None

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
        self._base_url = with_trailing_slash(URL(base_url))
        self.max_retries = max_retries
        self.timeout = timeout
        self._custom_headers: Mapping[str, str] = {**headers_from_environment(), **(custom_headers or {})}
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
        self._base_url = with_trailing_slash(url if isinstance(url, URL) else URL(url))

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
        return any(key.lower() == name.lower() and isinstance(value, Omit) for key, value in custom_headers.items())

    def _make_sse_decoder(self) -> Union[SSEDecoder, SSEBytesDecoder]:
        return SSEDecoder()

    def _copied_options(
        self,
        *,
        base_url: Union[str, URL, None],
        timeout: Union[float, Timeout, None, NotGiven],
        http_client: Optional[HttpxClientT],
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
        merge_headers(headers, self._headers_with(self._auth_headers(options.security or None)))
        merge_headers(headers, custom)
        if options.security is None or options.security:
            self._validate_headers(headers, {**self._custom_headers, **custom})

        if self._idempotency_header and options.idempotency_key and not only_reads(options):
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
        data = with_extra(options.json_data, options.extra_json)
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
            return None, grouped(form.stringify_items(data) if is_mapping(data) else []), None
        if isinstance(data, bytes):
            return data, {}, None
        if only_reads(options) and data is None:
            del headers["content-type"]
        if data is None:
            headers.pop("content-type", None) if files else None
            return None, {}, files or None
        if not is_json(content_type):
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
            return grouped(pairs), [*(files.items() if isinstance(files, Mapping) else files), *parts]
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
        if self._idempotency_header and prepared.idempotency_key is None and not only_reads(prepared):
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

    def _response_class(self, options: FinalRequestOptions, cast_to: Any, default: Type[Any]) -> "Wanted":
        """Whether the caller gets the value or the response, as set by the `with_raw_response` wrappers."""
        headers: Dict[str, Any] = dict(options.headers) if is_given(options.headers) else {}
        mode = headers.pop(RAW_RESPONSE_HEADER, None)
        chosen = headers.pop(RAW_RESPONSE_CLASS_HEADER, None)
        if mode is not None:
            options.headers = headers
        origin: Any = get_origin(cast_to) or cast_to
        is_answer = inspect.isclass(origin) and issubclass(origin, BaseAPIResponse)
        if is_answer:
            cls: Type[Any] = chosen or cast_to
            return Wanted(cls, extract_response_type(cls), streamed=mode == "stream", whole=True)
        return Wanted(chosen or default, cast_to, streamed=mode == "stream", whole=mode is not None)


@dataclasses.dataclass(frozen=True)
class Wanted:
    response_cls: Type[Any]
    cast_to: Any
    streamed: bool
    """The caller gets the response before its content is read."""
    whole: bool
    """The caller gets the response itself, not the value in it."""
