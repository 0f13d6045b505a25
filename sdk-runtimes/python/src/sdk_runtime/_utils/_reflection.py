from __future__ import annotations

import inspect
from typing import Any, Set, List, Callable


def function_has_argument(func: Callable[..., Any], arg_name: str) -> bool:
    return arg_name in inspect.signature(func).parameters


def assert_signatures_in_sync(
    source_func: Callable[..., Any],
    check_func: Callable[..., Any],
    *,
    exclude_params: Set[str] = set(),
    description: str = "",
) -> None:
    """Raises an AssertionError if `check_func` lacks a parameter of `source_func`, or has it with another type."""
    checked = inspect.signature(check_func).parameters
    differences: List[str] = []
    for name, parameter in inspect.signature(source_func).parameters.items():
        if name in exclude_params:
            continue
        other = checked.get(name)
        if other is None:
            differences.append(f"the `{name}` param is missing")
        elif other.annotation != parameter.annotation:
            differences.append(
                f"types for the `{name}` param do not match: {parameter.annotation!r}, {other.annotation!r}"
            )
    if differences:
        raise AssertionError(f"Signatures{description} differ:\n\n" + "\n\n".join(differences))
