"""Query strings and the fields of forms."""

from __future__ import annotations

from typing import Any, List, Tuple, Union, Mapping, Optional
from urllib.parse import parse_qs, urlencode
from typing_extensions import Unpack, TypedDict, get_args

from ._types import NotGiven, ArrayFormat, NestedFormat, not_given
from ._utils._utils import is_mapping

Params = Mapping[str, Any]


class Querystring:
    """
    How nested values are written. Arrays: `repeat` (`a=1&a=2`), `comma` (`a=1,2`), `brackets` (`a[]=1&a[]=2`),
    `indices` (`a[0]=1&a[1]=2`). Objects: `brackets` (`a[b]=1`), `dots` (`a.b=1`). None is left out.
    """

    array_format: ArrayFormat
    nested_format: NestedFormat

    def __init__(self, *, array_format: ArrayFormat = "repeat", nested_format: NestedFormat = "brackets") -> None:
        self.array_format = array_format
        self.nested_format = nested_format

    def parse(self, query: str) -> Mapping[str, object]:
        return parse_qs(query)

    def stringify(
        self,
        params: Params,
        *,
        array_format: Union[ArrayFormat, NotGiven] = not_given,
        nested_format: Union[NestedFormat, NotGiven] = not_given,
    ) -> str:
        return urlencode(self.stringify_items(params, array_format=array_format, nested_format=nested_format))

    def stringify_items(
        self,
        params: Params,
        *,
        array_format: Union[ArrayFormat, NotGiven] = not_given,
        nested_format: Union[NestedFormat, NotGiven] = not_given,
    ) -> List[Tuple[str, str]]:
        """Pairs of name and value, in sending order."""
        arrays = self.array_format if isinstance(array_format, NotGiven) else array_format
        objects = self.nested_format if isinstance(nested_format, NotGiven) else nested_format
        return [pair for key, value in params.items() for pair in _pairs(key, value, arrays, objects)]


class _Formats(TypedDict, total=False):
    array_format: ArrayFormat
    nested_format: NestedFormat


def parse(query: str) -> Mapping[str, object]:
    return Querystring().parse(query)


def stringify(params: Params, **formats: Unpack[_Formats]) -> str:
    return Querystring(**formats).stringify(params)


def stringify_items(params: Params, **formats: Unpack[_Formats]) -> List[Tuple[str, str]]:
    return Querystring(**formats).stringify_items(params)


def _pairs(key: str, value: object, arrays: ArrayFormat, objects: NestedFormat) -> List[Tuple[str, str]]:
    if is_mapping(value):
        return [
            pair
            for name, inner in value.items()
            for pair in _pairs(f"{key}.{name}" if objects == "dots" else f"{key}[{name}]", inner, arrays, objects)
        ]
    if isinstance(value, (list, tuple)):
        return _item_pairs(key, value, arrays, objects)
    text = _text(value)
    return [] if text is None else [(key, text)]


def _item_pairs(
    key: str, items: "Union[List[Any], Tuple[Any, ...]]", arrays: ArrayFormat, objects: NestedFormat
) -> List[Tuple[str, str]]:
    if arrays == "comma":
        texts = [text for text in (_text(item) for item in items) if text is not None]
        return [(key, ",".join(texts))] if texts else []
    if arrays == "repeat":
        names = [key for _ in items]
    elif arrays == "brackets":
        names = [f"{key}[]" for _ in items]
    elif arrays == "indices":
        names = [f"{key}[{index}]" for index, _ in enumerate(items)]
    else:
        raise NotImplementedError(
            f"Unknown array_format value: {arrays}, choose from {', '.join(get_args(ArrayFormat))}"
        )
    return [pair for name, item in zip(names, items) for pair in _pairs(name, item, arrays, objects)]


def _text(value: object) -> Optional[str]:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
