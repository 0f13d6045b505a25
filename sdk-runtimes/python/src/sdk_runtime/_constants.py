from __future__ import annotations

import httpx

from . import _settings as settings

# Request options that travel as headers through a resource's method to the client, which takes them out again.
RAW_RESPONSE_HEADER = "X-Sdk-Raw-Response"
OVERRIDE_CAST_TO_HEADER = "____sdk_override_cast_to"

DEFAULT_TIMEOUT = httpx.Timeout(timeout=settings.TIMEOUT_SECONDS, connect=5.0)
DEFAULT_MAX_RETRIES: int = settings.MAX_RETRIES
DEFAULT_CONNECTION_LIMITS = httpx.Limits(max_connections=100, max_keepalive_connections=20)

INITIAL_RETRY_DELAY: float = settings.INITIAL_RETRY_DELAY_SECONDS
MAX_RETRY_DELAY: float = settings.MAX_RETRY_DELAY_SECONDS
