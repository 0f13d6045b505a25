"""Helper functions of the package."""

from __future__ import annotations

import io
import os
import re
import inspect
import functools
from typing import (
    Any,
    Dict,
    List,
    Tuple,
    Union,
    Mapping,
    TypeVar,
    Callable,
    Iterable,
    Optional,
    Sequence,
    cast,
    overload,
)
from pathlib import Path
from datetime import date, datetime
from urllib.parse import quote as percent_encode
from typing_extensions import TypeGuard

from .._types import Omit, Headers, NotGiven, FileTypes, ArrayFormat, FileContent, Base64FileInput

_T = TypeVar("_T")
_K = TypeVar("_K")
_CallableT = TypeVar("_CallableT", bound=Callable[..., Any])


def flatten(lists: Iterable[Iterable[_T]]) -> List[_T]:
    return [item for inner in lists for item in inner]


def is_given(obj: Union[_T, NotGiven, Omit]) -> TypeGuard[_T]:
    return not isinstance(obj, (NotGiven, Omit))


def is_dict(obj: object) -> TypeGuard[Dict[object, object]]:
    return isinstance(obj, dict)


def is_list(obj: object) -> TypeGuard[List[object]]:
    return isinstance(obj, list)


def is_tuple(obj: object) -> TypeGuard[Tuple[object, ...]]:
    return isinstance(obj, tuple)


def is_tuple_t(obj: Union[Tuple[_T, ...], object]) -> TypeGuard[Tuple[_T, ...]]:
    return isinstance(obj, tuple)


def is_sequence(obj: object) -> TypeGuard[Sequence[object]]:
    return isinstance(obj, Sequence)


def is_sequence_t(obj: Union[Sequence[_T], object]) -> TypeGuard[Sequence[_T]]:
    return isinstance(obj, Sequence)


def is_mapping(obj: object) -> TypeGuard[Mapping[str, object]]:
    return isinstance(obj, Mapping)


def is_mapping_t(obj: Union[Mapping[_K, _T], object]) -> TypeGuard[Mapping[_K, _T]]:
    return isinstance(obj, Mapping)


def is_iterable(obj: object) -> TypeGuard[Iterable[object]]:
    return isinstance(obj, Iterable)


def deepcopy_minimal(item: _T) -> _T:
    """Copies the lists and dictionaries within, and shares everything else."""
    if is_mapping(item):
        return cast(_T, {key: deepcopy_minimal(value) for key, value in item.items()})
    if is_list(item):
        return cast(_T, [deepcopy_minimal(entry) for entry in item])
    return item


def human_join(seq: Sequence[str], *, delim: str = ", ", final: str = "or") -> str:
    """`a, b or c`."""
    if len(seq) < 2:
        return "".join(seq)
    return f"{delim.join(seq[:-1])} {final} {seq[-1]}"


def quote(string: str) -> str:
    return f"'{string}'"


def required_args(*variants: Sequence[str]) -> Callable[[_CallableT], _CallableT]:
    """
    Checks at run time what overloads say to type checkers: at least one of the sets of arguments is given whole.
    Without it a missing argument would only be noticed by the API.
    """

    def decorate(func: _CallableT) -> _CallableT:
        names = list(inspect.signature(func).parameters)
        positional = [
            name
            for name, parameter in inspect.signature(func).parameters.items()
            if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD)
        ]

        @functools.wraps(func)
        def checked(*args: object, **kwargs: object) -> object:
            if len(args) > len(positional):
                raise TypeError(
                    f"{func.__name__}() takes {len(positional)} argument(s) but {len(args)} were given"
                )
            given = {*names[: len(args)], *kwargs}
            if not any(given.issuperset(variant) for variant in variants):
                raise TypeError(_missing_arguments(variants, given))
            return func(*args, **kwargs)

        return cast(_CallableT, checked)

    return decorate


def _missing_arguments(variants: Sequence[Sequence[str]], given: "set[str]") -> str:
    if len(variants) > 1:
        sets = [f"({human_join([quote(name) for name in variant], final='and')})" for variant in variants]
        return f"Missing required arguments; Expected either {human_join(sets)} arguments to be given"
    missing = [quote(name) for name in variants[0] if name not in given]
    if len(missing) == 1:
        return f"Missing required argument: {missing[0]}"
    return f"Missing required arguments: {human_join(missing, final='and')}"


@overload
def strip_not_given(obj: None) -> None: ...
@overload
def strip_not_given(obj: Mapping[_K, Union[_T, NotGiven]]) -> Dict[_K, _T]: ...
@overload
def strip_not_given(obj: object) -> object: ...
def strip_not_given(obj: Optional[object]) -> object:
    """The mapping without entries that were not given."""
    if not is_mapping(obj):
        return obj
    return {key: value for key, value in obj.items() if not isinstance(value, NotGiven)}


def header_values(values: Mapping[str, object]) -> Dict[str, str]:
    """Headers of a method's parameters; those that were not given are left out."""
    return {name: _header_text(value) for name, value in values.items() if is_given(value) and value is not None}


def cookie_header(values: Mapping[str, object]) -> Dict[str, str]:
    """The `Cookie` header of a method's parameters. A semicolon in a value begins no other cookie."""
    cookies = "; ".join(f"{name}={_cookie_text(value)}" for name, value in header_values(values).items())
    return {"Cookie": cookies} if cookies else {}


# What a cookie's value may not contain (RFC 6265, section 4.1.1), except commas, which separate the items of lists.
_NOT_IN_COOKIES = re.compile(r"[^\x21\x23-\x3a\x3c-\x5b\x5d-\x7e]+")


def _cookie_text(value: str) -> str:
    return _NOT_IN_COOKIES.sub(lambda match: percent_encode(match.group(), safe=""), value)


def _header_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return ",".join(_header_text(item) for item in cast("Iterable[object]", value))
    return str(value)


def coerce_integer(val: str) -> int:
    return int(val, base=10)


def coerce_float(val: str) -> float:
    return float(val)


def coerce_boolean(val: str) -> bool:
    return val in ("true", "1", "on")


def maybe_coerce_integer(val: Optional[str]) -> Optional[int]:
    return None if val is None else coerce_integer(val)


def maybe_coerce_float(val: Optional[str]) -> Optional[float]:
    return None if val is None else coerce_float(val)


def maybe_coerce_boolean(val: Optional[str]) -> Optional[bool]:
    return None if val is None else coerce_boolean(val)


def removeprefix(string: str, prefix: str) -> str:
    return string.removeprefix(prefix)


def removesuffix(string: str, suffix: str) -> str:
    return string.removesuffix(suffix)


def file_from_path(path: str) -> FileTypes:
    """The file at `path`, to upload: its name and content."""
    return (os.path.basename(path), Path(path).read_bytes())


def get_required_header(headers: Union[Headers, Mapping[str, str]], header: str) -> str:
    wanted = header.lower()
    for name, value in headers.items():
        if name.lower() == wanted and isinstance(value, str):
            return value
    raise ValueError(f"Could not find {header} header")


def get_async_library() -> str:
    try:
        import sniffio

        return sniffio.current_async_library()
    except Exception:
        return "false"


def json_safe(data: object) -> object:
    """The data with values that JSON lacks, such as dates and keys of other types, as text."""
    if is_mapping(data):
        return {json_safe(key): json_safe(value) for key, value in data.items()}
    if is_iterable(data) and not isinstance(data, (str, bytes, bytearray)):
        return [json_safe(item) for item in data]
    if isinstance(data, (datetime, date)):
        return data.isoformat()
    return data


def lru_cache(*, maxsize: Optional[int] = 128) -> Callable[[_CallableT], _CallableT]:
    """`functools.lru_cache` that keeps the function's type."""
    return cast("Callable[[_CallableT], _CallableT]", functools.lru_cache(maxsize=maxsize))


def is_base64_file_input(obj: object) -> TypeGuard[Base64FileInput]:
    return isinstance(obj, (io.IOBase, os.PathLike))


def is_file_content(obj: object) -> TypeGuard[FileContent]:
    return isinstance(obj, (bytes, tuple, io.IOBase, os.PathLike))


def assert_is_file_content(obj: object, *, key: Optional[str] = None) -> None:
    if not is_file_content(obj):
        where = "`content`" if key is None else f"entry at `{key}`"
        raise RuntimeError(
            f"Expected {where} to be bytes, an io.IOBase instance, PathLike or a tuple but received {type(obj)} instead."
        )


# --- Files within parameters ---------------------------------------------------------------------------------------


def extract_files(
    query: Mapping[str, object],
    *,
    paths: Sequence[Sequence[str]],
    array_format: ArrayFormat = "brackets",
) -> List[Tuple[str, FileTypes]]:
    """
    Takes the files at `paths` out of `query`, which is changed, and gives them with the names of their form fields.
    `<array>` in a path stands for each item of a list. A path that leads nowhere is passed over.
    """
    return flatten(_files_at(query, path, 0, "", array_format) for path in paths)


def _files_at(
    obj: object, path: Sequence[str], index: int, field: str, array_format: ArrayFormat
) -> List[Tuple[str, FileTypes]]:
    if index == len(path):
        if not is_given(obj):
            return []
        if is_list(obj):
            return flatten(
                _files_at(item, path, index, field + _item_suffix(array_format, position), array_format)
                for position, item in enumerate(obj)
            )
        assert_is_file_content(obj, key=field)
        return [(field, cast(FileTypes, obj))]

    key = path[index]
    if key == "<array>":
        if not is_list(obj):
            return []
        return flatten(
            _files_at(item, path, index + 1, field + _item_suffix(array_format, position), array_format)
            for position, item in enumerate(obj)
        )
    if not is_dict(obj) or key not in obj:
        return []
    inner = obj[key]
    rest = path[index + 1 :]
    if not rest or (is_list(inner) and all(step == "<array>" for step in rest)):
        del obj[key]
    return _files_at(inner, path, index + 1, f"{field}[{key}]" if field else key, array_format)


def _item_suffix(array_format: ArrayFormat, position: int) -> str:
    if array_format == "brackets":
        return "[]"
    return f"[{position}]" if array_format == "indices" else ""
