"""What `import parley` gives is short, and changes only on purpose."""

import inspect
import subprocess
import sys

import parley

# The public surface. A name that is added or dropped here needs a changelog fragment.
PUBLIC = {
    "Findings",
    "InputError",
    "Mistake",
    "Model",
    "NoAnswer",
    "ParleyError",
    "Scenario",
    "TooLarge",
    "__version__",
    "compile",
    "draw",
    "examine",
    "example",
    "examples",
    "read",
    "study",
}


def test_the_public_names_are_these():
    assert set(parley.__all__) == PUBLIC
    assert len(parley.__all__) == len(PUBLIC), "a name stands twice"


def test_every_public_name_is_there_and_explained():
    for name in sorted(PUBLIC - {"__version__"}):
        assert inspect.getdoc(getattr(parley, name)), f"parley.{name} has no docstring"


def test_a_room_never_hides_a_name():
    """`parley.study` is the function, also once the module of that name has been imported."""
    program = f"""
import importlib, inspect, pkgutil, parley
for module in pkgutil.iter_modules(parley.__path__, "parley."):
    if module.name != "parley.__main__":
        importlib.import_module(module.name)
print([name for name in {sorted(PUBLIC)} if inspect.ismodule(getattr(parley, name))])
"""
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert (ran.stdout.strip(), ran.stderr) == ("[]", "")


def test_nothing_else_looks_public():
    assert {name for name in dir(parley) if not name.startswith("_")} <= PUBLIC
