"""Type inspection that differs between versions of Python."""

from __future__ import annotations

import sys
from typing import Any, Type, Tuple, Union, Optional
from typing_extensions import Literal, get_args as _get_args, get_origin as _get_origin, is_typeddict as _is_typeddict


def get_args(tp: type[Any]) -> Tuple[type[Any], ...]:
    return _get_args(tp)


def get_origin(tp: type[Any]) -> Optional[type[Any]]:
    return _get_origin(tp)


def is_union(tp: object) -> bool:
    if sys.version_info >= (3, 10):
        import types

        return tp is Union or tp is types.UnionType
    return tp is Union


def is_typeddict(tp: Type[Any]) -> bool:
    return _is_typeddict(tp)


def is_literal_type(tp: Type[Any]) -> bool:
    origin: object = get_origin(tp)
    return origin is Literal
