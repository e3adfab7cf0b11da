"""One screen in the terminal."""

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from parley.brief import chapters, terminal
from tests.brief import made


def shown(findings, width: int = 80, **console) -> str:
    out = io.StringIO()
    terminal.show(findings, Console(file=out, width=width, **console))
    return out.getvalue()


@pytest.mark.parametrize("width", [80, 90, 100, 240])
@pytest.mark.parametrize("name", made.ALL)
def test_the_summary_fits_on_one_screen(name, width):
    lines = shown(made.ALL[name](), width).splitlines()
    assert len(lines) <= 40
    assert max(map(cell_len, lines)) <= min(width, 100)


@pytest.mark.parametrize("width", [24, 40, 80])
def test_no_word_is_cut(width):
    text = shown(made.full(), width)
    for word in ("Illustration:", "recommendation;", "southern", "assumed."):
        assert word in text.split()


def test_it_says_the_status_the_findings_and_the_toll():
    text = " ".join(shown(made.full()).split())
    assert "Illustration: 3 of 4 decisive numbers are assumed." in text
    assert made.deal().finding in text
    assert "more than 10 million" in text
    assert "Troops: 0.5 thousand" in text
    assert "PRIVATE" not in text
    assert "PRIVATE. Illustration" in shown(made.full(private=True))


def test_whether_it_lasts_is_said_where_it_was_asked():
    text = " ".join(shown(made.agreed(), 100).split())
    assert (
        "Will it last? In the base case the package above would be signed by all and kept "
        "(self-enforcing), with its steps in their best order. Its weakest point: Astra after "
        "“Vote”, 2.3 points to spare. Over the ranges given, that all sign and keep it is likely, "
        "in about 7 of 10 draws." in text
    )
    assert "That it is approved by The people of Borea: anywhere from unlikely" in text
    assert "Will it last?" not in shown(made.full())


def test_every_answer_keeps_its_most_telling_sentences_longest():
    room = {short.place: short.least for short in chapters.first_screen(made.agreed())}
    assert (room["what"], room["lasts"], room["otherwise"]) == (2, 2, 3)
    assert {room[place] for place in ("who", "whether", "trust", "ground")} == {1}


@pytest.mark.parametrize("name", ["agreed", "unkept", "crowded"])
def test_a_full_screen_keeps_the_first_sentence_of_every_answer(name):
    text = " ".join(shown(made.ALL[name]()).split())
    for short in chapters.first_screen(made.ALL[name]()):
        assert short.text[0].split(":")[0] in text


def test_piped_output_is_plain_and_a_colour_terminal_says_the_same(monkeypatch):
    plain = shown(made.full())
    assert "\x1b" not in plain
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[3" not in shown(made.full(), force_terminal=True)


@pytest.mark.parametrize("text", made.HOSTILE)
def test_text_of_a_scenario_commands_no_terminal(text):
    out = shown(made.hostile(text), force_terminal=True, color_system=None)
    assert "\x1b[31m" not in out
    assert "\u202e" not in out
    lines = shown(made.hostile(text)).splitlines()
    assert len(lines) <= 40
    assert max(map(cell_len, lines)) <= 80


def test_markup_of_the_terminal_library_stays_text():
    assert "[bold]x[/bold]" in shown(made.hostile("[bold]x[/bold]"))
