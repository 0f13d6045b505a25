from __future__ import annotations

from typing_extensions import Literal, TypeAlias

ArrayFormat: TypeAlias = Literal["comma", "repeat", "indices", "brackets"]
NestedFormat: TypeAlias = Literal["dots", "brackets"]
