"""The rules of the house hold: see docs/decisions/0001-the-house.md."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "parley"
MODULES = sorted(SOURCE.rglob("*.py"))
MATHS = sorted((SOURCE / "maths").rglob("*.py"))

LONGEST = 500
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc"}
ARITHMETIC = {"exact"}  # modules of maths that hold number formats, and no theory to cite
# Where rooms are entered when they are first asked for: the public names, and the commands.
DOORS = {"src/parley/__init__.py", "src/parley/cli/__init__.py"}

Functions = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=name(path))


def hidden_imports(tree: ast.Module) -> Iterator[int]:
    """The lines where a function imports parley, in any spelling."""
    for function in ast.walk(tree):
        if isinstance(function, Functions):
            yield from (node.lineno for node in ast.walk(function) if imports_parley(node))


def imports_parley(node: ast.AST) -> bool:
    match node:
        case ast.Import(names):
            return any(is_ours(alias.name) for alias in names)
        case ast.ImportFrom(module, _, level):
            return bool(level) or is_ours(module)
        case ast.Call(
            ast.Name("import_module" | "__import__") | ast.Attribute(attr="import_module"),
            [what, *_],
        ):
            named = isinstance(what, ast.Constant) and isinstance(what.value, str)
            return not named or what.value.startswith(".") or is_ours(what.value)
    return False


def is_ours(module: str | None) -> bool:
    return module is not None and module.partition(".")[0] == "parley"


def cites(docstring: str) -> bool:
    """Whether a docstring names its source: an author with a year, or says that there is none."""
    author = r"\b(?!(?:In|Since|Before|After|By|Of) )[A-Z][\w'’-]+,? \(?(?:1[789]|20)\d\d[a-z]?\b"
    return re.search(rf"{author}|[Dd]erived here|[Bb]y definition", docstring) is not None


def test_the_layers_hold(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    status = lint_imports(no_cache=True, no_logo=True)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def answers(path: Path) -> bool:
    """Whether a module asks a question: it has a function `answer`."""
    return any(isinstance(n, ast.FunctionDef) and n.name == "answer" for n in parsed(path).body)


def test_every_room_and_question_must_be_placed():
    """`exhaustive` is what makes a new top-level module that nobody placed an error."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    contracts = {contract["id"]: contract for contract in settings["importlinter"]["contracts"]}
    layers = contracts["layers"]
    assert layers["type"] == "layers"
    assert layers["containers"] == ["parley"]
    assert layers["exhaustive"] is True
    assert set(layers["exhaustive_ignores"]) <= {"__main__", "_version", "examples"}
    assert not any("ignore_imports" in contract for contract in contracts.values())
    questions = {path.stem for path in (SOURCE / "analysis").glob("*.py") if answers(path)}
    alone = {module.rpartition(".")[2] for module in contracts["questions-stand-alone"]["modules"]}
    assert questions
    assert alone == questions


def test_no_import_of_parley_hides_in_a_function():
    hidden = {name(path): list(hidden_imports(parsed(path))) for path in MODULES}
    assert {path for path, lines in hidden.items() if lines} - DOORS == set()


@pytest.mark.parametrize(
    "line",
    [
        "import parley",
        "import numpy, parley.maths as m",
        "from parley.maths import pareto",
        "from . import pareto",
        "from ..maths import pareto",
        "__import__('parley.maths')",
        "importlib.import_module('parley.maths')",
        "import_module('.maths', 'parley')",
        "import_module(f'parley.{room}')",
        "import_module(room)",
    ],
)
def test_a_hidden_import_would_be_found(line):
    shown, hidden = ast.parse(line), ast.parse(f"class A:\n  def f(self):\n    if self: {line}")
    assert not list(hidden_imports(shown))
    assert list(hidden_imports(hidden)) == [3]
    assert not list(
        hidden_imports(ast.parse("def f():\n  import scipy\n  from parleying import x"))
    )


def test_modules_stay_short():
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {path: length for path, length in lengths.items() if length > LONGEST} == {}


def test_no_module_is_a_drawer():
    rooms = {part for path in MODULES for part in path.relative_to(SOURCE).with_suffix("").parts}
    assert not rooms & DRAWERS


def test_every_kernel_names_its_source():
    """Author and year, or the words `derived here` or `by definition`."""
    silent = {
        f"{name(path)}: {node.name}"
        for path in MATHS
        for node in parsed(path).body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and not cites(ast.get_docstring(node) or "")
        and path.stem not in ARITHMETIC
    }
    assert silent == set()


def test_what_counts_as_a_source():
    assert cites("Nash (1950), theorem 1.")
    assert cites("Split after Rollon and Larrosa 2006.")
    assert cites("Derived here, in the spirit of a paper.")
    assert not cites("In 1950 a good solution was found.")
    assert not cites("")
