"""When to retry a request, and after what delay."""

from __future__ import annotations

import time
import email.utils
from random import random
from typing import Optional

import httpx

from ._constants import MAX_RETRY_DELAY, INITIAL_RETRY_DELAY

_LONGEST_DELAY_OF_SERVER_SECONDS = 60


def should_retry(response: httpx.Response) -> bool:
    """Whether to retry: the API decides by `x-should-retry`; otherwise transient failures are retried."""
    asked: Optional[str] = response.headers.get("x-should-retry")
    if asked in ("true", "false"):
        return asked == "true"
    return response.status_code in (408, 409, 429) or response.status_code >= 500


def retry_delay(*, retries_done: int, response_headers: Optional[httpx.Headers]) -> float:
    """
    Seconds to wait: those that the API asks for, up to a minute, else half a second, doubled with each attempt. Up
    to a quarter of it is taken away by chance, so that many clients do not come back at once.
    """
    asked = retry_after(response_headers)
    if asked is not None and 0 < asked <= _LONGEST_DELAY_OF_SERVER_SECONDS:
        return asked
    doublings = min(max(retries_done, 0), 1000)
    delay = min(INITIAL_RETRY_DELAY * 2.0**doublings, MAX_RETRY_DELAY)
    return max(delay * (1 - 0.25 * random()), 0)


def retry_after(headers: Optional[httpx.Headers]) -> Optional[float]:
    """Delay in seconds that the API requests by `retry-after-ms` or `retry-after` (seconds or a date)."""
    if headers is None:
        return None
    try:
        return float(headers.get("retry-after-ms", "")) / 1000
    except ValueError:
        pass
    value = headers.get("retry-after", "")
    try:
        return float(value)
    except ValueError:
        pass
    parsed = email.utils.parsedate_tz(value)
    return None if parsed is None else float(email.utils.mktime_tz(parsed) - time.time())
