"""Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html)."""

from __future__ import annotations

import json
import codecs
from typing import Any, List, Iterator, Optional, AsyncIterator
from typing_extensions import Protocol, override, runtime_checkable


class ServerSentEvent:
    def __init__(
        self,
        *,
        event: Optional[str] = None,
        data: Optional[str] = None,
        id: Optional[str] = None,
        retry: Optional[int] = None,
    ) -> None:
        self._event = event or None
        self._data = "" if data is None else data
        self._id = id
        self._retry = retry

    @property
    def event(self) -> Optional[str]:
        """The event's type; None where it has none."""
        return self._event

    @property
    def id(self) -> Optional[str]:
        return self._id

    @property
    def retry(self) -> Optional[int]:
        """Milliseconds to wait before connecting again."""
        return self._retry

    @property
    def data(self) -> str:
        return self._data

    def json(self) -> Any:
        return json.loads(self.data)

    @override
    def __repr__(self) -> str:
        return f"ServerSentEvent(event={self.event}, data={self.data}, id={self.id}, retry={self.retry})"


class LineSplitter:
    """
    Lines of text that comes in chunks of bytes: a character may be split between chunks, and a line may end with any
    of CR, LF and CRLF, and with no other character.
    """

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._pending: List[str] = []
        self._after_return = False

    def feed(self, chunk: bytes) -> List[str]:
        return self._split(self._decoder.decode(chunk))

    def end(self) -> List[str]:
        lines = self._split(self._decoder.decode(b"", final=True))
        rest = "".join(self._pending)
        self._pending = []
        return [*lines, rest] if rest else lines

    def _split(self, text: str) -> List[str]:
        if self._after_return and text:
            self._after_return = False
            if text[0] == "\n":
                text = text[1:]
        if text.endswith("\r"):
            self._after_return = True
        pieces = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        last = pieces.pop()
        lines: List[str] = []
        for piece in pieces:
            lines.append("".join([*self._pending, piece]))
            self._pending = []
        if last:
            self._pending.append(last)
        return lines


class SSEDecoder:
    """Keeps what belongs to one event until its end, and the last id, which holds until there is another."""

    def __init__(self) -> None:
        self._event: Optional[str] = None
        self._data: List[str] = []
        self._last_event_id: Optional[str] = None
        self._retry: Optional[int] = None

    def iter_bytes(self, iterator: Iterator[bytes]) -> Iterator[ServerSentEvent]:
        lines = LineSplitter()
        for chunk in iterator:
            yield from self._events(lines.feed(chunk))
        yield from self._events([*lines.end(), ""])

    async def aiter_bytes(self, iterator: AsyncIterator[bytes]) -> AsyncIterator[ServerSentEvent]:
        lines = LineSplitter()
        async for chunk in iterator:
            for event in self._events(lines.feed(chunk)):
                yield event
        for event in self._events([*lines.end(), ""]):
            yield event

    def _events(self, lines: List[str]) -> Iterator[ServerSentEvent]:
        for line in lines:
            event = self.decode(line)
            if event is not None:
                yield event

    def decode(self, line: str) -> Optional[ServerSentEvent]:
        """Takes a line without its end. Gives the event that it ends."""
        if line == "":
            return self._end_of_event()
        name, _, value = line.partition(":")
        if value.startswith(" "):
            value = value[1:]
        # A line that starts with a colon is a comment: its name is empty.
        if name == "event":
            self._event = value
        elif name == "data":
            self._data.append(value)
        elif name == "id" and "\0" not in value:
            self._last_event_id = value
        elif name == "retry" and value.isascii() and value.isdigit():
            self._retry = int(value)
        return None

    def _end_of_event(self) -> Optional[ServerSentEvent]:
        if not self._event and not self._data and self._retry is None:
            return None
        event = ServerSentEvent(
            event=self._event,
            data="\n".join(self._data),
            id=self._last_event_id,
            retry=self._retry,
        )
        self._event = None
        self._data = []
        self._retry = None
        return event


@runtime_checkable
class SSEBytesDecoder(Protocol):
    def iter_bytes(self, iterator: Iterator[bytes]) -> Iterator[ServerSentEvent]:
        """Events of the bytes that come from the iterator."""
        ...

    def aiter_bytes(self, iterator: AsyncIterator[bytes]) -> AsyncIterator[ServerSentEvent]:
        """Events of the bytes that come from the iterator."""
        ...
