from __future__ import annotations

import importlib
from typing import Any
from typing_extensions import override

from .. import _settings as settings
from ._proxy import LazyProxy


class ResourcesProxy(LazyProxy[Any]):
    """The module `resources`, which is loaded when it is first used."""

    @override
    def __load__(self) -> Any:
        return importlib.import_module(f"{settings.PACKAGE}.resources")


resources = ResourcesProxy().__as_proxied__()
