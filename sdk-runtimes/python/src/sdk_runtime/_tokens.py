"""Tokens requested with a client id and secret (OAuth 2.0 client credentials, RFC 6749 section 4.4)."""

from __future__ import annotations

import time
import base64
import threading
import dataclasses
from typing import Dict, Tuple, Optional, Generator, AsyncGenerator
from urllib.parse import quote_plus
from typing_extensions import override

import anyio
import httpx

from ._utils import is_mapping


class TokenCache:
    """Tokens of a client, and of its copies: each is fetched once, and again when it expires."""

    def __init__(self) -> None:
        self._tokens: Dict[ClientCredentials, Tuple[str, float]] = {}
        self.lock = threading.Lock()
        self.async_lock = anyio.Lock()

    def get(self, credentials: ClientCredentials) -> Optional[str]:
        """The token for these credentials; None if there is no valid one."""
        token, renew_at = self._tokens.get(credentials, ("", 0.0))
        return token if time.time() < renew_at else None

    def put(self, credentials: ClientCredentials, token: str, renew_at: float) -> None:
        """Keeps a token until `renew_at`, in seconds since 1970."""
        self._tokens[credentials] = (token, renew_at)

    def forget(self, credentials: ClientCredentials, token: str) -> None:
        """Discards a token that the API rejected, unless it has been replaced already."""
        if self._tokens.get(credentials, ("", 0.0))[0] == token:
            self._tokens.pop(credentials, None)


@dataclasses.dataclass(frozen=True)
class ClientCredentials:
    """The credentials and scopes of a token request."""

    token_url: str
    client_id: str
    client_secret: str = dataclasses.field(repr=False)
    scopes: Tuple[str, ...]
    """Scopes to request; none: the server's default."""


class TokenAuth(httpx.Auth):
    """Puts a token into each request that has no `Authorization` yet, and another one where the API refuses it (401)."""

    def __init__(self, cache: TokenCache, credentials: ClientCredentials) -> None:
        self._cache = cache
        self._credentials = credentials

    @override
    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if "authorization" in request.headers:
            yield request
            return
        for attempt in range(2):
            token = self._cache.get(self._credentials)
            if token is None:
                with self._cache.lock:
                    # Another thread may have got one in the meantime.
                    token = self._cache.get(self._credentials)
                    if token is None:
                        answer = yield self._token_request(request)
                        answer.read()
                        token = self._kept(answer)
            request.headers["Authorization"] = f"Bearer {token}"
            response = yield request
            if attempt > 0 or not _is_refused(request, response):
                return
            self._cache.forget(self._credentials, token)

    @override
    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        if "authorization" in request.headers:
            yield request
            return
        for attempt in range(2):
            token = self._cache.get(self._credentials)
            if token is None:
                async with self._cache.async_lock:
                    token = self._cache.get(self._credentials)
                    if token is None:
                        answer = yield self._token_request(request)
                        await answer.aread()
                        token = self._kept(answer)
            request.headers["Authorization"] = f"Bearer {token}"
            response = yield request
            if attempt > 0 or not _is_refused(request, response):
                return
            self._cache.forget(self._credentials, token)

    def _token_request(self, request: httpx.Request) -> httpx.Request:
        """The request for a token, which waits as long as the request that needs it."""
        own = self._credentials
        # RFC 6749 section 2.3.1 wants both as a form has them.
        pair = f"{quote_plus(own.client_id)}:{quote_plus(own.client_secret)}"
        scope = {"scope": " ".join(own.scopes)} if own.scopes else {}
        return httpx.Request(
            "POST",
            own.token_url,
            headers={"Accept": "application/json", "Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"},
            data={"grant_type": "client_credentials", **scope},
            extensions={"timeout": request.extensions["timeout"]} if "timeout" in request.extensions else {},
        )

    def _kept(self, answer: httpx.Response) -> str:
        """The token of an answer. Raises what the client makes an error of where there is none."""
        answer.raise_for_status()
        content = answer.json()
        token = content.get("access_token") if is_mapping(content) else None
        if not is_mapping(content) or not isinstance(token, str):
            raise ValueError(f"{self._credentials.token_url} answered without an access_token")
        # Some servers write the number as text. Without it, a token is good until the API refuses it.
        expires_in = content.get("expires_in")
        lifetime = float("inf") if expires_in is None else float(str(expires_in))
        self._cache.put(self._credentials, token, time.time() + lifetime - min(30.0, lifetime / 10))
        return token


def _is_refused(request: httpx.Request, response: httpx.Response) -> bool:
    """Whether the request is to be sent again with another token: content that is read while it is sent is gone."""
    return response.status_code == 401 and isinstance(request.stream, httpx.ByteStream)
