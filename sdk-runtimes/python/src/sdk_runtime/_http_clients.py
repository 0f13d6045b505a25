"""HTTP clients with this package's defaults."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

import httpx

from ._constants import DEFAULT_TIMEOUT, DEFAULT_CONNECTION_LIMITS


def _with_defaults(kwargs: "dict[str, Any]") -> "dict[str, Any]":
    return {"timeout": DEFAULT_TIMEOUT, "limits": DEFAULT_CONNECTION_LIMITS, "follow_redirects": True, **kwargs}


class _HttpxClient(httpx.Client):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**_with_defaults(kwargs))


class _AsyncHttpxClient(httpx.AsyncClient):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**_with_defaults(kwargs))


def _aiohttp_client(**kwargs: Any) -> httpx.AsyncClient:
    # Imported here, because aiohttp takes longer to load than all the rest. Type checkers find it only with the extra.
    try:
        import httpx_aiohttp  # type: ignore[import-not-found, unused-ignore] # pyright: ignore[reportMissingImports]
    except ImportError as err:
        raise RuntimeError(
            "To use the aiohttp client you must have installed the package with the `aiohttp` extra"
        ) from err
    client: httpx.AsyncClient = httpx_aiohttp.HttpxAiohttpClient(**_with_defaults(kwargs))
    return client


if TYPE_CHECKING:
    DefaultHttpxClient = httpx.Client
    """`httpx.Client` with this package's defaults for timeout, connections and redirects, to change the rest."""

    DefaultAsyncHttpxClient = httpx.AsyncClient
    """`httpx.AsyncClient` with this package's defaults."""

    DefaultAioHttpClient = httpx.AsyncClient
    """An async client on aiohttp with this package's defaults."""
else:
    DefaultHttpxClient = _HttpxClient
    DefaultAsyncHttpxClient = _AsyncHttpxClient
    DefaultAioHttpClient = _aiohttp_client


class SyncHttpxClientWrapper(_HttpxClient):
    """Closes itself when it is garbage collected."""

    def __del__(self) -> None:
        with contextlib.suppress(Exception):
            if not self.is_closed:
                self.close()


class AsyncHttpxClientWrapper(_AsyncHttpxClient):
    """Closes itself when it is garbage collected, if an event loop is still running."""

    def __del__(self) -> None:
        with contextlib.suppress(Exception):
            if not self.is_closed:
                asyncio.get_running_loop().create_task(self.aclose())
