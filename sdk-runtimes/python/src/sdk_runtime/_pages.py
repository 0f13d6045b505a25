"""Paginated lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, List, Type, Union, Generic, TypeVar, Iterator, Optional, Generator, AsyncIterator, cast
from typing_extensions import Self, override

import httpx
from pydantic import PrivateAttr

from ._types import Body, Query, NotGiven, not_given
from ._utils import is_given, is_mapping
from ._compat import PYDANTIC_V1
from ._models import GenericModel, FinalRequestOptions

if TYPE_CHECKING:
    from ._base_client import SyncAPIClient, AsyncAPIClient

_T = TypeVar("_T")
SyncPageT = TypeVar("SyncPageT", bound="BaseSyncPage[Any]")
AsyncPageT = TypeVar("AsyncPageT", bound="BaseAsyncPage[Any]")


class PageInfo:
    """Changes of the request for the next page: its query, its body, or its whole URL."""

    url: Union[httpx.URL, NotGiven]
    params: Union[Query, NotGiven]
    json: Union[Body, NotGiven]

    def __init__(
        self,
        *,
        url: Union[httpx.URL, NotGiven] = not_given,
        params: Union[Query, NotGiven] = not_given,
        json: Union[Body, NotGiven] = not_given,
    ) -> None:
        self.url = url
        self.params = params
        self.json = json

    @override
    def __repr__(self) -> str:
        given = {name: value for name, value in vars(self).items() if is_given(value)}
        return f"PageInfo({', '.join(f'{name}={value}' for name, value in given.items())})"


class BasePage(GenericModel, Generic[_T]):
    """One page of a list."""

    _options: FinalRequestOptions = PrivateAttr()
    _model: Type[Any] = PrivateAttr()

    def has_next_page(self) -> bool:
        return bool(self._get_page_items()) and self.next_page_info() is not None

    def next_page_info(self) -> Optional[PageInfo]:
        """None at the end of the list."""
        raise NotImplementedError(f"{type(self).__name__}.next_page_info")

    def _get_page_items(self) -> List[_T]:
        raise NotImplementedError(f"{type(self).__name__}._get_page_items")

    @classmethod
    def build(cls, *, response: httpx.Response, data: object) -> Self:
        """The page from a response's body and headers."""
        del response
        return cls.construct(None, **{**cast("dict[str, Any]", data if is_mapping(data) else {"items": data})})

    def _params_from_url(self, url: httpx.URL) -> httpx.QueryParams:
        return httpx.QueryParams(cast(Any, self._options.params)).merge(url.params)

    def _info_to_options(self, info: PageInfo) -> FinalRequestOptions:
        options = _copy_options(self._options)
        if is_given(info.params):
            options.params = {**options.params, **info.params}
        elif is_given(info.url):
            options.params = {}
            options.url = str(info.url)
        elif is_given(info.json):
            if not is_mapping(info.json):
                raise TypeError("Pagination is only supported with mappings")
            if options.json_data and not is_mapping(options.json_data):
                raise TypeError("Pagination is only supported with mappings")
            options.json_data = {**cast("dict[str, object]", options.json_data or {}), **info.json}
        else:
            raise ValueError("Unexpected PageInfo state")
        return options

    def _next_options(self) -> FinalRequestOptions:
        info = self.next_page_info()
        if info is None:
            raise RuntimeError(
                "No next page expected; please check `.has_next_page()` before calling `.get_next_page()`."
            )
        return self._info_to_options(info)

    def _attach(self, client: Any, options: FinalRequestOptions, model: Type[Any]) -> None:
        if not PYDANTIC_V1 and getattr(self, "__pydantic_private__", None) is None:
            object.__setattr__(self, "__pydantic_private__", {})
        self._model = model
        self._options = options
        cast(Any, self)._client = client


def _copy_options(options: FinalRequestOptions) -> FinalRequestOptions:
    import dataclasses

    return dataclasses.replace(options)


class BaseSyncPage(BasePage[_T], Generic[_T]):
    _client: SyncAPIClient = PrivateAttr()

    # A page iterates over its items and those of all pages after it, where Pydantic's model would iterate over its
    # properties.
    @override
    def __iter__(self) -> Iterator[_T]:  # type: ignore[override] # pyright: ignore[reportIncompatibleMethodOverride]
        for page in self.iter_pages():
            yield from page._get_page_items()

    def iter_pages(self) -> Iterator[Self]:
        """This page and all following pages."""
        page = self
        while True:
            yield page
            if not page.has_next_page():
                return
            page = page.get_next_page()

    def get_next_page(self) -> Self:
        return self._client._request_page(self._next_options(), page=type(self), model=self._model)


class BaseAsyncPage(BasePage[_T], Generic[_T]):
    _client: AsyncAPIClient = PrivateAttr()

    async def __aiter__(self) -> AsyncIterator[_T]:
        async for page in self.iter_pages():
            for item in page._get_page_items():
                yield item

    async def iter_pages(self) -> AsyncIterator[Self]:
        """This page and all following pages."""
        page = self
        while True:
            yield page
            if not page.has_next_page():
                return
            page = await page.get_next_page()

    async def get_next_page(self) -> Self:
        return cast(Self, await self._client._request_page(self._next_options(), page=type(self), model=self._model))


class AsyncPaginator(Generic[_T, AsyncPageT]):
    """
    A list that is not yet requested: `await` it for the first page, or iterate over all items with `async for`.
    """

    def __init__(
        self,
        client: AsyncAPIClient,
        options: FinalRequestOptions,
        page_cls: Type[AsyncPageT],
        model: Type[_T],
    ) -> None:
        self._model = model
        self._client = client
        self._options = options
        self._page_cls = page_cls

    def __await__(self) -> Generator[Any, None, AsyncPageT]:
        return self._get_page().__await__()

    async def _get_page(self) -> AsyncPageT:
        return cast(
            AsyncPageT, await self._client._request_page(self._options, page=self._page_cls, model=self._model)
        )

    async def __aiter__(self) -> AsyncIterator[_T]:
        page = await self
        async for item in page:
            yield item
