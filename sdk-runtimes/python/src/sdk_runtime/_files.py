"""Files to upload."""

from __future__ import annotations

import os
import pathlib
from typing import Any, Dict, List, Tuple, Mapping, TypeVar, Optional, Sequence, cast, overload

import anyio

from . import _settings as settings
from ._types import (
    FileTypes,
    FileContent,
    RequestFiles,
    HttpxFileTypes,
    HttpxFileContent,
    HttpxRequestFiles,
)
from ._utils._utils import (
    is_list as is_list,
    is_mapping as is_mapping,
    extract_files as extract_files,
    is_file_content as is_file_content,
    is_base64_file_input as is_base64_file_input,
    assert_is_file_content as assert_is_file_content,
)

_T = TypeVar("_T")


def multipart_body(
    body: Mapping[str, object], *, paths: Sequence[Sequence[str]]
) -> Tuple[Dict[str, object], List[Tuple[str, FileTypes]]]:
    """Separates the files at `paths` (see `extract_files`) from the rest of a form, without changing the caller's values."""
    rest = dict(deepcopy_with_paths(body, paths))
    return rest, extract_files(rest, paths=paths, array_format=settings.MULTIPART_ARRAYS)


def deepcopy_with_paths(item: _T, paths: Sequence[Sequence[str]]) -> _T:
    """Copies the dictionaries and lists on the way to `paths`, and shares everything else."""
    if not paths:
        return item
    if is_mapping(item):
        tails: Dict[str, List[Sequence[str]]] = {}
        for path in paths:
            if path:
                tails.setdefault(path[0], []).append(path[1:])
        return cast(
            _T,
            {
                key: deepcopy_with_paths(value, [tail for tail in tails.get(key, []) if tail])
                for key, value in item.items()
            },
        )
    if is_list(item):
        inner = [path[1:] for path in paths if path and path[0] == "<array>"]
        return cast(_T, [deepcopy_with_paths(entry, [tail for tail in inner if tail]) for entry in item])
    return item


@overload
def to_httpx_files(files: None) -> None: ...
@overload
def to_httpx_files(files: RequestFiles) -> HttpxRequestFiles: ...
def to_httpx_files(files: Optional[RequestFiles]) -> Optional[HttpxRequestFiles]:
    """The files, with paths replaced by the contents of their files."""
    if files is None:
        return None
    if is_mapping(files):
        return {name: _file(cast(FileTypes, file)) for name, file in files.items()}
    return [(name, _file(file)) for name, file in cast("Sequence[Tuple[str, FileTypes]]", files)]


@overload
async def async_to_httpx_files(files: None) -> None: ...
@overload
async def async_to_httpx_files(files: RequestFiles) -> HttpxRequestFiles: ...
async def async_to_httpx_files(files: Optional[RequestFiles]) -> Optional[HttpxRequestFiles]:
    """Like `to_httpx_files`, but reads without blocking."""
    if files is None:
        return None
    if is_mapping(files):
        return {name: await _async_file(cast(FileTypes, file)) for name, file in files.items()}
    return [(name, await _async_file(file)) for name, file in cast("Sequence[Tuple[str, FileTypes]]", files)]


def _file(file: FileTypes) -> HttpxFileTypes:
    if isinstance(file, os.PathLike):
        path = pathlib.Path(file)
        return (path.name, path.read_bytes())
    if isinstance(file, tuple):
        return cast(HttpxFileTypes, (file[0], read_file_content(file[1]), *file[2:]))
    return _content_alone(file)


async def _async_file(file: FileTypes) -> HttpxFileTypes:
    if isinstance(file, os.PathLike):
        path = anyio.Path(file)
        return (path.name, await path.read_bytes())
    if isinstance(file, tuple):
        return cast(HttpxFileTypes, (file[0], await async_read_file_content(file[1]), *file[2:]))
    return _content_alone(file)


def _content_alone(file: Any) -> HttpxFileTypes:
    if not is_file_content(file):
        raise TypeError("Expected file types input to be a FileContent type or to be a tuple")
    return cast(HttpxFileTypes, file)


def read_file_content(file: FileContent) -> HttpxFileContent:
    if isinstance(file, os.PathLike):
        return pathlib.Path(file).read_bytes()
    return file


async def async_read_file_content(file: FileContent) -> HttpxFileContent:
    if isinstance(file, os.PathLike):
        return await anyio.Path(file).read_bytes()
    return file


