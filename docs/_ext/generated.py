"""Writes the reference from the program itself, before every build of the manual.

Knows the five places a reader looks things up in: the scenario language, the findings, the command
line, the errors and the Python interface. A place that cannot be imported, or a field that nobody
described, fails a build with warnings as errors: the reference cannot lag behind the program.
"""

import dataclasses
import enum
import inspect
import re
import sys
import types
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, RootModel, TypeAdapter, WithJsonSchema
from pydantic.errors import PydanticInvalidForJsonSchema
from pydantic.fields import FieldInfo
from sphinx.application import Sphinx
from sphinx.util import logging

logger = logging.getLogger(__name__)

PLAIN: dict[Any, str] = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "`true` or `false`",
    date: "date",
    datetime: "date and time",
    Path: "path",
    type(None): "nothing",
    Any: "anything",
    object: "anything",
}
JSON = {
    "array": "list",
    "boolean": "`true` or `false`",
    "integer": "whole number",
    "null": "nothing",
    "number": "number",
    "object": "mapping",
    "string": "text",
}
MAPPINGS = (dict, Mapping, types.MappingProxyType)
SEQUENCES = (list, tuple, set, frozenset, Sequence, AbstractSet)


@dataclasses.dataclass(frozen=True)
class Row:
    """One field as the reference shows it."""

    name: str
    shown: str
    kind: str
    presence: str
    text: str


class Book:
    """One reference page about nested types, in the order in which a reader meets them."""

    def __init__(self, page: str, elsewhere: Mapping[type, str], *, complete: bool) -> None:
        self.page = page
        self.complete = complete  # whether every field must be described
        self.labels: dict[type, str] = {}
        self.elsewhere = elsewhere
        self.queue: deque[type] = deque()
        self.spellings: dict[str, tuple[Any, str]] = {}

    def write(self, *roots: type) -> str:
        """The page that starts at these types and follows every type they hold."""
        for root in roots:
            self.label(root)
        sections = []
        while self.queue:
            sections.append(self.section(self.queue.popleft()))
        return "\n".join([*sections, *self.spelling_section()])

    def label(self, kind: type) -> str:
        """The target of a type's section, here or on a page written before."""
        if kind in self.elsewhere:
            return self.elsewhere[kind]
        if kind not in self.labels:
            label = f"{self.page}-{slug(kind.__name__)}"
            if label in self.labels.values():
                label = f"{label}-{slug(kind.__module__.rpartition('.')[2])}"
            self.labels[kind] = label
            self.queue.append(kind)
        return self.labels[kind]

    def link(self, kind: type) -> str:
        return f"[{kind.__name__}](#{self.label(kind)})"

    # One section for each type.

    def section(self, kind: type) -> str:
        lines = [f"({self.labels[kind]})=", f"## {kind.__name__}", "", own_text(kind), ""]
        short = getattr(kind, "short", None)
        if isinstance(short, str):
            lines += [f"A bare text stands for `{{{short}: ...}}`.", ""]
        parent = kind.__mro__[1]
        if is_record(parent) and field_names(parent) == field_names(kind):
            lines += [f"It is written like a {self.link(parent)}.", ""]
            return "\n".join(lines)
        if parent in self.labels:
            lines += [f"Beside the keys of every {self.link(parent)}:", ""]
        lines += [*self.table(kind, set(field_names(parent)) if parent in self.labels else set())]
        special = [c for c in kind.__subclasses__() if field_names(c) != field_names(kind)]
        if special:
            lines += ["In full, one of: " + ", ".join(map(self.link, special)) + ".", ""]
        return "\n".join(lines)

    def table(self, kind: type, known: set[str]) -> Iterator[str]:
        rows = [row for row in self.rows(kind) if row.name not in known or row.name in own(kind)]
        if not rows:
            return
        yield "| key | what it takes | | meaning |"
        yield "|---|---|---|---|"
        for row in rows:
            if self.complete and not row.text:
                logger.warning("%s.%s: the field has no description", kind.__qualname__, row.name)
            yield f"| {row.shown} | {row.kind} | {row.presence} | {cell(row.text)} |"
        yield ""

    def rows(self, kind: type) -> Iterator[Row]:
        hints = get_type_hints(kind, include_extras=True)
        if issubclass(kind, BaseModel):
            for name, info in kind.model_fields.items():
                hint = hints.get(name, info.annotation)
                said = self.spell(hint)
                if get_origin(hint) is not Annotated:
                    said += limits(info.metadata)
                if info.is_required() and type(None) in get_args(hint):
                    said += " or nothing"
                key = info.alias if isinstance(info.alias, str) else name
                yield Row(name, f"`{key}`", said, presence(info), info.description or "")
            extra = hints.get("__pydantic_extra__")
            if kind.model_config.get("extra") == "allow" and get_args(extra):
                said = self.spell(get_args(extra)[1])
                yield Row("*", "any other key", said, "optional", "One entry for each name.")
            return
        texts = attribute_texts(kind)
        for field in dataclasses.fields(kind):
            if not field.name.startswith("_"):
                text = field.metadata.get("description") or texts.get(field.name, "")
                said = self.spell(hints[field.name])
                yield Row(field.name, f"`{field.name}`", said, plain_presence(field), text)

    # How a type is said in words.

    def spell(self, hint: Any) -> str:
        """What a field takes, in a few words, with links to the types it names."""
        hint = getattr(hint, "__value__", hint)
        alias = self.alias(hint)
        if alias:
            return alias
        origin, args = get_origin(hint), get_args(hint)
        if origin is Annotated:
            written = [m.json_schema for m in args[1:] if isinstance(m, WithJsonSchema)]
            return json_words(written[-1]) if written else self.spell(args[0]) + limits(args[1:])
        if origin in (Union, types.UnionType):
            return " or ".join(dict.fromkeys(self.spell(a) for a in args if a is not type(None)))
        if origin is Literal:
            return " or ".join(f"`{'true' if a is True else a}`" for a in args)
        if origin is ClassVar:
            return self.spell(args[0])
        if origin is not None:
            return self.spell_container(origin, args)
        return self.spell_plain(hint)

    def spell_container(self, origin: Any, args: tuple[Any, ...]) -> str:
        if isinstance(origin, type) and issubclass(origin, MAPPINGS):
            return f"mapping of {self.spell(args[0])} to {self.spell(args[1])}"
        if origin is tuple and Ellipsis not in args:
            return "[" + ", ".join(self.spell(a) for a in args) + "]"
        if isinstance(origin, type) and issubclass(origin, SEQUENCES):
            return f"list of {self.spell(args[0])}"
        return self.spell_plain(origin)

    def spell_plain(self, hint: Any) -> str:
        if hint in PLAIN:
            return PLAIN[hint]
        if is_record(hint):
            return self.link(hint)
        if isinstance(hint, type) and issubclass(hint, enum.Enum):
            return " or ".join(f"`{member.value}`" for member in hint)
        return str(getattr(hint, "__name__", hint))

    # Annotated types that the program gives a name of their own, such as an identifier or a date.

    def alias(self, hint: Any) -> str | None:
        if get_origin(hint) is not Annotated:
            return None
        for name, value in named_spellings():
            if value == hint:
                taken, label = self.spellings.setdefault(
                    name, (hint, f"{self.page}-form-{slug(name)}")
                )
                return f"[{name}](#{label})" if taken == hint else None
        return None

    def spelling_section(self) -> Iterator[str]:
        if not self.spellings:
            return
        yield f"({self.page}-forms)="
        yield "## Forms"
        yield ""
        yield "| form | how it is written |"
        yield "|---|---|"
        for name, (hint, label) in sorted(self.spellings.items()):
            yield f"| [`{name}`]{{#{label}}} | {cell(form(hint))} |"
        yield ""


def slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def is_record(kind: Any) -> bool:
    """Whether a type has fields of its own to show."""
    if not isinstance(kind, type) or kind in (BaseModel, RootModel):
        return False
    return issubclass(kind, BaseModel) or dataclasses.is_dataclass(kind)


def field_names(kind: Any) -> tuple[str, ...]:
    if issubclass(kind, BaseModel):
        return tuple(kind.model_fields)
    return tuple(field.name for field in dataclasses.fields(kind))


def own(kind: type) -> Mapping[str, Any]:
    """The fields that a class declares itself, new ones and those it changes."""
    return vars(kind).get("__annotations__", {})


def named_spellings() -> Iterator[tuple[str, Any]]:
    """Every annotated type that parley gives a name."""
    for module_name, module in sorted(sys.modules.items()):
        if module_name.partition(".")[0] == "parley":
            for name, value in vars(module).items():
                if get_origin(value) is Annotated and not name.startswith("_"):
                    yield name, value


def form(hint: Any) -> str:
    """How a named form is written: its own description, else its JSON type and limits."""
    try:
        schema = TypeAdapter(hint).json_schema()
    except PydanticInvalidForJsonSchema:
        return str(PLAIN.get(get_args(hint)[0], get_args(hint)[0]))
    if "description" in schema:
        return str(schema["description"])
    said = json_words(schema)
    if schema.get("format"):
        said = f"{said}, a {schema['format']}"
    if schema.get("pattern"):
        said += f", matching `{schema['pattern']}`"
    if schema.get("maxLength"):
        said += f", at most {schema['maxLength']:,} characters"
    return said


def json_words(schema: Mapping[str, Any]) -> str:
    """The JSON types that a schema allows, in the words of the manual."""
    kinds = schema.get("type", [part.get("type") for part in schema.get("anyOf", [])])
    listed = [kinds] if isinstance(kinds, str) else kinds
    return " or ".join(JSON[kind] for kind in listed if kind) or "anything"


def limits(metadata: Sequence[Any]) -> str:
    """Bounds on a number or a length, as they stand in the type."""
    signs = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}
    said = []
    for item in metadata:
        said += [
            f"{sign} {getattr(item, name):,}"
            for name, sign in signs.items()
            if isinstance(getattr(item, name, None), int | float)
        ]
        if getattr(item, "min_length", None):
            said.append(f"at least {item.min_length}")
    return ", " + ", ".join(said) if said else ""


def presence(info: FieldInfo) -> str:
    if info.is_required():
        return "required"
    return default_words(None if info.default_factory else info.default)


def plain_presence(field: "dataclasses.Field[Any]") -> str:
    if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
        return "required"
    return default_words(None if field.default is dataclasses.MISSING else field.default)


def default_words(default: Any) -> str:
    """The default where it says something, else only that the field may be left out."""
    if isinstance(default, enum.Enum):
        default = default.value
    if isinstance(default, bool):
        return f"default `{str(default).lower()}`"
    if isinstance(default, str | int | float) and default != "":
        return f"default `{default}`"
    return "optional"


def own_text(kind: type) -> str:
    """A class's own docstring without its list of attributes, which the table shows."""
    text = inspect.cleandoc(kind.__doc__ or "")
    if "__doc__" not in vars(kind) or text.startswith(f"{kind.__name__}("):
        return ""
    return guard(re.split(r"(?m)^(?:Attributes|Args):\s*$", text)[0].strip())


def attribute_texts(kind: type) -> dict[str, str]:
    """The descriptions under `Attributes:` in a Google style docstring, base classes first."""
    found: dict[str, str] = {}
    entry = r"(?ms)^    (\w+)(?: \([^)]*\))?: (.*?)(?=^    \w|^\S|\Z)"
    for base in reversed(kind.__mro__):
        text = inspect.cleandoc(base.__doc__ or "")
        listed = re.split(r"(?m)^Attributes:\s*$", text)[1:]
        found.update(re.findall(entry, "".join(listed)))
    return found


def guard(text: str) -> str:
    """Text as Markdown that shows what it says: no HTML and no table bars outside code."""
    pieces = re.split(r"(`+[^`]*`+)", text)
    return "".join(p if i % 2 else p.replace("<", r"\<") for i, p in enumerate(pieces))


def cell(text: str) -> str:
    """Text for one cell of a table."""
    return guard(" ".join(text.split())).replace("|", r"\|")


def scenario_page(shared: dict[type, str]) -> str:
    book = Book("scenario", {}, complete=True)
    schema = import_module("parley.scenario.schema")
    page = book.write(schema.Scenario, schema.Private)
    shared.update(book.labels)
    return page


def findings_page(shared: dict[type, str]) -> str:
    return Book("findings", shared, complete=False).write(import_module("parley.results").Findings)


def cli_page(_: dict[type, str]) -> str:
    import_module("parley.cli").main  # noqa: B018 - a missing command line fails here, by its name
    return "```{eval-rst}\n.. click:: parley.cli:main\n   :prog: parley\n   :nested: full\n```\n"


def errors_page(_: dict[type, str]) -> str:
    root = import_module("parley.errors").ParleyError
    checks = import_module("parley.scenario.check").CHECKS
    lines = ["## The tree", "", *branch(root, ""), "", "## The checks", ""]
    lines += ["| check | what must hold |", "|---|---|"]
    for row in checks:
        lines.append(f"| [`{row.name}`]{{#check-{slug(row.name)}}} | {cell(row.meaning)} |")
    return "\n".join([*lines, ""])


def branch(kind: type, indent: str) -> Iterator[str]:
    first = own_text(kind).partition("\n\n")[0].replace("\n", " ")
    yield f"{indent}- `{kind.__name__}`: {first}"
    for child in sorted(kind.__subclasses__(), key=lambda c: c.__name__):
        yield from branch(child, indent + "  ")


def python_page(_: dict[type, str]) -> str:
    parley = import_module("parley")
    lines = ["```{eval-rst}"]
    for name in parley.__all__:
        lines += [*directive(name, getattr(parley, name)), ""]
    return "\n".join([*lines, "```", ""])


def directive(name: str, thing: Any) -> list[str]:
    """The autodoc directive for one public name."""
    if inspect.isclass(thing):
        word = "autoexception" if issubclass(thing, BaseException) else "autoclass"
        page = {"Scenario": "scenario", "Findings": "findings"}.get(name)
        lines = [f".. {word}:: parley.{name}{'()' if page else ''}"]
        members = [
            member
            for member, value in vars(thing).items()
            if not member.startswith("_")
            and isinstance(value, types.FunctionType | classmethod | staticmethod | property)
        ]
        if members:
            lines.append(f"   :members: {', '.join(members)}")
        if page:
            lines += ["", f"   Its fields: :doc:`/reference/{page}`."]
        return lines
    if callable(thing):
        return [f".. autofunction:: parley.{name}"]
    return [f".. py:data:: parley.{name}", f"   :value: {thing!r}"]


PAGES: dict[str, Callable[[dict[type, str]], str]] = {
    "scenario": scenario_page,
    "findings": findings_page,
    "cli": cli_page,
    "errors": errors_page,
    "python": python_page,
}


def write_pages(app: Sphinx) -> None:
    """Write every page anew; a page that stays the same keeps its date."""
    folder = Path(app.srcdir) / "reference" / "generated"
    folder.mkdir(parents=True, exist_ok=True)
    shared: dict[type, str] = {}
    for name, page in PAGES.items():
        path, text = folder / f"{name}.md", page(shared)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("builder-inited", write_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
