"""Types and sentinels shared by the whole package."""

from __future__ import annotations

from os import PathLike
from typing import (
    IO,
    TYPE_CHECKING,
    Any,
    Dict,
    List,
    Type,
    Tuple,
    Union,
    Mapping,
    TypeVar,
    Callable,
    Iterable,
    Iterator,
    Optional,
    Protocol,
    Sequence,
    AsyncIterable,
)
from typing_extensions import Set, Literal, TypeAlias, TypedDict, SupportsIndex, overload, override

import httpx
import pydantic
from httpx import Timeout as Timeout

from ._setting_types import ArrayFormat as ArrayFormat, NestedFormat as NestedFormat

if TYPE_CHECKING:
    from ._models import BaseModel
    from ._response import APIResponse, AsyncAPIResponse

Transport = httpx.BaseTransport
AsyncTransport = httpx.AsyncBaseTransport
Query: TypeAlias = Mapping[str, object]
Body: TypeAlias = object
AnyMapping: TypeAlias = Mapping[str, object]
ModelT = TypeVar("ModelT", bound=pydantic.BaseModel)
_T = TypeVar("_T")
_T_co = TypeVar("_T_co", covariant=True)

ProxiesDict: TypeAlias = Dict[Union[str, httpx.URL], Union[None, str, httpx.URL, httpx.Proxy]]
ProxiesTypes: TypeAlias = Union[str, httpx.Proxy, ProxiesDict]

# What the body of a request may be when it is no JSON.
BinaryTypes: TypeAlias = Union[bytes, bytearray, IO[bytes], Iterable[bytes]]
AsyncBinaryTypes: TypeAlias = Union[bytes, bytearray, IO[bytes], Iterable[bytes], AsyncIterable[bytes]]

# A file to upload: its content, or a tuple of (name, content), (name, content, content type) or
# (name, content, content type, headers). A path stands for the content of the file and its name.
FileContent: TypeAlias = Union[IO[bytes], bytes, PathLike[str]]
FileTypes: TypeAlias = Union[
    FileContent,
    Tuple[Optional[str], FileContent],
    Tuple[Optional[str], FileContent, Optional[str]],
    Tuple[Optional[str], FileContent, Optional[str], Mapping[str, str]],
]
RequestFiles: TypeAlias = Union[Mapping[str, FileTypes], Sequence[Tuple[str, FileTypes]]]

# The same without paths, which is what httpx takes.
HttpxFileContent: TypeAlias = Union[IO[bytes], bytes]
HttpxFileTypes: TypeAlias = Union[
    HttpxFileContent,
    Tuple[Optional[str], HttpxFileContent],
    Tuple[Optional[str], HttpxFileContent, Optional[str]],
    Tuple[Optional[str], HttpxFileContent, Optional[str], Mapping[str, str]],
]
HttpxRequestFiles: TypeAlias = Union[Mapping[str, HttpxFileTypes], Sequence[Tuple[str, HttpxFileTypes]]]

# A file within a JSON body: it is sent in Base64.
Base64FileInput: TypeAlias = Union[IO[bytes], PathLike[str]]

StrBytesIntFloat: TypeAlias = Union[str, bytes, int, float]
IncEx: TypeAlias = "Union[Set[int], Set[str], Mapping[int, Union[IncEx, bool]], Mapping[str, Union[IncEx, bool]]]"
PostParser: TypeAlias = Callable[[Any], Any]


class NotGiven:
    """
    Marks an argument that was not given, where None means something else:

    ```py
    client.get(timeout=None)  # wait for ever
    client.get()  # the client's own timeout
    ```
    """

    def __bool__(self) -> Literal[False]:
        return False

    @override
    def __repr__(self) -> str:
        return "NOT_GIVEN"


not_given = NotGiven()
NOT_GIVEN = NotGiven()


class Omit:
    """
    Leaves out what would be sent otherwise: an optional parameter, or a header that the client sends by default:

    ```py
    client.get("/pets", extra_headers={"Authorization": omit})
    ```
    """

    def __bool__(self) -> Literal[False]:
        return False

    @override
    def __repr__(self) -> str:
        return "omit"


omit = Omit()

Headers: TypeAlias = Mapping[str, Union[str, Omit]]
Omittable: TypeAlias = Union[_T, Omit]
NotGivenOr: TypeAlias = Union[_T, NotGiven]


class RequestOptions(TypedDict, total=False):
    """Options of one request, which default to the client's."""

    headers: Headers
    max_retries: int
    timeout: Union[float, httpx.Timeout, None]
    params: Query
    extra_json: AnyMapping
    idempotency_key: str
    follow_redirects: bool


NoneType: Type[None] = type(None)

ResponseT = TypeVar(
    "ResponseT",
    bound=Union[
        object,
        str,
        None,
        "BaseModel",
        List[Any],
        Dict[str, Any],
        httpx.Response,
        "APIResponse[Any]",
        "AsyncAPIResponse[Any]",
    ],
)


class InheritsGeneric(Protocol):
    """A subclass of a generic class."""

    __orig_bases__: tuple[_GenericAlias]


class _GenericAlias(Protocol):
    __origin__: type[object]




if TYPE_CHECKING:

    class SequenceNotStr(Protocol[_T_co]):
        """A sequence, but not a `str`, which is itself a sequence of `str` and rarely intended."""

        @overload
        def __getitem__(self, index: SupportsIndex, /) -> _T_co: ...
        @overload
        def __getitem__(self, index: slice, /) -> Sequence[_T_co]: ...
        def __contains__(self, value: object, /) -> bool: ...
        def __len__(self) -> int: ...
        def __iter__(self) -> Iterator[_T_co]: ...
        def index(self, value: Any, start: int = 0, stop: int = ..., /) -> int: ...
        def count(self, value: Any, /) -> int: ...
        def __reversed__(self) -> Iterator[_T_co]: ...
else:
    # Pydantic and `get_type_hints` see a plain `Sequence`.
    SequenceNotStr = Sequence
