"""Names of a package that are imported when they are first used."""

from __future__ import annotations

import sys
import importlib
from typing import Any, List, Tuple, Mapping, Callable


def lazy_names(package: str, modules: Mapping[str, str]) -> Tuple[Callable[[str], Any], Callable[[], List[str]]]:
    """
    `__getattr__` and `__dir__` of the package: `modules` has for each name the module, relative to the package, that
    it comes from.
    """

    def get(name: str) -> Any:
        module = modules.get(name)
        if module is None:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(importlib.import_module(module, package), name)
        setattr(sys.modules[package], name, value)
        return value

    def names() -> List[str]:
        return sorted({*vars(sys.modules[package]), *modules})

    return get, names
