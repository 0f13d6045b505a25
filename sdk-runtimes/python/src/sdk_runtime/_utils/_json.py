"""JSON encoding of request bodies."""

from __future__ import annotations

import json
from typing import Any
from datetime import date, datetime
from typing_extensions import override

import pydantic

from .._compat import model_dump


def openapi_dumps(obj: Any) -> bytes:
    """Compact JSON in UTF-8. Models are written with their names on the wire, without unset fields."""
    return json.dumps(obj, cls=_Encoder, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


class _Encoder(json.JSONEncoder):
    @override
    def default(self, o: Any) -> Any:
        if isinstance(o, (datetime, date)):
            return o.isoformat()
        if isinstance(o, pydantic.BaseModel):
            return model_dump(o, exclude_unset=True, mode="json", by_alias=True)
        return super().default(o)
