"""The page in a real browser: it draws, fits, and can be read."""

import os
import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from parley.brief import html
from tests.brief import made

sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright (extra `test`)")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(
    (
        found
        for name in BROWSERS
        if (found := shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/bin"))
    ),
    None,
)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found: apt install chromium")

CONTRAST = """() => {
  const parse = (c) => c.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = (e) => {
    for (; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] === 1) return c;
    }
    return [255, 255, 255];
  };
  const seen = {};
  for (const e of document.querySelectorAll("body *:not(script):not(style)")) {
    const drawn = e.closest("svg");
    const spoken = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (drawn ? e.tagName !== "text" : !spoken) continue;
    const style = getComputedStyle(e);
    const ink = e.closest("svg") ? style.fill : style.color;
    if (ink === "none" || style.stroke !== "none" && e.closest("svg")) continue;
    const [a, b] = [light(parse(ink)), light(behind(e.closest("svg") ? e.closest(".drawing") : e))];
    seen[ink] = Math.min(seen[ink] ?? 99, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
  }
  return seen;
}"""
SHRUNK = """() => [...document.querySelectorAll("[data-chart] svg")]
  .map((svg) => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width)"""
ALL_DRAWN = "[...document.querySelectorAll('[data-chart]')].every((e) => e.dataset.drawn)"


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as play:
        launched = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    pages = {
        "full": made.full(),
        "three": made.three(),
        "bare": made.bare(),
        "no_zone": made.no_zone(),
        "agreed": made.agreed(),
        "unkept": made.unkept(),
        "crowded": made.crowded(),
    }
    pages["hostile"] = made.hostile("W" * 200 + " </script><img src=x onerror=alert(1)>")
    for name, findings in pages.items():
        (folder / f"{name}.html").write_text(html.render(findings), encoding="utf-8", newline="\n")
    return {name: folder / f"{name}.html" for name in pages}


class Visit:
    """One page, opened, with everything it said and asked for."""

    def __init__(
        self, browser, path: Path, width: int = 1280, scheme: str = "light", **more
    ) -> None:
        self.context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, **more
        )
        self.page = self.context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(path.as_uri())
        if more.get("java_script_enabled", True):
            self.page.wait_for_function(ALL_DRAWN, timeout=10_000)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.context.close()


VISITS = [
    ("full", 360, "dark"),
    ("full", 1280, "light"),
    ("hostile", 360, "light"),
    ("hostile", 1280, "dark"),
    ("three", 360, "light"),
    ("bare", 360, "dark"),
    ("no_zone", 360, "light"),
    ("agreed", 360, "light"),
    ("agreed", 700, "dark"),
    ("unkept", 1280, "dark"),
    ("crowded", 360, "dark"),
    ("crowded", 1280, "light"),
]
# Seven where everything was asked.
COUNTS = {"bare": 0, "three": 1, "agreed": 7, "unkept": 6, "crowded": 3, "hostile": 7}
CUT = """() => [...document.querySelectorAll("[data-chart] svg")].flatMap((svg) => {
  const frame = svg.getBoundingClientRect();
  return [...svg.querySelectorAll("text")].filter((text) => {
    const box = text.getBoundingClientRect();
    return box.width && (box.left < frame.left - 1 || box.right > frame.right + 1);
  }).map((text) => text.textContent);
})"""
OVERLAP = """(name) => {
  const texts = [...document.querySelectorAll(`[data-chart=${name}] svg text`)]
    .map((node) => [node.textContent, node.getBoundingClientRect()])
    .filter(([text, box]) => text.trim() && box.width);
  const hits = [];
  texts.forEach(([a, p], at) => texts.slice(at + 1).forEach(([b, q]) => {
    const wide = Math.min(p.right, q.right) - Math.max(p.left, q.left);
    const high = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
    if (wide > 2 && high > 4) hits.push([a, b]);
  }));
  return hits;
}"""


@pytest.mark.parametrize(("name", "width", "scheme"), VISITS)
def test_it_draws_fits_and_asks_for_nothing(browser, files, name, width, scheme):
    with Visit(browser, files[name], width, scheme) as visit:
        assert visit.said == []
        assert visit.asked == [files[name].as_uri()]
        charts = visit.page.locator("[data-chart]")
        assert charts.count() == COUNTS.get(name, 4)
        assert visit.page.locator("[data-drawn=yes] svg").count() == charts.count()
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
        shrunk = visit.page.evaluate(SHRUNK)
        assert all(0.85 <= scale <= 1.01 for scale in shrunk), "a chart's text became too small"


@pytest.mark.parametrize("width", [390, 700, 1200])
@pytest.mark.parametrize("name", ["agreed", "unkept", "crowded"])
def test_no_text_of_a_chart_is_cut_or_lies_on_another(browser, files, name, width):
    with Visit(browser, files[name], width) as visit:
        assert visit.page.evaluate(CUT) == []
        for chart in ("timeline", "keeping", "votes"):
            assert visit.page.evaluate(OVERLAP, chart) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_stands_out_from_its_background(browser, files, scheme):
    with Visit(browser, files["unkept"], scheme=scheme) as visit:
        ratios = visit.page.evaluate(CONTRAST)
    assert len(ratios) >= 4
    assert min(ratios.values()) >= 4.5, ratios


def test_charts_follow_the_colour_scheme_without_a_reload(browser, files):
    ink = "getComputedStyle(document.querySelector('.role-axis-title text')).fill"
    with Visit(browser, files["full"]) as visit:
        before = visit.page.evaluate(ink)
        visit.page.emulate_media(color_scheme="dark")
        assert visit.page.evaluate(ink) != before
        visit.page.emulate_media(media="print", color_scheme="dark")
        assert visit.page.evaluate(ink) == "rgb(0, 0, 0)"


def test_headings_keep_their_order(browser, files):
    with Visit(browser, files["agreed"]) as visit:
        tags = visit.page.evaluate(
            "[...document.querySelectorAll('h1,h2,h3,h4')].map((h) => h.tagName)"
        )
    levels = [int(tag[1]) for tag in tags]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_without_scripts_text_and_tables_remain(browser, files):
    with Visit(browser, files["full"], java_script_enabled=False) as visit:
        assert visit.page.locator("#alt-frontier").is_visible()
        visit.page.locator("#chart-frontier summary").click()
        assert visit.page.locator("#chart-frontier table").is_visible()


def test_the_first_key_leads_past_the_header(browser, files):
    with Visit(browser, files["full"]) as visit:
        visit.page.keyboard.press("Tab")
        assert visit.page.evaluate("document.activeElement.className") == "skip"
        assert visit.page.locator(".skip").bounding_box()["x"] >= 0
        visit.page.keyboard.press("Enter")
        assert visit.page.evaluate("document.activeElement.id") == "main"


def test_it_prints_with_nothing_clipped(browser, files):
    with Visit(browser, files["agreed"], scheme="dark") as visit:
        assert visit.page.pdf(format="A4")[:4] == b"%PDF"
        visit.page.emulate_media(media="print", color_scheme="dark")
        visit.page.set_viewport_size({"width": 660, "height": 900})
        ends = visit.page.evaluate(
            "[...document.querySelectorAll('[data-chart] svg, table')]"
            ".map((e) => e.getBoundingClientRect().right)"
        )
        assert len(ends) > 4
        assert max(ends) <= 660
