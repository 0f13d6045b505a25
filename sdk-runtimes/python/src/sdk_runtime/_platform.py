"""Headers that describe the SDK, language and platform of a request."""

from __future__ import annotations

import sys
import platform
from typing import Dict, Union
from typing_extensions import Literal, override

from ._utils import lru_cache

Arch = Union[str, "OtherArch"]
Platform = Union[str, "OtherPlatform"]
_ARCHITECTURES = {"arm64": "arm64", "aarch64": "arm64", "arm": "arm", "x86_64": "x64", "amd64": "x64"}


class _Other:
    def __init__(self, name: str) -> None:
        self.name = name

    @override
    def __str__(self) -> str:
        return f"other:{self.name}"


class OtherPlatform(_Other):
    """A platform without a short name."""


class OtherArch(_Other):
    """An architecture without a short name."""


def get_platform() -> Platform:
    try:
        system = platform.system().lower()
        details = platform.platform().lower()
    except Exception:
        return "Unknown"
    if "iphone" in details or "ipad" in details:
        return "iOS"
    named = {"darwin": "MacOS", "windows": "Windows", "freebsd": "FreeBSD", "openbsd": "OpenBSD"}.get(system)
    if named is not None:
        return named
    if "android" in details:
        return "Android"
    if system == "linux":
        return "FreeBSD" if _distribution() == "freebsd" else "Linux"
    return OtherPlatform(details) if details else "Unknown"


def _distribution() -> str:
    try:
        import distro

        return distro.id()
    except Exception:
        return ""


def get_architecture() -> Arch:
    try:
        machine = platform.machine().lower()
    except Exception:
        return "unknown"
    if machine in _ARCHITECTURES:
        return _ARCHITECTURES[machine]
    if sys.maxsize <= 2**32:
        return "x32"
    return OtherArch(machine) if machine else "unknown"


def get_python_runtime() -> str:
    try:
        return platform.python_implementation()
    except Exception:
        return "unknown"


def get_python_version() -> str:
    try:
        return platform.python_version()
    except Exception:
        return "unknown"


@lru_cache(maxsize=None)
def platform_headers(version: str, *, platform: "Union[Platform, Literal['Unknown'], None]" = None) -> Dict[str, str]:
    return {
        "X-Stainless-Lang": "python",
        "X-Stainless-Package-Version": version,
        "X-Stainless-OS": str(platform or get_platform()),
        "X-Stainless-Arch": str(get_architecture()),
        "X-Stainless-Runtime": get_python_runtime(),
        "X-Stainless-Runtime-Version": get_python_version(),
    }
