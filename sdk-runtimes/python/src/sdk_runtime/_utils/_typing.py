"""Type inspection."""

from __future__ import annotations

from typing import Any, Tuple, TypeVar, Iterable, Optional, cast
from collections import abc
from typing_extensions import Required, Annotated, TypeIs, TypeAliasType, get_args, get_origin

from ._utils import lru_cache
from ._compat import is_union


def is_annotated_type(typ: type) -> bool:
    return get_origin(typ) is Annotated


def is_list_type(typ: type) -> bool:
    return (get_origin(typ) or typ) is list


def is_sequence_type(typ: type) -> bool:
    return (get_origin(typ) or typ) is abc.Sequence


def is_iterable_type(typ: type) -> bool:
    return (get_origin(typ) or typ) is abc.Iterable


def is_union_type(typ: type) -> bool:
    return is_union(get_origin(typ))


def is_required_type(typ: type) -> bool:
    return get_origin(typ) is Required


def is_typevar(typ: type) -> bool:
    return isinstance(typ, TypeVar)


def _alias_classes() -> Tuple[type[Any], ...]:
    import typing

    built_in = getattr(typing, "TypeAliasType", None)
    return (TypeAliasType,) if built_in is None else (TypeAliasType, built_in)


_ALIAS_CLASSES = _alias_classes()


def is_type_alias_type(tp: Any, /) -> TypeIs[TypeAliasType]:
    """Whether it was made by `type X = …` or by `TypeAliasType('X', …)`."""
    return isinstance(tp, _ALIAS_CLASSES)


@lru_cache(maxsize=8096)
def strip_annotated_type(typ: type) -> type:
    """`T` of `Annotated[T, …]` and of `Required[T]`, however deeply these are within each other."""
    while is_required_type(typ) or is_annotated_type(typ):
        typ = cast(type, get_args(typ)[0])
    return typ


def extract_type_arg(typ: type, index: int) -> type:
    args = get_args(typ)
    try:
        return cast(type, args[index])
    except IndexError as err:
        raise RuntimeError(f"Expected type {typ} to have a type argument at index {index} but it did not") from err


def extract_type_var_from_base(
    typ: type,
    *,
    generic_bases: Tuple[type, ...],
    index: int,
    failure_message: Optional[str] = None,
) -> type:
    """
    The type that stands for the generic base's variable number `index`: `bytes` for `class Bytes(Response[bytes])`
    with `generic_bases=(Response,)`, and for `Response[bytes]` itself.
    """
    found = _argument_of_base(typ, generic_bases, index)
    if found is None:
        raise RuntimeError(failure_message or f"Could not resolve inner type variable at index {index} for {typ}")
    return found


def _argument_of_base(typ: type, bases: Tuple[type, ...], index: int) -> Optional[type]:
    origin = cast(Any, get_origin(typ))
    cls = cast(type, origin or typ)
    if cls in bases:
        return extract_type_arg(typ, index)
    given = dict(zip(getattr(cls, "__parameters__", ()), get_args(typ)))
    for base in cast("Iterable[Any]", getattr(cls, "__orig_bases__", ())):
        found = _argument_of_base(base, bases, index) if _leads_to(base, bases) else None
        if found is not None:
            return cast(type, given.get(found, found)) if is_typevar(found) else found
    return None


def _leads_to(base: Any, bases: Tuple[type, ...]) -> bool:
    cls = get_origin(base) or base
    return isinstance(cls, type) and any(issubclass(cls, wanted) for wanted in bases)
