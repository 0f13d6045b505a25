"""Logging, which is off by default."""

from __future__ import annotations

import os
import logging
from typing import Any
from typing_extensions import override

from .. import _settings as settings
from ._utils import is_dict

logger: logging.Logger = logging.getLogger(settings.PACKAGE)
httpx_logger: logging.Logger = logging.getLogger("httpx")

SENSITIVE_HEADERS = {"api-key", "authorization", "cookie", "proxy-authorization", "set-cookie", "x-api-key"}


def setup_logging() -> None:
    """Reads the log level from the environment variable: `info` or `debug`."""
    level = {"debug": logging.DEBUG, "info": logging.INFO}.get(os.environ.get(settings.LOG_VARIABLE, ""))
    if level is None:
        return
    logging.basicConfig(
        format="[%(asctime)s - %(name)s:%(lineno)d - %(levelname)s] %(message)s",
        datefmt="%Y-%m-%d %H:%M:%S",
    )
    logger.setLevel(level)
    httpx_logger.setLevel(level)


class SensitiveHeadersFilter(logging.Filter):
    """Redacts headers with credentials."""

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        if is_dict(record.args) and "headers" in record.args and is_dict(record.args["headers"]):
            headers: Any = {
                name: "<redacted>" if str(name).lower() in SENSITIVE_HEADERS else value
                for name, value in record.args["headers"].items()
            }
            args: Any = {**record.args, "headers": headers}
            record.args = args
        return True
