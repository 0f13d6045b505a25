"""Values on their way to the API and back."""

from __future__ import annotations

import io
from typing import Any, Dict, Iterable, List, Optional, Union
from datetime import date, datetime, timezone

import pytest
from pydantic import Field as FieldInfo
from typing_extensions import Literal, Required, Annotated, TypedDict

from sdk_runtime._compat import rebuild_model
from sdk_runtime._decoders._sse import SSEDecoder
from sdk_runtime._files import multipart_body, to_httpx_files
from sdk_runtime._models import BaseModel, construct_type
from sdk_runtime._qs import Querystring
from sdk_runtime._types import omit
from sdk_runtime._utils import PropertyInfo, cookie_header, maybe_transform, parse_datetime, path_template, with_formats


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int


class Dog(BaseModel):
    kind: Literal["dog"]
    tricks: List[str]


Animal = Annotated[Union[Cat, Dog], PropertyInfo(discriminator="kind")]


class Shelter(BaseModel):
    animals: List[Animal]
    opened: datetime


def test_answers_become_models_of_the_variant_that_they_name() -> None:
    value: Any = {"animals": [{"kind": "dog", "tricks": []}, {"kind": "cat", "lives": "nine"}], "opened": "2020-01-01T00:00:00Z"}
    shelter: Any = construct_type(type_=Shelter, value=value)
    assert [type(animal) for animal in shelter.animals] == [Dog, Cat]
    assert shelter.animals[1].lives == "nine"
    assert shelter.opened == datetime(2020, 1, 1, tzinfo=timezone.utc)


def test_what_is_newer_than_the_package_is_kept() -> None:
    animal: Any = construct_type(type_=Animal, value={"kind": "fish", "fins": 2})
    assert animal.kind == "fish"
    assert animal.fins == 2


def test_a_long_cycle_of_models_resolves_its_names_and_is_built_on_first_use() -> None:
    names = [f"Link{at}" for at in range(150)]
    made: Dict[str, Any] = globals()
    for name, following in zip(names, [*names[1:], names[0]]):
        body = {"__module__": __name__, "__annotations__": {"next": f"List[{following}]"}}
        made[name] = type(name, (BaseModel,), body)
    for name in names:
        rebuild_model(made[name])
    link: Any = construct_type(type_=made["Link0"], value={"next": [{"next": [{"next": []}]}]})
    assert type(link.next[0].next[0]) is made["Link2"]
    assert link.to_dict() == {"next": [{"next": [{"next": []}]}]}


class Address(TypedDict, total=False):
    zip_code: Required[Annotated[str, PropertyInfo(alias="zipCode")]]


class Params(TypedDict, total=False):
    born_on: Annotated[Union[str, date], PropertyInfo(alias="bornOn", format="iso8601")]
    homes: Iterable[Address]
    labels: Dict[str, Address]


def test_arguments_get_the_names_of_the_wire() -> None:
    sent = maybe_transform(
        {
            "born_on": date(2020, 1, 2),
            "homes": ({"zip_code": "1"} for _ in range(1)),
            "labels": {"zip_code": {"zip_code": "2"}},
            "left": omit,
        },
        Params,
    )
    assert sent == {"bornOn": "2020-01-02", "homes": [{"zipCode": "1"}], "labels": {"zip_code": {"zipCode": "2"}}}


@pytest.mark.parametrize(
    ("arrays", "expected"),
    [("comma", "a=1%2C2"), ("repeat", "a=1&a=2"), ("brackets", "a%5B%5D=1&a%5B%5D=2"), ("indices", "a%5B0%5D=1&a%5B1%5D=2")],
)
def test_lists_in_queries(arrays: Any, expected: str) -> None:
    assert Querystring(array_format=arrays).stringify({"a": [1, 2], "b": None}) == expected


def test_values_are_written_in_a_format_of_their_own() -> None:
    given = {"ids": [1, "a b", True], "none": [], "filter": {"a": ["é"]}, "note": date(2026, 1, 2), "x": omit, "y": 1}
    formats = {"ids": "|", "none": ",", "filter": "application/json", "note": "text/plain", "x": "|", "missing": " "}
    written = with_formats(given, formats)
    assert written == {
        "ids": "1|a b|true",
        "none": None,
        "filter": '{"a":["é"]}',
        "note": "2026-01-02",
        "x": omit,
        "y": 1,
    }
    assert Querystring().stringify({"ids": written["ids"]}) == "ids=1%7Ca+b%7Ctrue"
    assert with_formats(None, formats) is None


def test_a_path_argument_stays_in_its_place() -> None:
    assert path_template("/pets/{id}/photo", id="a/b?c") == "/pets/a%2Fb%3Fc/photo"
    assert path_template("/pets/{ids}", ids=["a/b", 2, True]) == "/pets/a%2Fb,2,true"
    assert path_template("/pets/{at}", at={"x": 1, "y": None}) == "/pets/x,1,y,null"
    with pytest.raises(ValueError):
        path_template("/pets/{id}", id="..")


@pytest.mark.parametrize(
    ("given", "sent"),
    [("a,b=1", "a,b=1"), ('a b;c="d\\', "a%20b%3Bc=%22d%5C"), ("é%41", "%C3%A9%41")],
)
def test_a_cookie_stays_one_cookie(given: str, sent: str) -> None:
    assert cookie_header({"name": given}) == {"Cookie": f"name={sent}"}


def test_files_are_taken_out_of_a_form_and_the_callers_value_stays() -> None:
    given: Dict[str, Any] = {"name": "x", "photos": [io.BytesIO(b"1"), b"2"]}
    rest, files = multipart_body(given, paths=[["photos", "<array>"]])
    assert rest == {"name": "x"}
    assert [content for _, content in files] == given["photos"]
    assert len(list(to_httpx_files(files))) == 2


def test_events_are_read_whatever_the_chunks() -> None:
    stream = "id: 1\nevent: a\r\ndata: {\rdata: }\n\n: nothing\ndata: ünï\n\n".encode()
    for size in (1, 2, 3, 100):
        chunks = (stream[at : at + size] for at in range(0, len(stream), size))
        events = list(SSEDecoder().iter_bytes(chunks))
        assert [(event.event, event.data, event.id) for event in events] == [("a", "{\n}", "1"), (None, "ünï", "1")]


@pytest.mark.parametrize("text", ["2020-01-01T00:00:00Z", "2020-01-01 00:00:00+00:00", 1577836800, "1577836800000"])
def test_times_in_their_usual_forms(text: Any) -> None:
    assert parse_datetime(text) == datetime(2020, 1, 1, tzinfo=timezone.utc)


def test_a_property_may_have_an_empty_name() -> None:
    class Odd(BaseModel):
        value: Optional[int] = FieldInfo(alias="", default=None)

    odd: Any = construct_type(type_=Odd, value={"": 1})
    assert odd.value == 1
