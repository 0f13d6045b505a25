"""Settings of one SDK. A generated SDK replaces this file with its own."""

from __future__ import annotations

from typing import Tuple, Optional

from ._stream_rules import StreamRule
from ._setting_types import ArrayFormat, NestedFormat

PACKAGE = "sdk_runtime"
LOG_VARIABLE = "SDK_RUNTIME_LOG"
CUSTOM_HEADERS_VARIABLE = "SDK_RUNTIME_CUSTOM_HEADERS"

TIMEOUT_SECONDS: float = 60.0
MAX_RETRIES: int = 2
INITIAL_RETRY_DELAY_SECONDS: float = 0.5
MAX_RETRY_DELAY_SECONDS: float = 8.0

QUERY_ARRAYS: ArrayFormat = "comma"
QUERY_OBJECTS: NestedFormat = "brackets"
FORM_ARRAYS: ArrayFormat = "repeat"
MULTIPART_ARRAYS: ArrayFormat = "brackets"

IDEMPOTENCY_HEADER: Optional[str] = None
PLATFORM_HEADERS: bool = True
STREAM_RULES: Optional[Tuple[StreamRule, ...]] = None


class SDKError(Exception):
    """Base class of every error that this package raises by itself."""


ClientError = SDKError
