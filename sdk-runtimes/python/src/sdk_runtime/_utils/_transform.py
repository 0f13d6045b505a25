"""
From arguments as callers write them to data as it is sent: names of the wire, dates as text, files in Base64.

What a parameter's type says is in `Annotated[…, PropertyInfo(…)]`.
"""

from __future__ import annotations

import io
import base64
import pathlib
from typing import Any, Dict, List, Union, Mapping, TypeVar, Callable, Iterable, Optional, cast, get_type_hints
from datetime import date, datetime
from typing_extensions import Literal, get_args, override, get_origin

import anyio
import pydantic

from ._utils import is_list, is_given, lru_cache, is_mapping, is_base64_file_input
from ._compat import is_union, is_typeddict, is_literal_type
from ._typing import (
    is_list_type,
    is_union_type,
    is_iterable_type,
    is_sequence_type,
    is_annotated_type,
    is_type_alias_type,
    strip_annotated_type,
)
from .._compat import model_dump

_T = TypeVar("_T")

PropertyFormat = Literal["iso8601", "base64", "custom"]


class PropertyInfo:
    """
    What a type does not say about a property.

    `alias`: its name on the wire. `format`: how its value is written; with `custom`, by the `strftime` template in
    `format_template`. `discriminator`: the property by whose value a variant of the union is told.
    """

    alias: Optional[str]
    format: Optional[PropertyFormat]
    format_template: Optional[str]
    discriminator: Optional[str]

    def __init__(
        self,
        *,
        alias: Optional[str] = None,
        format: Optional[PropertyFormat] = None,
        format_template: Optional[str] = None,
        discriminator: Optional[str] = None,
    ) -> None:
        self.alias = alias
        self.format = format
        self.format_template = format_template
        self.discriminator = discriminator

    @override
    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}(alias={self.alias!r}, format={self.format!r}, "
            f"format_template={self.format_template!r}, discriminator={self.discriminator!r})"
        )


def maybe_transform(data: object, expected_type: object) -> Optional[Any]:
    """Like `transform`; None stays None."""
    return None if data is None else transform(data, expected_type)


def transform(data: _T, expected_type: object) -> _T:
    """The data in the form to send. Unknown keys, and values of other types, are sent unchanged."""
    return cast(_T, _transform(data, cast(type, expected_type), None, _read_base64))


async def async_maybe_transform(data: object, expected_type: object) -> Optional[Any]:
    return None if data is None else await async_transform(data, expected_type)


async def async_transform(data: _T, expected_type: object) -> _T:
    """Like `transform`, but reads files without blocking."""
    later: List[_UnreadFile] = []

    def read_later(file: object) -> object:
        later.append(_UnreadFile(file))
        return later[-1]

    transformed = _transform(data, cast(type, expected_type), None, read_later)
    for unread in later:
        unread.text = await _read_base64_async(unread.file)
    return cast(_T, _with_files(transformed) if later else transformed)


class _UnreadFile:
    text: str = ""

    def __init__(self, file: object) -> None:
        self.file = file


def _with_files(data: object) -> object:
    if isinstance(data, _UnreadFile):
        return data.text
    if is_mapping(data):
        return {key: _with_files(value) for key, value in data.items()}
    if is_list(data):
        return [_with_files(item) for item in data]
    return data


def _transform(data: object, annotation: type, inner: Optional[type], read: Callable[[object], object]) -> object:
    """`annotation` carries the format; `inner` is the variant of it that is tried, where it is a union."""
    stripped = _unwrap_alias(strip_annotated_type(_unwrap_alias(inner or annotation)))
    origin = get_origin(stripped) or stripped

    if is_typeddict(cast(Any, stripped)) and is_mapping(data):
        return _transform_typed_dict(data, stripped, read)

    if origin is dict and is_mapping(data):
        values = cast(type, (get_args(stripped) or (str, object))[1])
        return {key: _transform(value, values, None, read) for key, value in data.items()}

    if _is_collection_type(stripped) and _is_collection(data):
        return _transform_items(cast("Iterable[object]", data), annotation, stripped, read)

    if is_union_type(stripped):
        for variant in get_args(stripped):
            data = _transform(data, annotation, cast(type, variant), read)
        return data

    if isinstance(data, pydantic.BaseModel):
        return model_dump(data, exclude_unset=True, mode="json", by_alias=True)

    info = _format_of(annotation)
    return data if info is None else _format(data, info, read)


def _transform_typed_dict(
    data: Mapping[str, object], expected: type, read: Callable[[object], object]
) -> Dict[str, object]:
    annotations = _type_hints(expected)
    sent: Dict[str, object] = {}
    for key, value in data.items():
        if not is_given(value):
            continue
        annotation = annotations.get(key)
        if annotation is None:
            sent[key] = value
        else:
            sent[_wire_name(key, annotation)] = _transform(value, annotation, None, read)
    return sent


def _transform_items(
    data: Iterable[object], annotation: type, stripped: type, read: Callable[[object], object]
) -> object:
    # A list that stands in for one dictionary is a mistake of the caller's, which the API will report.
    item = cast(type, (get_args(stripped) or (object,))[0])
    if _is_sent_as_is(item) and _format_of(annotation) is None:
        return data if is_list(data) else list(data)
    return [_transform(entry, annotation, item, read) for entry in data]


def _is_collection_type(tp: type) -> bool:
    return is_list_type(tp) or is_iterable_type(tp) or is_sequence_type(tp)


def _is_collection(data: object) -> bool:
    return isinstance(data, Iterable) and not isinstance(data, (str, bytes, bytearray, io.IOBase)) and not is_mapping(data)


def _is_sent_as_is(item: type) -> bool:
    """Nothing would change: also a union has to be looked at, and so has what has a name of its own."""
    return strip_annotated_type(item) in (str, int, float, bool, type(None)) and not is_annotated_type(item)


@lru_cache(maxsize=8096)
def _type_hints(expected: type) -> Dict[str, type]:
    return get_type_hints(expected, include_extras=True)


def _infos(annotation: type) -> Iterable[PropertyInfo]:
    annotation = _unwrap_alias(annotation)
    while get_origin(annotation) is not None and not is_union(get_origin(annotation)):
        if is_annotated_type(annotation):
            for fact in get_args(annotation)[1:]:
                if isinstance(fact, PropertyInfo):
                    yield fact
        elif get_origin(annotation) is None or is_literal_type(annotation) or _is_collection_type(annotation):
            return
        annotation = cast(type, get_args(annotation)[0])


@lru_cache(maxsize=8096)
def _format_of(annotation: type) -> Optional[PropertyInfo]:
    return next((info for info in _infos(annotation) if info.format is not None), None)


@lru_cache(maxsize=8096)
def _wire_name(key: str, annotation: type) -> str:
    return next((info.alias for info in _infos(annotation) if info.alias is not None), key)


def _unwrap_alias(tp: type) -> type:
    while is_type_alias_type(tp):
        tp = cast(type, tp.__value__)
    return tp


def _format(data: object, info: PropertyInfo, read: Callable[[object], object]) -> object:
    if isinstance(data, (date, datetime)):
        if info.format == "iso8601":
            return data.isoformat()
        if info.format == "custom" and info.format_template is not None:
            return data.strftime(info.format_template)
    if info.format == "base64" and is_base64_file_input(data):
        return read(data)
    return data


def _read_base64(file: object) -> str:
    if isinstance(file, pathlib.Path):
        return _base64(file.read_bytes())
    if isinstance(file, io.IOBase):
        return _base64(file.read())
    raise RuntimeError(f"Could not read bytes from {file!r}; Received {type(file)}")


async def _read_base64_async(file: object) -> str:
    if isinstance(file, pathlib.Path):
        return _base64(await anyio.Path(file).read_bytes())
    return _read_base64(file)


def _base64(content: Union[str, bytes]) -> str:
    return base64.b64encode(content.encode() if isinstance(content, str) else content).decode("ascii")

