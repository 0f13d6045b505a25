"""Values that are not written like the API's others: lists joined by a separator, and values as JSON or other text."""

from __future__ import annotations

import re
from typing import Any, Dict, Mapping, Callable, NamedTuple
from datetime import date

from ._json import openapi_dumps
from ._utils import is_list, is_given, is_mapping


class FormPart(NamedTuple):
    """A field of a multipart form with a content type of its own."""

    content: bytes
    content_type: str


def with_formats(values: object, formats: Mapping[str, str]) -> Any:
    """
    The mapping with the values of `formats` as text. A format is the separator of a list, or the content type of a value.
    Anything else than a mapping stays as it is.
    """
    return _formatted(values, formats, lambda text, _: text)


def with_parts(values: object, formats: Mapping[str, str]) -> Any:
    """Like `with_formats`, for multipart forms: values with a content type become parts of that type."""
    return _formatted(values, formats, lambda text, content_type: FormPart(text.encode(), content_type))


def _formatted(values: object, formats: Mapping[str, str], part: Callable[[str, str], object]) -> Any:
    if not is_mapping(values):
        return values
    written: Dict[str, object] = {}
    for name, value in values.items():
        chosen = formats.get(name)
        if chosen is None or not is_given(value):
            written[name] = value
        elif "/" in chosen:
            written[name] = part(_content(value, chosen), chosen)
        else:
            written[name] = chosen.join(_text(item) for item in value) or None if is_list(value) else value
    return written


def _content(value: object, content_type: str) -> str:
    """Text stays what it is unless its content type is JSON."""
    is_json = re.search(r"[/+]json\b", content_type, re.IGNORECASE) is not None
    if is_json or is_mapping(value) or is_list(value):
        return openapi_dumps(value).decode()
    return _text(value)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)
