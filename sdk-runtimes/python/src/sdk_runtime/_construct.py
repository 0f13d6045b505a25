"""Builds values of a type from decoded JSON without failing."""

from __future__ import annotations

import inspect
import weakref
from typing import Any, Dict, List, Type, Tuple, TypeVar, Callable, Iterable, Optional, cast
from datetime import date, datetime
from typing_extensions import ParamSpec, get_args, get_origin

import pydantic

from ._utils import (
    PropertyInfo,
    is_list,
    is_union,
    lru_cache,
    is_mapping,
    parse_date,
    parse_datetime,
    is_literal_type,
    is_annotated_type,
    is_type_alias_type,
    strip_annotated_type,
)
from ._compat import PYDANTIC_V1, field_alias, get_model_fields, field_outer_type

_T = TypeVar("_T")
_P = ParamSpec("_P")


def build(base_model_cls: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    """
    A model of what a program has of its own, with validation, which may be given with the names of Python or of the
    wire: `build(Pet, name="Rex")`.
    """
    if args:
        raise TypeError("build() takes keyword arguments only")
    return cast(_T, construct_type(type_=base_model_cls, value=kwargs))


def validate_type(*, type_: Type[_T], value: object) -> _T:
    """Validates a value as that type. Raises Pydantic's `ValidationError`."""
    if inspect.isclass(type_) and issubclass(type_, pydantic.BaseModel):
        if PYDANTIC_V1:
            return cast(_T, cast(Any, type_).parse_obj(value))
        return cast(_T, type_.model_validate(value))
    if PYDANTIC_V1:
        return cast(_T, _v1_wrapper(type_)(__root__=value).__root__)
    return cast(_T, _adapter(cast(Any, type_)).validate_python(value))


if PYDANTIC_V1:

    @lru_cache(maxsize=4096)
    def _v1_wrapper(type_: Any) -> Any:
        return pydantic.create_model("Value", __root__=(type_, ...))
else:

    @lru_cache(maxsize=4096)
    def _adapter(type_: Any) -> Any:
        return pydantic.TypeAdapter(type_)


def construct_type(*, value: object, type_: object, metadata: Optional[Tuple[object, ...]] = None) -> object:
    """
    The value as that type as far as it goes: what does not fit is kept as it came. `metadata` is what `Annotated`
    says about the type where that was taken apart before.
    """
    original = type_
    while is_type_alias_type(type_):
        type_ = cast(Any, type_).__value__
    facts: Tuple[object, ...] = metadata or ()
    if is_annotated_type(cast(type, type_)):
        facts = (*facts, *get_args(type_)[1:])
        type_ = strip_annotated_type(cast(type, type_))
        while is_type_alias_type(type_):
            type_ = cast(Any, type_).__value__

    origin = get_origin(type_) or type_
    if is_union(cast(Any, origin)):
        return _construct_union(value, type_, facts, original)
    if origin is dict:
        if not is_mapping(value):
            return value
        values = (get_args(type_) or (str, object))[1]
        return {key: construct_type(value=item, type_=values) for key, item in value.items()}
    if origin is list:
        if not is_list(value):
            return value
        items = (get_args(type_) or (object,))[0]
        return [construct_type(value=item, type_=items) for item in value]
    if inspect.isclass(origin) and issubclass(origin, pydantic.BaseModel):
        if is_list(value):
            return [cast(Any, type_).construct(**item) if is_mapping(item) else item for item in value]
        if is_mapping(value):
            return cast(Any, type_).construct(**value)
        return value
    return _construct_simple(value, origin)


def _construct_simple(value: object, type_: object) -> object:
    if type_ is float and isinstance(value, int) and not isinstance(value, bool):
        converted = float(value)
        return converted if converted == value else value
    try:
        if type_ is datetime:
            return parse_datetime(cast(Any, value))
        if type_ is date:
            return parse_date(cast(Any, value))
    except (ValueError, TypeError, OverflowError):
        pass
    return value


# --- Unions --------------------------------------------------------------------------------------------------------


def _construct_union(value: object, union: object, facts: Tuple[object, ...], original: object) -> object:
    variants = get_args(union)
    details = _discriminator(union, variants, facts)
    if details is not None and not PYDANTIC_V1:
        variant = details.only_variant(value)
        if variant is not None:
            return construct_type(value=value, type_=variant)

    # What fits one of the variants in every part is that one.
    try:
        return validate_type(type_=cast(Any, original), value=value)
    except Exception:
        pass

    variant = None if details is None else details.variant(value)
    if variant is not None:
        return construct_type(value=value, type_=variant)
    for candidate in variants:
        try:
            return construct_type(value=value, type_=candidate)
        except Exception:
            continue
    return value


class DiscriminatorDetails:
    """The variants of a union by the value of their discriminator."""

    field_name: str
    field_alias_from: Optional[str]
    mapping: Dict[str, type]

    def __init__(self, *, mapping: Dict[str, type], shared: "set[str]", field: str, alias: Optional[str]) -> None:
        self.mapping = mapping
        self.field_name = field
        self.field_alias_from = alias
        # Values that more than one variant has: what the data looks like has to decide as well.
        self.shared = shared

    def value(self, data: object) -> Optional[str]:
        if is_mapping(data):
            found = data.get(self.field_alias_from or self.field_name, data.get(self.field_name))
        else:
            found = getattr(data, self.field_name, None)
        return found if isinstance(found, str) else None

    def variant(self, data: object) -> Optional[type]:
        value = self.value(data)
        return None if value is None else self.mapping.get(value)

    def only_variant(self, data: object) -> Optional[type]:
        value = self.value(data)
        if value is None or value in self.shared or not is_mapping(data):
            return None
        return self.mapping.get(value)


DISCRIMINATOR_CACHE: "weakref.WeakKeyDictionary[type, DiscriminatorDetails]" = weakref.WeakKeyDictionary()


def _discriminator(
    union: object, variants: Iterable[object], facts: Tuple[object, ...]
) -> Optional[DiscriminatorDetails]:
    name = next(
        (fact.discriminator for fact in facts if isinstance(fact, PropertyInfo) and fact.discriminator is not None),
        None,
    )
    if name is None:
        return None
    cached = DISCRIMINATOR_CACHE.get(cast(type, union))
    if cached is not None:
        return cached

    mapping: Dict[str, type] = {}
    shared: "set[str]" = set()
    alias: Optional[str] = None
    for variant in _flat_variants(variants):
        field = get_model_fields(variant).get(name)
        if field is None:
            continue
        alias = field_alias(field, name) if alias is None or alias == name else alias
        for value in _literal_values(field_outer_type(field)):
            if value in mapping:
                shared.add(value)
            mapping[value] = variant
    if not mapping:
        return None
    details = DiscriminatorDetails(mapping=mapping, shared=shared, field=name, alias=alias)
    try:
        DISCRIMINATOR_CACHE.setdefault(cast(type, union), details)
    except TypeError:
        # A union of Python 3.14 that takes no weak reference.
        pass
    return details


def _flat_variants(variants: Iterable[object]) -> Iterable[Type[pydantic.BaseModel]]:
    for variant in variants:
        while is_type_alias_type(variant):
            variant = cast(Any, variant).__value__
        inner = strip_annotated_type(cast(type, variant))
        if is_union(cast(Any, get_origin(inner))):
            yield from _flat_variants(get_args(inner))
        elif inspect.isclass(inner) and issubclass(inner, pydantic.BaseModel):
            yield inner


def _literal_values(annotation: Any) -> List[str]:
    annotation = strip_annotated_type(annotation)
    if is_union(cast(Any, get_origin(annotation))):
        return [value for variant in get_args(annotation) for value in _literal_values(variant)]
    if not is_literal_type(annotation):
        return []
    return [value for value in get_args(annotation) if isinstance(value, str)]
