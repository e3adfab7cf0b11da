"""Folders that are written whole or not at all. Knows files, not what is in them."""

import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from parley.errors import InputError

_NAME_ANOTHER = "Name another folder: `--out DIR`."


def write_folder(
    folder: Path, files: Mapping[str, str], examine: Callable[[Path], None] | None = None
) -> None:
    """Write files into a folder: all of them, or none.

    They are first written beside it, and moved in once they are whole.

    Args:
        folder: where to; created if it is not there.
        files: the texts by name.
        examine: looks at the folder beside before anything is moved; raises to stop.

    Raises:
        InputError: a file of such a name is there already, or the folder cannot be written to.
    """
    taken = [name for name in files if (folder / name).exists()]
    if taken or (folder.exists() and not folder.is_dir()):
        where = folder / taken[0] if taken else folder
        raise InputError.of_file(where, "it is there already.", _NAME_ANOTHER, "taken")
    moved: list[Path] = []
    beside = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        for name, text in files.items():
            (beside / name).write_text(text, encoding="utf-8", newline="")
        if examine:
            examine(beside)
        folder.mkdir(exist_ok=True)
        for name in files:
            (beside / name).rename(folder / name)
            moved.append(folder / name)
    except OSError as error:
        for path in moved:
            with suppress(OSError):
                path.unlink()
        problem = f"it cannot be written ({error.strerror})."
        raise InputError.of_file(folder, problem, _NAME_ANOTHER, "write") from error
    finally:
        if beside:
            shutil.rmtree(beside, ignore_errors=True)
