from __future__ import annotations

import time
from typing import TYPE_CHECKING

import anyio

if TYPE_CHECKING:
    from ._base_client import SyncAPIClient, AsyncAPIClient


class SyncAPIResource:
    """A group of methods of the API."""

    _client: SyncAPIClient

    def __init__(self, client: SyncAPIClient) -> None:
        self._client = client
        self._get = client.get
        self._post = client.post
        self._patch = client.patch
        self._put = client.put
        self._delete = client.delete
        self._head = client._head
        self._call = client._call
        self._get_api_list = client._get_api_list

    def _sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class AsyncAPIResource:
    """A group of methods of the API."""

    _client: AsyncAPIClient

    def __init__(self, client: AsyncAPIClient) -> None:
        self._client = client
        self._get = client.get
        self._post = client.post
        self._patch = client.patch
        self._put = client.put
        self._delete = client.delete
        self._head = client._head
        self._call = client._call
        self._get_api_list = client._get_api_list

    async def _sleep(self, seconds: float) -> None:
        await anyio.sleep(seconds)
