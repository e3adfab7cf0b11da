"""Findings as one HTML file that loads nothing. Knows templates and scripts, no method."""

import base64
import hashlib
import json
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from parley.brief import chapters, charts, words
from parley.results import Findings

_SCRIPTS = ("vega.min.js", "vega-lite.min.js", "vega-embed.min.js")


def render(findings: Findings) -> str:
    """The whole brief as one page: it opens offline, prints, and runs only its own scripts."""
    shown = chapters.all_of(findings)
    pictures = [p for name in charts.PICTURES if (p := charts.picture(findings, name))]
    style = _own("style.css") + _page_header(findings)
    scripts = [*map(_vendored, _SCRIPTS), _own("brief.js")] if pictures else []
    template = _environment().get_template("brief.html.j2")
    return template.render(
        **shown,
        findings=findings,
        scenario=findings.scenario,
        assumed=words.capital(words.assumed(findings.basis)),
        policy=_policy(style, scripts),
        style=Markup(style),  # noqa: S704 - our own file, and a header escaped for CSS
        scripts=[Markup(script) for script in scripts],  # noqa: S704 - files of this package
        specs=[(picture.name, _data(picture.spec)) for picture in pictures],
        colours=_data({colour: f"var(--{name})" for name, colour in charts.COLOURS.items()}),
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("parley.brief"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        day=words.day, sentence=words.sentence, clean=words.clean, capital=words.capital
    )
    return environment


@cache
def _own(name: str) -> str:
    return files("parley.brief").joinpath(name).read_text(encoding="utf-8")


@cache
def _vendored(name: str) -> str:
    return files("parley.brief").joinpath("vendor", name).read_text(encoding="utf-8")


def _data(value: Any) -> Markup:
    """JSON that can stand inside a script element whatever texts it holds."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704 - nothing that ends the element is left in it


def _policy(style: str, scripts: list[str]) -> str:
    """The content security policy: our own scripts and style by their hashes, and nothing else."""
    run = " ".join(map(_hash, scripts)) or "'none'"
    return (
        f"default-src 'none'; script-src {run}; style-src {_hash(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def _page_header(findings: Findings) -> str:
    """The line at the top of every printed page, as CSS."""
    private = "PRIVATE. " if findings.private else ""
    left = _css_string(f"{private}{words.sentence(words.clean(findings.notice))}")
    right = _css_string(words.clean(findings.scenario.title))
    return (
        f"@page {{ @top-left {{ content: {left} }} @bottom-left {{ content: {right} }} "
        '@bottom-right { content: counter(page) " / " counter(pages) } }\n'
    )


def _css_string(text: str, longest: int = 90) -> str:
    """A CSS string that no text can leave: all but letters and digits is escaped."""
    short = text if len(text) <= longest else f"{text[:longest].rsplit(' ', 1)[0]} …"
    return '"' + "".join(c if _harmless(c) else f"\\{ord(c):06x}" for c in short) + '"'


def _harmless(character: str) -> bool:
    return character.isascii() and character.isalnum()
