"""Renews the README's picture: the first screen of the shipped example's brief.

.venv/bin/python scripts/picture.py        (needs the dev extra and Chromium)
"""

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

import parley
from parley.brief import html

ROOT = Path(__file__).resolve().parent.parent
NAMES = ("chromium", "chromium-browser", "google-chrome")


def main() -> None:
    """Render, photograph, store."""
    findings = parley.study(parley.read(parley.example("istanbul-2022")))
    chromium = next(filter(None, map(shutil.which, NAMES)))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        page_file = Path(folder) / "brief.html"
        page_file.write_text(html.render(findings), encoding="utf-8")
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 1560})
        page.goto(page_file.as_uri())
        page.screenshot(path=ROOT / "docs" / "_static" / "brief.png")
        browser.close()


if __name__ == "__main__":
    main()
