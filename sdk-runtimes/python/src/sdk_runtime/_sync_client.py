"""The sync client: sends requests, retries them, and has a method per HTTP method."""

from __future__ import annotations

import time
import dataclasses
from types import TracebackType
from typing import Any, Dict, Type, Tuple, Union, Mapping, TypeVar, Optional, cast, overload
from typing_extensions import Self, Literal, override

import httpx
from httpx import URL, Timeout

from ._files import to_httpx_files
from ._pages import BasePage, SyncPageT
from ._types import Body, NotGiven, ResponseT, BinaryTypes, RequestFiles, RequestOptions, not_given
from ._errors import APITimeoutError, APIConnectionError
from ._models import FinalRequestOptions
from ._response import APIResponse
from ._constants import DEFAULT_MAX_RETRIES
from ._streaming import Stream
from ._http_clients import SyncHttpxClientWrapper
from ._shared_client import BaseClient, log
from ._request_options import choose_timeout, body_or_content, without_response_mode

_StreamT = TypeVar("_StreamT", bound=Stream[Any])


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
        chosen = choose_timeout(timeout, http_client)
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
                cast(Any, answer)._attach(self, without_response_mode(options), model)
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
        body, content = body_or_content(body, content)
        final = FinalRequestOptions.construct(
            method="post", url=path, json_data=body, content=content, files=files, **options
        )
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
        body, content = body_or_content(body, content)
        final = FinalRequestOptions.construct(
            method="put", url=path, json_data=body, content=content, files=files, **options
        )
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
        body, content = body_or_content(body, content)
        final = FinalRequestOptions.construct(
            method="patch", url=path, json_data=body, content=content, files=files, **options
        )
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
        body, content = body_or_content(body, content)
        final = FinalRequestOptions.construct(
            method="delete", url=path, json_data=body, content=content, files=files, **options
        )
        return cast(ResponseT, self.request(cast_to, final, stream=stream, stream_cls=stream_cls))

    def _head(self, path: str, *, cast_to: Type[ResponseT], options: RequestOptions = {}) -> ResponseT:
        return self.request(cast_to, FinalRequestOptions.construct(method="head", url=path, **options))

    @overload
    def _call(
        self,
        path: str,
        *,
        method: str,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[BinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: Literal[False] = False,
    ) -> ResponseT: ...
    @overload
    def _call(
        self,
        path: str,
        *,
        method: str,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[BinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: Literal[True],
        stream_cls: Type[_StreamT],
    ) -> _StreamT: ...
    @overload
    def _call(
        self,
        path: str,
        *,
        method: str,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[BinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: bool,
        stream_cls: Optional[Type[_StreamT]] = None,
    ) -> Union[ResponseT, _StreamT]: ...
    def _call(
        self,
        path: str,
        *,
        method: str,
        cast_to: Type[ResponseT],
        body: Optional[Body] = None,
        content: Optional[BinaryTypes] = None,
        files: Optional[RequestFiles] = None,
        options: RequestOptions = {},
        stream: bool = False,
        stream_cls: Optional[Type[_StreamT]] = None,
    ) -> Union[ResponseT, _StreamT]:
        body, content = body_or_content(body, content)
        final = FinalRequestOptions.construct(
            method=method, url=path, json_data=body, content=content, files=files, **options
        )
        return cast(ResponseT, self.request(cast_to, final, stream=stream, stream_cls=stream_cls))
