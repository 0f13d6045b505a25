"""The only module that depends on the major version of Pydantic."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Dict, Type, TypeVar, Optional, cast
from functools import cached_property as cached_property
from typing_extensions import Literal, Annotated, get_args, get_origin, get_type_hints

import pydantic
from pydantic.fields import FieldInfo

from ._types import IncEx

_ModelT = TypeVar("_ModelT", bound=pydantic.BaseModel)

PYDANTIC_V1 = pydantic.VERSION.startswith("1.")

if TYPE_CHECKING:
    from pydantic import ConfigDict as ConfigDict

    class GenericModel(pydantic.BaseModel): ...
elif PYDANTIC_V1:
    from pydantic.generics import GenericModel as GenericModel

    ConfigDict = None
else:
    from pydantic import ConfigDict as ConfigDict

    class GenericModel(pydantic.BaseModel): ...


def get_model_fields(model: Type[pydantic.BaseModel]) -> Dict[str, FieldInfo]:
    if PYDANTIC_V1:
        return cast("Dict[str, FieldInfo]", cast(Any, model).__fields__)
    return model.model_fields


def field_is_required(field: FieldInfo) -> bool:
    if PYDANTIC_V1:
        return bool(cast(Any, field).required)
    return field.is_required()


def field_get_default(field: FieldInfo) -> Any:
    """The field's default; None if it has none."""
    if PYDANTIC_V1:
        return cast(Any, field).get_default()
    value = field.get_default(call_default_factory=True)
    return None if value is _undefined else value


if not PYDANTIC_V1:
    from pydantic_core import PydanticUndefined

    _undefined: object = PydanticUndefined
else:
    _undefined = object()


def field_outer_type(field: FieldInfo) -> Any:
    if PYDANTIC_V1:
        return cast(Any, field).outer_type_
    return field.annotation


def field_alias(field: FieldInfo, name: str) -> str:
    """The field's name on the wire."""
    return name if field.alias is None else field.alias


def get_model_config(model: Type[pydantic.BaseModel]) -> Any:
    if PYDANTIC_V1:
        return cast(Any, model).__config__
    return model.model_config


def parse_obj(model: Type[_ModelT], value: object) -> _ModelT:
    """Builds the model with validation."""
    if PYDANTIC_V1:
        return cast(_ModelT, cast(Any, model).parse_obj(value))
    return model.model_validate(value)


def model_copy(model: _ModelT, *, deep: bool = False) -> _ModelT:
    if PYDANTIC_V1:
        return cast(_ModelT, cast(Any, model).copy(deep=deep))
    return model.model_copy(deep=deep)


def model_json(model: pydantic.BaseModel, *, indent: Optional[int] = None) -> str:
    if PYDANTIC_V1:
        return cast(str, cast(Any, model).json(indent=indent))
    return model.model_dump_json(indent=indent)


def model_dump(
    model: pydantic.BaseModel,
    *,
    exclude: Optional[IncEx] = None,
    exclude_unset: bool = False,
    exclude_defaults: bool = False,
    warnings: bool = True,
    mode: Literal["json", "python"] = "python",
    by_alias: Optional[bool] = None,
) -> Dict[str, Any]:
    """The model as a dictionary. `mode` and `warnings` only have an effect with Pydantic 2."""
    if not PYDANTIC_V1 or hasattr(model, "model_dump"):
        options: Dict[str, Any] = {} if PYDANTIC_V1 else {"warnings": warnings}
        return model.model_dump(
            mode=mode,
            exclude=cast(Any, exclude),
            exclude_unset=exclude_unset,
            exclude_defaults=exclude_defaults,
            by_alias=by_alias,
            **options,
        )
    return cast(
        Dict[str, Any],
        cast(Any, model).dict(
            exclude=exclude,
            exclude_unset=exclude_unset,
            exclude_defaults=exclude_defaults,
            by_alias=bool(by_alias),
        ),
    )


def rebuild_model(model: Type[pydantic.BaseModel]) -> None:
    """
    Resolves names that the model's module defines after it.

    Only the types of its fields: pydantic builds its validators from them when a model is first validated. Built here,
    each model of a long cycle would build all the others, which takes minutes for a hundred of them.
    """
    if PYDANTIC_V1:
        cast(Any, model).update_forward_refs()
        return
    for name, annotation in _own_hints(model).items():
        field = model.model_fields.get(name)
        if field is not None:
            field.annotation = annotation


def _own_hints(model: Type[pydantic.BaseModel]) -> Dict[str, Any]:
    """The types that the model's own class names, without what `Annotated` says of each as a whole."""
    # Until 3.9 a class without annotations gives those of its base.
    own = model.__annotations__ if sys.version_info >= (3, 10) else model.__dict__.get("__annotations__", {})
    holder = type(model.__name__, (), {"__annotations__": own, "__module__": model.__module__})
    hints: Dict[str, Any] = get_type_hints(holder, include_extras=True)
    return {name: get_args(hint)[0] if get_origin(hint) is Annotated else hint for name, hint in hints.items()}


# At the end, because `_utils` needs this module.
from ._utils._datetime_parse import parse_date as parse_date, parse_datetime as parse_datetime  # noqa: E402
