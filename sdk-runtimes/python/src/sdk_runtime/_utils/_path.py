"""Paths with the arguments of a method in them."""

from __future__ import annotations

import re
from typing import Any, Dict, List, Match, Mapping, Iterable, cast
from urllib.parse import quote

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_DOT_SEGMENT = re.compile(r"(?:\.|%2e){1,2}", re.IGNORECASE)

# Characters that stand for themselves, per part of a URL (RFC 3986).
_SAFE_IN_PATH = "!$&'()*+,;=:@"
_SAFE_IN_QUERY = "!$'()*,;:@/?"
_SAFE_IN_FRAGMENT = "!$&'()*+,;=:@/?"


def path_template(template: str, /, **values: Any) -> str:
    """
    The template with each `{name}` replaced by the value of that name, escaped for the part of the URL where it stands.

    A value cannot lead out of its place: `/`, `?` and `#` are escaped, and a segment that would come out as `.` or
    `..` is a ValueError. A name without a value is a KeyError.
    """
    rest, hash_mark, fragment = template.partition("#")
    path, question_mark, query = rest.partition("?")
    filled = _fill(path, values, _SAFE_IN_PATH)
    _refuse_dot_segments(filled, template)
    return "".join(
        [
            filled,
            question_mark,
            _fill(query, values, _SAFE_IN_QUERY),
            hash_mark,
            _fill(fragment, values, _SAFE_IN_FRAGMENT),
        ]
    )


def _fill(part: str, values: Dict[str, Any], safe: str) -> str:
    def fill(match: Match[str]) -> str:
        name = match.group(1)
        if name not in values:
            raise KeyError(f"Missing value for the path's placeholder {name!r}")
        return quote(_text(values[name]), safe=safe)

    return _PLACEHOLDER.sub(fill, part)


def _text(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    # As OpenAPI's style `simple`: `a,b` for a list, `key,value` for an object.
    if isinstance(value, Mapping):
        return ",".join(_text(part) for pair in cast(Mapping[object, object], value).items() for part in pair)
    if isinstance(value, Iterable) and not isinstance(value, (str, bytes, bytearray)):
        return ",".join(_text(item) for item in cast(Iterable[object], value))
    return str(value)


def _refuse_dot_segments(path: str, template: str) -> None:
    segments: List[str] = path.split("/")
    for segment in segments:
        if _DOT_SEGMENT.fullmatch(segment):
            raise ValueError(f"The path {path!r}, made from {template!r}, has the dot-segment {segment!r}")
