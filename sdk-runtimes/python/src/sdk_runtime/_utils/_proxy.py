"""Objects that are loaded when they are first used."""

from __future__ import annotations

from typing import Any, Generic, TypeVar, Iterable, cast
from typing_extensions import override

T = TypeVar("T")


class LazyProxy(Generic[T]):
    """Forwards every access to the result of `__load__`."""

    def __getattr__(self, attr: str) -> object:
        loaded = self.__get_proxied__()
        # What loads itself has nothing to pass on to.
        return loaded if isinstance(loaded, LazyProxy) else getattr(loaded, attr)

    @override
    def __repr__(self) -> str:
        return self.__text__(repr)

    @override
    def __str__(self) -> str:
        return self.__text__(str)

    @override
    def __dir__(self) -> Iterable[str]:
        loaded = self.__get_proxied__()
        return [] if isinstance(loaded, LazyProxy) else dir(loaded)

    # `isinstance` asks for `__class__`, and must not fail where the object cannot be loaded.
    @property  # type: ignore[misc]
    @override
    def __class__(self) -> type:  # pyright: ignore[reportIncompatibleMethodOverride]
        try:
            loaded = self.__get_proxied__()
        except Exception:
            return type(self)
        return type(loaded) if isinstance(loaded, LazyProxy) else cast(Any, loaded).__class__

    def __text__(self, write: Any) -> str:
        loaded = self.__get_proxied__()
        return type(loaded).__name__ if isinstance(loaded, LazyProxy) else cast(str, write(loaded))

    def __get_proxied__(self) -> T:
        return self.__load__()

    def __as_proxied__(self) -> T:
        """The same object, typed as the loaded one."""
        return cast(T, self)

    def __load__(self) -> T:
        raise NotImplementedError(f"{type(self).__name__}.__load__")
