"""Options of requests, and the parts that they consist of."""

from __future__ import annotations

import os
import warnings
import dataclasses
from typing import TYPE_CHECKING, Any, Dict, List, Tuple, Union, Optional, cast

import httpx
from httpx import URL, Timeout

from . import _settings as settings
from ._types import Body, Omit, Query, Headers, NotGiven, AnyMapping, PostParser, RequestOptions, not_given
from ._utils import is_given, is_mapping
from ._models import FinalRequestOptions
from ._constants import DEFAULT_TIMEOUT, RAW_RESPONSE_HEADER

if TYPE_CHECKING:
    from httpx._config import DEFAULT_TIMEOUT_CONFIG
else:
    try:
        from httpx._config import DEFAULT_TIMEOUT_CONFIG
    except ImportError:
        DEFAULT_TIMEOUT_CONFIG = Timeout(5.0)

HTTPX_DEFAULT_TIMEOUT: Timeout = DEFAULT_TIMEOUT_CONFIG
RAW_RESPONSE_CLASS_HEADER = RAW_RESPONSE_HEADER + "-Class"


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


def with_trailing_slash(url: URL) -> URL:
    return url if url.raw_path.endswith(b"/") else url.copy_with(raw_path=url.raw_path + b"/")


def headers_from_environment() -> Dict[str, str]:
    """Lines of `Name: value`."""
    text = os.environ.get(settings.CUSTOM_HEADERS_VARIABLE) or ""
    lines = (line.partition(":") for line in text.splitlines() if ":" in line)
    return {name.strip(): value.strip() for name, _, value in lines}


def choose_timeout(
    timeout: Union[float, Timeout, None, NotGiven], http_client: Union[httpx.Client, httpx.AsyncClient, None]
) -> Union[float, Timeout, None]:
    """The caller's; otherwise that of the caller's HTTP client, unless it is httpx's default."""
    if not isinstance(timeout, NotGiven):
        return timeout
    if http_client is not None and http_client.timeout != HTTPX_DEFAULT_TIMEOUT:
        return http_client.timeout
    return DEFAULT_TIMEOUT


def merge_headers(headers: httpx.Headers, more: Headers) -> None:
    for name, value in more.items():
        if isinstance(value, Omit):
            headers.pop(name, None)
        else:
            headers[name] = value


def with_extra(data: object, extra: Optional[AnyMapping]) -> object:
    if extra is None:
        return data
    if data is None:
        return dict(extra)
    if not is_mapping(data):
        raise RuntimeError(f"Unexpected JSON data type, {type(data)}, cannot merge with `extra_body`")
    return {**data, **extra}


def is_json(content_type: str) -> bool:
    media_type = content_type.split(";")[0].strip()
    return media_type.endswith("json") or not media_type


def only_reads(options: FinalRequestOptions) -> bool:
    return options.method.lower() in ("get", "head", "options")


def grouped(pairs: List[Tuple[str, str]]) -> Dict[str, Any]:
    """Form fields for httpx: several values of one name in a list."""
    fields: Dict[str, Any] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields


def body_or_content(body: Optional[Body], content: Any) -> Tuple[Optional[Body], Any]:
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


def without_response_mode(options: FinalRequestOptions) -> FinalRequestOptions:
    """Options for the next page, which is always returned as a page."""
    if not is_given(options.headers):
        return options
    private = (RAW_RESPONSE_HEADER, RAW_RESPONSE_CLASS_HEADER)
    return dataclasses.replace(
        options, headers={name: value for name, value in options.headers.items() if name not in private}
    )
