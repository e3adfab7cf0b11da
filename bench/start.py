"""Times the command line from a new process to its end. Knows commands, not what they compute.

    .venv/bin/python bench/start.py [--runs 5]

Prints a Markdown table: median, fastest and slowest run, and the most memory that the process held.
"""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

COMMANDS = (
    ("--help",),
    ("--version",),
    ("check", "istanbul-2022"),
    ("brief", "istanbul-2022", "--draws", "2000"),
)
LIBRARIES = ("parley", "numpy", "scipy", "pydantic", "moocore", "click")


class Run(NamedTuple):
    """One run of one command."""

    seconds: float
    megabytes: float


def run(command: list[str], folder: Path) -> Run:
    """Run a command to its end; stop everything if it fails."""
    log = folder / "log.txt"
    with log.open("wb") as output:
        began = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        text = log.read_text(encoding="utf-8", errors="replace")
        sys.exit(f"{' '.join(command)}: status {process.returncode}\n{text}")
    per_megabyte = 1e6 if sys.platform == "darwin" else 1e6 / 1024
    return Run(seconds, usage.ru_maxrss / per_megabyte)


def measure(arguments: tuple[str, ...], runs: int) -> str:
    """One row of the table."""
    parley = Path(sys.executable).with_name("parley")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        out = ("--out", str(folder / "brief")) if arguments[0] == "brief" else ()
        command = [str(parley), *arguments, *out]
        run(command, folder)
        timed = [run(command, folder) for _ in range(runs)]
    seconds = [one.seconds for one in timed]
    shown = f"`parley {' '.join(arguments)}`"
    spread = f"{min(seconds):.2f} to {max(seconds):.2f}"
    memory = max(one.megabytes for one in timed)
    return f"| {shown} | {statistics.median(seconds):.2f} s | {spread} s | {memory:.0f} MB |"


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def main() -> None:
    """Print the machine's facts and the table."""
    parser = argparse.ArgumentParser(description="Time the command line from a new process.")
    parser.add_argument("--runs", type=int, default=5, help="runs per command (default 5)")
    runs = parser.parse_args().runs
    if runs < 1:
        parser.error("--runs must be at least 1")
    versions = ", ".join(f"{library} {version(library)}" for library in LIBRARIES)
    print(f"{platform.system()} {platform.machine()}, {cores()} cores, ", end="")
    print(f"Python {platform.python_version()}, {versions}; median of {runs} runs\n")
    print("| command | median | from, to | peak memory |")
    print("|---|---|---|---|")
    for arguments in COMMANDS:
        print(measure(arguments, runs), flush=True)


if __name__ == "__main__":
    main()
