"""Rules for the events of a stream."""

from __future__ import annotations

from typing import Tuple, Optional, NamedTuple
from typing_extensions import Literal


class StreamRule(NamedTuple):
    """
    Applies to events whose type is in `event_types`, or whose data starts with `data_prefix`; to every event where
    both are None. Of several rules the first that applies wins.
    """

    handle: Literal["yield", "error", "done"]
    event_types: Optional[Tuple[Optional[str], ...]] = None
    data_prefix: Optional[str] = None
    error_property: Optional[str] = None

    def applies(self, *, event: Optional[str], data: str) -> bool:
        if self.event_types is not None:
            return event in self.event_types
        if self.data_prefix is not None:
            return data.startswith(self.data_prefix)
        return True
