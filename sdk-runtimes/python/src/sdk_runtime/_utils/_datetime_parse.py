"""
Dates and times as APIs write them: ISO 8601 and its lax forms, and numbers of seconds (or milli-, micro-,
nanoseconds) since 1970. The same with both major versions of Pydantic.
"""

from __future__ import annotations

import re
import math
from typing import Dict, Union, Optional
from datetime import date, datetime, timezone, timedelta

from .._types import StrBytesIntFloat

_DATE = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_DATETIME = re.compile(
    _DATE.pattern
    + r"[T ](?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:\.(?P<fraction>\d{1,6})\d{0,6})?)?"
    + r"(?P<zone>Z|[+-]\d{2}(?::?\d{2})?)?",
    re.IGNORECASE,
)

_EPOCH = datetime(1970, 1, 1)

# Above this, a number is taken for a smaller unit: as seconds it would lie after the year 2603.
_LARGEST_SECONDS = 2e10
# Beyond these, a number stands for "for ever".
_LARGEST_NUMBER = 3e20


def parse_date(value: Union[date, StrBytesIntFloat]) -> date:
    """Raises a ValueError if the value is not a date."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    number = _number(value)
    if number is not None:
        return _from_number(number).date()
    match = _DATE.fullmatch(_text(value))
    if match is None:
        raise ValueError("invalid date format")
    return date(**{name: int(part) for name, part in match.groupdict().items()})


def parse_datetime(value: Union[datetime, StrBytesIntFloat]) -> datetime:
    """Raises a ValueError if the value is not a date with a time."""
    if isinstance(value, datetime):
        return value
    number = _number(value)
    if number is not None:
        return _from_number(number)
    match = _DATETIME.fullmatch(_text(value))
    if match is None:
        raise ValueError("invalid datetime format")
    parts = match.groupdict()
    numbers: Dict[str, int] = {
        name: int(parts[name]) for name in ("year", "month", "day", "hour", "minute", "second") if parts[name]
    }
    return datetime(
        **numbers,
        microsecond=int((parts["fraction"] or "").ljust(6, "0")),
        tzinfo=_zone(parts["zone"]),
    )


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _number(value: object) -> Optional[float]:
    if isinstance(value, (int, float)):
        return value
    try:
        return float(_text(value))
    except ValueError:
        return None


def _from_number(number: float) -> datetime:
    if number > _LARGEST_NUMBER:
        return datetime.max
    if number < -_LARGEST_NUMBER:
        return datetime.min
    if math.isnan(number):
        raise ValueError("not a number")
    while abs(number) > _LARGEST_SECONDS:
        number /= 1000
    return (_EPOCH + timedelta(seconds=number)).replace(tzinfo=timezone.utc)


def _zone(text: Optional[str]) -> Optional[timezone]:
    if text is None:
        return None
    if text in ("Z", "z"):
        return timezone.utc
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)
