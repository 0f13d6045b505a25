"""
Models of what the API answers.

They are made without validation, so that an answer that the API's description does not foresee — a new property, a
new value, another type — is passed on instead of failing. With strict validation they are checked.
"""

from __future__ import annotations

import os
import sys
import json
from typing import TYPE_CHECKING, Any, Dict, Type, Union, Mapping, TypeVar, Callable, Iterable, Optional, cast
from collections import deque
from dataclasses import field, dataclass, fields as dataclass_fields
from typing_extensions import Self, Literal, Annotated, override, get_args

import httpx
import pydantic

from ._types import Body, IncEx, Query, Headers, NotGiven, AnyMapping, PostParser, RequestFiles, not_given
from ._utils import is_given, coerce_boolean
from ._compat import (
    PYDANTIC_V1,
    ConfigDict,
    GenericModel as BaseGenericModel,
    field_alias,
    get_model_config,
    get_model_fields,
    field_get_default,
    field_outer_type,
)
from ._construct import (
    DISCRIMINATOR_CACHE as DISCRIMINATOR_CACHE,
    build as build,
    validate_type as validate_type,
    construct_type as construct_type,
)

__all__ = ["BaseModel", "GenericModel", "FinalRequestOptions", "EagerIterable", "construct_type", "validate_type"]

_T = TypeVar("_T")

_BUILD_RECURSION = 10_000


class BaseModel(pydantic.BaseModel):
    """Base of every model. Properties that the API's description lacks are kept and can be read."""

    if PYDANTIC_V1:

        class Config(pydantic.BaseConfig):  # pyright: ignore[reportDeprecated]
            extra: Any = pydantic.Extra.allow

        @property
        def model_fields_set(self) -> "set[str]":
            return cast("set[str]", cast(Any, self).__fields_set__)
    else:
        # Building validators is put off until a model is validated, which most programs never do.
        model_config = ConfigDict(
            extra="allow",
            # The API's names win: a property may begin with `model_`.
            protected_namespaces=(),
            defer_build=coerce_boolean(os.environ.get("DEFER_PYDANTIC_BUILD", "true")),
        )

    @classmethod
    @override
    def construct(  # pyright: ignore[reportIncompatibleMethodOverride]
        __cls,
        _fields_set: Optional["set[str]"] = None,
        **values: object,
    ) -> Self:
        """A model with these values, under their names on the wire, without validation."""
        known: Dict[str, object] = {}
        given: "set[str]" = set()
        rest = dict(values)
        by_name = _populates_by_name(__cls)
        for name, model_field in get_model_fields(__cls).items():
            key = field_alias(model_field, name)
            if key not in rest and by_name:
                key = name
            if key in rest:
                known[name] = _construct_field(rest.pop(key), model_field)
                given.add(name)
            else:
                known[name] = field_get_default(model_field)

        extra_type = _extra_type(__cls)
        extra = {
            key: value if extra_type is None else construct_type(value=value, type_=extra_type)
            for key, value in rest.items()
        }
        fields_set = given | set(extra) if _fields_set is None else _fields_set
        return cast(Self, _assemble(__cls, known, extra, fields_set))

    if not TYPE_CHECKING:
        model_construct = construct

        if not PYDANTIC_V1:

            @classmethod
            def model_rebuild(cls, **options: Any) -> Optional[bool]:
                """Pydantic recurses into every model that is not built yet, with about ten calls for each model of a chain."""
                options["_parent_namespace_depth"] = options.get("_parent_namespace_depth", 2) + 1
                limit = sys.getrecursionlimit()
                sys.setrecursionlimit(max(limit, _BUILD_RECURSION))
                try:
                    return super().model_rebuild(**options)
                finally:
                    sys.setrecursionlimit(limit)

    def to_dict(
        self,
        *,
        mode: Literal["json", "python"] = "python",
        use_api_names: bool = True,
        exclude_unset: bool = True,
        exclude_defaults: bool = False,
        exclude_none: bool = False,
        warnings: bool = True,
    ) -> Dict[str, object]:
        """
        The model as a dictionary: with the names of the wire, and without what the API did not send.

        `mode="json"` gives values that JSON has, `"python"` those of Python, such as `datetime`.
        """
        return self.model_dump(
            mode=mode,
            by_alias=use_api_names,
            exclude_unset=exclude_unset,
            exclude_defaults=exclude_defaults,
            exclude_none=exclude_none,
            warnings=warnings,
        )

    def to_json(
        self,
        *,
        indent: Optional[int] = 2,
        use_api_names: bool = True,
        exclude_unset: bool = True,
        exclude_defaults: bool = False,
        exclude_none: bool = False,
        warnings: bool = True,
    ) -> str:
        """The model as JSON: with names as on the wire, and without fields that the API did not send."""
        return self.model_dump_json(
            indent=indent,
            by_alias=use_api_names,
            exclude_unset=exclude_unset,
            exclude_defaults=exclude_defaults,
            exclude_none=exclude_none,
            warnings=warnings,
        )

    @override
    def __str__(self) -> str:
        # Pydantic takes these from a class of its own that is no base of models.
        shown: Any = self
        return f"{shown.__repr_name__()}({shown.__repr_str__(', ')})"

    if PYDANTIC_V1 and not TYPE_CHECKING:
        # The methods of Pydantic 2, so that programs can use them with both.

        def model_dump(
            self,
            *,
            mode: str = "python",
            include: Optional[IncEx] = None,
            exclude: Optional[IncEx] = None,
            by_alias: Optional[bool] = None,
            exclude_unset: bool = False,
            exclude_defaults: bool = False,
            exclude_none: bool = False,
            **newer: Any,
        ) -> Dict[str, Any]:
            if mode not in ("json", "python"):
                raise ValueError("mode must be either 'json' or 'python'")
            _refuse_newer(newer)
            options: Dict[str, Any] = {
                "include": include,
                "exclude": exclude,
                "by_alias": bool(by_alias),
                "exclude_unset": exclude_unset,
                "exclude_defaults": exclude_defaults,
                "exclude_none": exclude_none,
            }
            if mode == "json":
                return cast(Dict[str, Any], json.loads(super().json(**options)))
            return super().dict(**options)

        def model_dump_json(
            self,
            *,
            indent: Optional[int] = None,
            include: Optional[IncEx] = None,
            exclude: Optional[IncEx] = None,
            by_alias: Optional[bool] = None,
            exclude_unset: bool = False,
            exclude_defaults: bool = False,
            exclude_none: bool = False,
            **newer: Any,
        ) -> str:
            _refuse_newer(newer)
            return super().json(
                indent=indent,
                include=include,
                exclude=exclude,
                by_alias=bool(by_alias),
                exclude_unset=exclude_unset,
                exclude_defaults=exclude_defaults,
                exclude_none=exclude_none,
            )


_PYDANTIC_V2_DEFAULTS = {"round_trip": False, "warnings": True, "context": None, "serialize_as_any": False}


def _refuse_newer(options: Mapping[str, Any]) -> None:
    for name, value in options.items():
        if value != _PYDANTIC_V2_DEFAULTS.get(name):
            raise ValueError(f"{name} is only supported in Pydantic v2")


def _populates_by_name(model: Type[pydantic.BaseModel]) -> bool:
    config = get_model_config(model)
    if PYDANTIC_V1:
        return bool(getattr(config, "allow_population_by_field_name", False))
    return bool(config.get("populate_by_name"))


def _construct_field(value: object, model_field: Any) -> object:
    if value is None:
        return field_get_default(model_field)
    # Pydantic keeps what `Annotated` says about a field apart from its type.
    metadata = None if PYDANTIC_V1 else tuple(model_field.metadata)
    return construct_type(value=value, type_=field_outer_type(model_field), metadata=metadata)


def _extra_type(model: Type[pydantic.BaseModel]) -> Optional[type]:
    """Type of additional properties, if the model has one."""
    if PYDANTIC_V1:
        return None
    extras = getattr(model, "__annotations__", {}).get("__pydantic_extra__")
    if extras is None:
        return None
    return _resolve_extra(model)


def _resolve_extra(model: Type[pydantic.BaseModel]) -> Optional[type]:
    from typing import get_type_hints

    try:
        hint = get_type_hints(model, include_extras=True)["__pydantic_extra__"]
    except NameError:
        return None
    args = get_args(hint)
    return cast(type, args[1]) if len(args) == 2 else None


def _assemble(
    model: Type[pydantic.BaseModel],
    known: Dict[str, object],
    extra: Dict[str, object],
    fields_set: "set[str]",
) -> pydantic.BaseModel:
    instance = model.__new__(model)
    if PYDANTIC_V1:
        object.__setattr__(instance, "__dict__", {**known, **extra})
        object.__setattr__(instance, "__fields_set__", fields_set)
        cast(Any, instance)._init_private_attributes()
        return instance
    object.__setattr__(instance, "__dict__", known)
    object.__setattr__(instance, "__pydantic_extra__", extra)
    object.__setattr__(instance, "__pydantic_fields_set__", fields_set)
    if cast(Any, model).__pydantic_post_init__:
        instance.model_post_init(None)
    elif not hasattr(instance, "__pydantic_private__"):
        object.__setattr__(instance, "__pydantic_private__", None)
    return instance


class GenericModel(BaseGenericModel, BaseModel):
    """Base of generic models."""


# --- Iterables within parameters ---------------------------------------------------------------------------------

if PYDANTIC_V1 or TYPE_CHECKING:
    EagerIterable = Annotated[Iterable[_T], "eager"]
else:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema, core_schema

    class _Eager:
        """
        Reads an iterable to its end when it is validated. Pydantic would keep an iterator, which the first dump of
        the model uses up.
        """

        def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
            items = handler.generate_schema((get_args(source) or (Any,))[0])
            as_list = core_schema.list_schema(items)

            def read(value: Any, validate: Callable[[Any], Any]) -> Any:
                kept = type(value) if isinstance(value, (tuple, set, frozenset, deque)) else list
                return kept(validate(list(value)))

            return core_schema.no_info_wrap_validator_function(
                read,
                as_list,
                serialization=core_schema.plain_serializer_function_ser_schema(list),
            )

    EagerIterable = Annotated[Iterable[_T], _Eager()]


# --- Options of a request ------------------------------------------------------------------------------------------


@dataclass
class FinalRequestOptions:
    """A request before the client's own settings are added."""

    method: str
    url: str
    params: Query = field(default_factory=dict)
    headers: Union[Headers, NotGiven] = not_given
    max_retries: Union[int, NotGiven] = not_given
    timeout: Union[float, httpx.Timeout, None, NotGiven] = not_given
    files: Optional[RequestFiles] = None
    idempotency_key: Optional[str] = None
    post_parser: Union[PostParser, NotGiven] = not_given
    follow_redirects: Optional[bool] = None
    unwrap: Optional[str] = None
    """Property that is returned instead of the whole response."""
    security: Optional[Dict[str, bool]] = None
    """
    Security schemes that this request may use; None: all that the client has. Empty: it may go without credentials.
    """
    content: Any = None
    json_data: Optional[Body] = None
    extra_json: Optional[AnyMapping] = None

    def get_max_retries(self, max_retries: int) -> int:
        return max_retries if isinstance(self.max_retries, NotGiven) else self.max_retries

    @classmethod
    def construct(cls, **values: Any) -> FinalRequestOptions:
        """Builds options, some of which may be missing."""
        names = {option.name for option in dataclass_fields(cls)}
        return cls(**{name: value for name, value in values.items() if name in names and is_given(value)})

