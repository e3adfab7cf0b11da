"""The types that every section of a scenario shares. Knows no section.

The text under each field is the manual, the JSON Schema and the validation at once.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import (
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
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from parley.scenario import conditions, distributions
from parley.scenario.conditions import Condition
from parley.scenario.distributions import Distribution, Named
from parley.scenario.passages import Citation, parse_citation


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


def _option(raw: object) -> str:
    name = conditions.option_name(raw)
    if name is None:
        raise ValueError("this is not the name of an option. Write its name, or a number.")
    return name


def _day(raw: object) -> object:
    timestamp = isinstance(raw, bool | int | float)  # pydantic would take it for seconds
    if timestamp or (isinstance(raw, str) and len(raw) != len("2022-03-28")):
        raise ValueError(f"'{raw}' is not a date. Write it as 2022-03-28.")
    return raw


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

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_-]*$", max_length=80)]
OptionId = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]*$", max_length=80)
]
Text = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
Day = Annotated[date, BeforeValidator(_day)]
Ids = Annotated[
    tuple[Id, ...],
    BeforeValidator(one_or_many),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]
Cites = Annotated[
    tuple[Citation, ...],
    PlainValidator(_cites),
    PlainSerializer(lambda cites: [str(cite) for cite in cites]),
    WithJsonSchema(_CITE_SCHEMA),
]
When = Annotated[
    Condition,
    PlainValidator(_condition),
    PlainSerializer(conditions.write),
    WithJsonSchema(_CONDITION_SCHEMA),
]
OptionName = Annotated[
    str, PlainValidator(_option), WithJsonSchema({"type": ["string", "number", "boolean"]})
]
Package = Annotated[
    dict[Id, OptionName],
    Field(description="One option per issue; an issue left out stands at its status quo."),
]
Origin = Literal["sourced", "elicited", "assumed"]


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
        given = [w for w in ("cite", "elicited", "assume") if getattr(self, w)]
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


def _distribution(raw: object) -> Distribution:
    return distributions.parse(raw)


class Value(Traced):
    """A number that knows where it comes from.

    A bare number or range counts as assumed; a mapping adds the origin:
    `{value: 20..30..40, cite: report#p4}`.
    """

    least: ClassVar[float] = float("-inf")
    most: ClassVar[float] = float("inf")
    kind: ClassVar[str] = "number"

    value: Annotated[
        Distribution,
        PlainValidator(_distribution),
        PlainSerializer(distributions.write),
        WithJsonSchema({"type": ["number", "string", "object"]}),
    ]
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
        shown = distributions.write(self.value)
        raise ValueError(f"{shown} is not a {self.kind}. Write {self.bounds_in_words()}.")

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
            "anyOf": [bare, {"type": "string", "pattern": r"^\s*(\$[A-Za-z_]|[-+.\d])"}, full],
        }


class Chance(Value):
    """A probability, from 0 to 1."""

    least, most, kind = 0.0, 1.0, "chance"


class Score(Value):
    """How good an option is for a party, from 0 (worst on this issue) to 100 (best)."""

    least, most, kind = 0.0, 100.0, "score"


class Points(Value):
    """Points on a party's scale of 0 to 100 for whole packages; may be negative."""

    kind = "number of points"


class Amount(Value):
    """A number of 0 or more."""

    least, kind = 0.0, "amount"


class Share(Value):
    """A share, from 0 to 1."""

    least, most, kind = 0.0, 1.0, "share"


class Discount(Value):
    """What one point a war period later is worth today, above 0 and at most 1."""

    least, most, kind = 1e-9, 1.0, "discount per period"


def check_extras(extras: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """The typed keys beside the named fields; an empty mapping where there are none."""
    return extras or {}
