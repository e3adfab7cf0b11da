"""The types that every section of a scenario shares. Knows no section.

The text under each field is the manual, the JSON Schema and the validation at once.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    PlainSerializer,
    PlainValidator,
    SerializerFunctionWrapHandler,
    StringConstraints,
    WithJsonSchema,
    model_serializer,
    model_validator,
)
from pydantic.config import JsonDict
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from parley.scenario import conditions, distributions
from parley.scenario.citations import Citation, parse_citation
from parley.scenario.conditions import Condition
from parley.scenario.distributions import Distribution, Named, Normal, number, shown


class Part(BaseModel):
    """A frozen piece of a scenario that forbids unknown keys."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        populate_by_name=True,
        str_strip_whitespace=True,
        use_attribute_docstrings=True,
    )
    short: ClassVar[str | None] = None  # the field that a bare text stands for

    @model_validator(mode="before")
    @classmethod
    def _expand(cls, raw: Any) -> Any:
        if cls.short and isinstance(raw, str):
            return {cls.short: raw}
        return raw

    @model_serializer(mode="wrap")
    def _write(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        written = handler(self)
        return {key: value for key, value in written.items() if value not in (None, [], {})}

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        schema = handler.resolve_ref_schema(handler(core_schema))
        if cls.short is None:
            return schema
        title, text = schema.pop("title", cls.__name__), schema.pop("description", "")
        return {"title": title, "description": text, "anyOf": [{"type": "string"}, schema]}


def _cites(raw: Any) -> tuple[Citation, ...]:
    rows = raw if isinstance(raw, list | tuple) else [raw]
    return tuple(row if isinstance(row, Citation) else parse_citation(row) for row in rows)


def _condition(raw: object) -> Condition:
    try:
        return conditions.parse(raw)
    except conditions.ConditionError as error:
        raise PydanticCustomError(
            "condition", "{message}", {"message": str(error), "route": error.route}
        ) from error


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _option(raw: object) -> str:
    name = conditions.option_name(raw)
    if name is None:
        raise ValueError("this is not the name of an option. Write its name, or a number.")
    return name


def _plainest(name: str) -> str:
    """An option that is called by a number is called by its shortest form."""
    plain = number(name)
    if plain is not None and conditions.option_name(plain) != name:
        raise ValueError(f"'{name}' is a number. Write {conditions.option_name(plain)}.")
    return name


def _day(raw: object) -> object:
    if isinstance(raw, date) or (isinstance(raw, str) and _DAY.fullmatch(raw)):
        return raw
    raise ValueError(f"{shown(raw)} is not a date. Write it as 2022-03-28.")


def _plain(raw: object) -> float:
    plain = number(raw)
    if plain is None:
        raise ValueError(f"{shown(raw)} is not a number. Write a number.")
    return plain


def _whole(raw: object) -> int:
    plain = number(raw)
    if plain is None or plain != int(plain):
        raise ValueError(f"{shown(raw)} is not a whole number. Write a whole number.")
    return int(plain)


_SPELLED_SCHEMA = {"type": "string", "pattern": r"^\s*(\$[A-Za-z_]|[-+.\d])"}


def _distribution_schemas() -> list[JsonSchemaValue]:
    """`{normal: {mean: 3, sd: 1}}` and the others."""
    schemas = []
    for kind in distributions.NAMED:
        takes = distributions.parameters(kind)
        inner = {
            "type": "object",
            "properties": {name: {"type": ["number", "string"]} for name in takes},
            "required": [name for name, needed in takes.items() if needed],
            "additionalProperties": False,
        }
        schemas.append(
            {
                "type": "object",
                "description": (kind.__doc__ or "").split("\n")[0],
                "properties": {kind.word: inner},
                "required": [kind.word],
                "additionalProperties": False,
            }
        )
    return schemas


def one_or_many(raw: object) -> object:
    """A single text stands for a list of one."""
    return (raw,) if isinstance(raw, str) else raw


_CITE_SCHEMA = {
    "description": 'A passage: `report#p2`, `report#p2.s3`, or `report#"the words"`; or a list.',
    "anyOf": [
        {"type": "string"},
        {
            "type": "object",
            "properties": {k: {"type": "string"} for k in ("source", "at", "quote")},
            "required": ["source"],
            "additionalProperties": False,
        },
        {"type": "array"},
    ],
}
_CONDITION_SCHEMA = {
    "type": "object",
    "description": "`{issue: option}`, `{issue: [option, option]}`, `{and: [...]}`, `{or: [...]}`, "
    "`{not: {...}}`, and `{issue: {at_most: 6}}` for numeric issues.",
    "minProperties": 1,
}

ID = r"^[A-Za-z_][A-Za-z0-9_-]{0,79}$"
OPTION_ID = r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}$"
Id = Annotated[str, StringConstraints(pattern=ID)]
OptionId = Annotated[str, StringConstraints(pattern=OPTION_ID), AfterValidator(_plainest)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
Day = Annotated[date, BeforeValidator(_day)]
Number = Annotated[float, BeforeValidator(_plain), WithJsonSchema({"type": ["number", "string"]})]
Whole = Annotated[
    int,
    BeforeValidator(_whole),
    WithJsonSchema(
        {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": r"^[-+]?\d[\d_]*$"}]}
    ),
]


def bounded(least: int, most: int | None = None) -> Any:
    """The field of an optional whole number with bounds, which the JSON Schema tells too."""
    bounds: JsonDict = {"minimum": least} if most is None else {"minimum": least, "maximum": most}
    return Field(default=None, ge=least, le=most, json_schema_extra=bounds)


Ids = Annotated[
    tuple[Id, ...],
    BeforeValidator(one_or_many),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]
if TYPE_CHECKING:
    Cites = tuple[Citation, ...]
    When = Condition
    Spread = Distribution
else:
    # What these validators return needs no second look: `Any` saves pydantic from building,
    # at every start, schemas of types that it never checks.
    Cites = Annotated[
        Any,
        PlainValidator(_cites),
        PlainSerializer(lambda cites: [str(cite) for cite in cites]),
        WithJsonSchema(_CITE_SCHEMA),
    ]
    When = Annotated[
        Any,
        PlainValidator(_condition),
        PlainSerializer(conditions.write),
        WithJsonSchema(_CONDITION_SCHEMA),
    ]
    Spread = Annotated[
        Any,
        PlainValidator(distributions.parse),
        PlainSerializer(distributions.write),
        WithJsonSchema({"anyOf": [{"type": "number"}, _SPELLED_SCHEMA, *_distribution_schemas()]}),
    ]
OptionName = Annotated[
    str, PlainValidator(_option), WithJsonSchema({"type": ["string", "number", "boolean"]})
]
Package = Annotated[
    dict[Id, OptionName],
    Field(description="One option per issue; an issue left out stands at its status quo."),
]
Origin = Literal["sourced", "elicited", "assumed"]
ORIGINS = ("cite", "elicited", "assume")


class Elicited(Part):
    """Who gave a number, and when."""

    source: Text = Field(alias="from")
    """The person or panel that gave it, by role rather than by name."""
    on: Day
    """The day it was given."""


class Traced(Part):
    """A claim with its one origin: cited, elicited or assumed; nothing said counts as assumed."""

    cite: Cites = ()
    """The passage it rests on."""
    elicited: Elicited | None = None
    """Who gave it, and when."""
    assume: Text | None = None
    """Why it is assumed."""
    note: Text | None = None
    """Anything a reader needs to know about it."""

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        given = [w for w in ORIGINS if getattr(self, w)]
        if len(given) > 1:
            both = " and ".join(f"`{word}`" for word in given)
            raise ValueError(
                f"a claim has one origin, this has {both}. Keep one; say more in `note`."
            )
        return self

    @property
    def origin(self) -> Origin:
        """Law 1: every number knows its source."""
        if self.cite:
            return "sourced"
        return "elicited" if self.elicited else "assumed"


class Group(Traced):
    """A claim of several numbers: its origin is theirs where they do not state their own."""

    @model_validator(mode="before")
    @classmethod
    def _origin_for_all(cls, raw: Any) -> Any:
        origin = (
            {word: raw[word] for word in ORIGINS if word in raw} if isinstance(raw, Mapping) else {}
        )
        if len(origin) != 1:
            return raw  # none, or too many, which is for the claim as a whole to say
        numbers = {n: f for n, f in cls.model_fields.items() if _is_number(f.annotation)}
        return {
            key: _with_origin(value, origin) if key in numbers else value
            for key, value in raw.items()
        }


def _is_number(annotation: Any) -> bool:
    kinds = get_args(annotation) or (annotation,)
    return any(isinstance(kind, type) and issubclass(kind, Value) for kind in kinds)


def _with_origin(value: Any, origin: Mapping[str, Any]) -> Any:
    if not origin or isinstance(value, Value):
        return value
    if not isinstance(value, Mapping) or not set(value) & {"value", *Value.model_fields}:
        return {"value": value, **origin}
    return value if set(value) & set(ORIGINS) else {**value, **origin}


class Value(Traced):
    """A number that knows where it comes from.

    A bare number or range counts as assumed; a mapping adds the origin:
    `{value: 20..30..40, cite: report#p4}`.
    """

    least: ClassVar[float] = float("-inf")
    most: ClassVar[float] = float("inf")
    kind: ClassVar[str] = "a number"

    value: Spread
    """`30` fixed, `20..40` equally likely, `20..30..40` low, most likely, high (PERT), `$name` a
    named value, or `{normal: {mean: 3, sd: 1}}`, also uniform, pert, triangular, beta,
    lognormal."""
    movable: bool = False
    """Whether a fixed value may be moved in the search for the smallest change."""

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, raw: Any) -> Any:
        if isinstance(raw, Mapping) and not set(raw) & {"value", *cls.model_fields}:
            return {"value": raw}
        return raw if isinstance(raw, Mapping | Value) else {"value": raw}

    @model_validator(mode="after")
    def _in_bounds(self) -> Self:
        low, high = self.value.low, self.value.high
        if isinstance(self.value, Named) or (low >= self.least and high <= self.most):
            return self
        written = distributions.write(self.value)
        problem = f"{written} is not {self.kind}."
        if isinstance(written, Mapping):
            problem = f"this distribution can leave the bounds of {self.kind}."
        cut = " with `low` and `high`" if isinstance(self.value, Normal) else ""
        raise ValueError(f"{problem} Write {self.bounds_in_words()}{cut}.")

    @classmethod
    def bounds_in_words(cls) -> str:
        """`a number from 0 to 1`."""
        if cls.least == float("-inf"):
            return "a number"
        if cls.most == float("inf"):
            return f"a number of {cls.least:g} or more"
        return f"a number from {cls.least:g} to {cls.most:g}"

    @model_serializer(mode="wrap")
    def _write(self, handler: SerializerFunctionWrapHandler) -> Any:
        written = {key: value for key, value in handler(self).items() if value not in (None, [])}
        if not self.movable:
            written.pop("movable", None)
        return written["value"] if set(written) == {"value"} else written

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        full = handler.resolve_ref_schema(handler(core_schema))
        bare: JsonSchemaValue = {"type": "number"}
        if cls.least > float("-inf"):
            bare["minimum"] = cls.least
        if cls.most < float("inf"):
            bare["maximum"] = cls.most
        text = full.pop("description", "")
        return {
            "title": cls.__name__,
            "description": text,
            "anyOf": [bare, _SPELLED_SCHEMA, *_distribution_schemas(), full],
        }


class Chance(Value):
    """A probability, from 0 to 1."""

    least, most, kind = 0.0, 1.0, "a chance"


class Score(Value):
    """How good an option is for a party, from 0 (worst on this issue) to 100 (best)."""

    least, most, kind = 0.0, 100.0, "a score"


class Points(Value):
    """Points on a party's scale of 0 to 100 for whole packages; may be negative."""

    kind = "a number of points"


class Amount(Value):
    """A number of 0 or more."""

    least, kind = 0.0, "an amount"


class Share(Value):
    """A share, from 0 to 1."""

    least, most, kind = 0.0, 1.0, "a share"


class Discount(Value):
    """What one point a war period later is worth today, above 0 and at most 1."""

    least, most, kind = 1e-9, 1.0, "a discount per period"

    @classmethod
    def bounds_in_words(cls) -> str:
        """The lower bound stands for `above 0`."""
        return "a number above 0 and at most 1"


class Correlation(Value):
    """A correlation, from -1 to 1."""

    least, most, kind = -1.0, 1.0, "a correlation"


def check_extras(extras: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """The typed keys beside the named fields; an empty mapping where there are none."""
    return extras or {}
