"""`parley export efg`: the game of the steps as a file, or mistakes in words."""

import os

from click.testing import CliRunner

from parley.cli import main

BOTH = "withdrawal=full,phasing=in_two,neutrality=neutral,guarantees=backed"


def run(*arguments):
    return CliRunner().invoke(main, ["export", "efg", *arguments])


def test_the_best_order_is_written(tmp_path):
    out = tmp_path / "game.efg"
    found = run("order-of-steps", "--package", BOTH, "--out", str(out))
    assert found.exit_code == 0, found.output
    assert "guarantees_backed, withdrawal_1, vote, neutrality, withdrawal_2" in found.output
    text = out.read_text(encoding="utf-8")
    assert text.startswith('EFG 2 R "The order of steps, an invented conflict" { "Alda" "Borra" }')
    assert text.count("\nc ") == 1  # the vote, in one order, with everybody keeping until then


def test_another_order(tmp_path):
    order = "withdrawal_1,vote,neutrality,withdrawal_2,guarantees_backed"
    found = run(
        "order-of-steps", "--package", BOTH, "--order", order, "--out", str(tmp_path / "a.efg")
    )
    assert found.exit_code == 0, found.output
    assert order.replace(",", ", ") in found.output


def test_an_order_of_other_steps(tmp_path):
    out = tmp_path / "game.efg"
    found = run("order-of-steps", "--package", BOTH, "--order", "vote", "--out", str(out))
    assert found.exit_code == 2
    assert "every step" in found.output
    assert not out.exists()


def test_a_package_that_is_none(tmp_path):
    out = tmp_path / "game.efg"
    for package in ("withdrawal", "withdrawal=ful", "nothing=full"):
        found = run("order-of-steps", "--package", package, "--out", str(out))
        assert found.exit_code == 2
        assert "package" in found.output
    assert not out.exists()


def test_an_order_that_does_not_wait(tmp_path):
    order = "withdrawal_2,withdrawal_1,vote,neutrality,guarantees_backed"
    out = tmp_path / "a.efg"
    found = run("order-of-steps", "--package", BOTH, "--order", order, "--out", str(out))
    assert found.exit_code == 2
    assert "waits for" in found.output
    assert run("order-of-steps", "--order", "", "--out", str(out)).exit_code == 2
    assert not out.exists()


def test_nothing_but_a_plain_file_is_written_over(tmp_path):
    pipe, link, kept = tmp_path / "pipe", tmp_path / "link", tmp_path / "kept.efg"
    os.mkfifo(pipe)
    kept.write_text("old", encoding="utf-8")
    link.symlink_to(kept)
    assert run("order-of-steps", "--out", str(pipe)).exit_code == 2
    assert pipe.is_fifo()
    assert run("order-of-steps", "--out", str(link)).exit_code == 0
    assert link.is_symlink()
    assert kept.read_text(encoding="utf-8").startswith("EFG")


def test_an_issue_named_twice(tmp_path):
    twice = "withdrawal=full,withdrawal=none"
    found = run("order-of-steps", "--package", twice, "--out", str(tmp_path / "a.efg"))
    assert found.exit_code == 2
    assert "twice" in found.output
