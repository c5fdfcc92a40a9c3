"""The terminal's table of a corpus: figures read as the literature prints them, and what does not apply is said, not shown."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from commonground.report.corpus_terminal import above, beside, has_value, notable, number, show, shown, star

MINUS = "\N{MINUS SIGN}"


def estimate(mean: float, n: int = 9, half: float = 0.05) -> dict[str, Any]:
    return {"mean": mean, "ci": [mean - half, mean + half], "n": n}


def placed(mean: float, q: float, kind: str = "shuffle", side: str | None = None) -> dict[str, Any]:
    return {"kind": kind, "side": side, "level": 0.1, "difference": estimate(mean), "p": q / 2, "q": q}


def entry(measure: str, value: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "family": measure.partition(".")[0],
        "measure": measure,
        "version": "1",
        "means": f"what {measure} is.",
        "human": "",
        "beside": "shuffle",
        "value": value,
        "first": None,
        "second": None,
        "chance": [],
    }
    return {**usual, **changes}


def rendered(*measures: dict[str, Any], **changes: Any) -> str:
    target = StringIO()
    usual: dict[str, Any] = {
        "conversations": 1200,
        "talks": 1100,
        "versions": {"tokens": "tokens-1", "surrogates": "surrogates-1"},
        "measures": list(measures),
        "differences": [],
        "seed": 7,
        "surrogates": 50,
    }
    show({**usual, **changes}, Console(file=target, width=80))
    return target.getvalue()


def flat(text: str) -> str:
    return " ".join(text.split())


def row(text: str, name: str) -> list[str]:
    """The cells of the one line of a table that begins with this name."""
    (line,) = [line for line in text.splitlines() if line.split()[:1] == [name]]
    return line.split()[1:]


# Figures


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.0, ".000"),
        (-0.0, ".000"),
        (-0.0004, ".000"),
        (-0.0006, f"{MINUS}.001"),
        (0.1234, ".123"),
        (1.0, "1"),
        (-1.5, f"{MINUS}1.5"),
        (10.04, "10"),
        (99.96, "100"),
        (123.4, "123"),
        (1000.0, "1,000"),
        (-1234567.8, f"{MINUS}1,234,568"),
    ],
)
def test_number(value: float, said: str) -> None:
    assert number(value) == said


@given(st.floats(-990, 990))
def test_a_number_is_read_back_to_three_digits(value: float) -> None:
    read = float(number(value).replace(MINUS, "-"))
    assert read == pytest.approx(value, rel=0.0051, abs=0.00051)
    assert number(-value).removeprefix(MINUS) == number(value).removeprefix(MINUS)


def test_an_interval_stands_in_brackets_and_may_reach_below_zero() -> None:
    assert shown({"mean": 0.02, "ci": [-0.01, 1.25], "n": 3}) == f".020 [{MINUS}.010, 1.25]"
    assert shown(None) == "-"


@pytest.mark.parametrize(("q", "mark"), [(0.0, "*"), (0.0499, "*"), (0.05, " "), (1.0, " ")])
def test_a_star_needs_a_corrected_p_under_five_percent(q: float, mark: str) -> None:
    assert star(placed(0.1, q)) == mark
    assert above(entry("a.b", chance=[placed(-0.1, q)])) == f"{MINUS}.100{mark}"


def test_without_a_chance_level_there_is_no_star() -> None:
    assert star(None) == " "
    assert above(entry("a.b")) == ""


def test_beside_is_the_surrogate_of_the_card_and_of_the_side_asked_for() -> None:
    chances = [
        placed(0.1, 0.9, "stranger"),
        placed(0.2, 0.9, "partner"),
        placed(0.3, 0.9, "shuffle", "second"),
        placed(0.4, 0.9, "shuffle"),
    ]
    one = entry("a.b", chance=chances)
    assert beside(one) is chances[3]
    assert beside(one, "second") is chances[2]
    assert beside(one, "first") is None
    assert beside({**one, "beside": "partner"}) is chances[1]
    assert beside({**one, "beside": ""}) is None


@pytest.mark.parametrize("kind", ["value", "first", "second"])
def test_a_measure_has_a_value_where_any_of_its_three_has(kind: str) -> None:
    assert not has_value(entry("a.b"))
    assert has_value(entry("a.b", **{kind: estimate(0.0)}))


# Differences in words


def test_only_differences_that_hold_are_told_and_in_which_units() -> None:
    one = {"of": "new", "minus": "old", "measure": "a.b", "paired": True, **estimate(0.25, 8), "p": 0.01, "q": 0.02}
    loose = {**one, "measure": "a.c", "paired": False, "n": 31, "q": 0.0404}
    found = notable([one, {**one, "q": 0.05}, loose])
    assert found == [
        "a.b: new against old .250 [.200, .300], 8 pairs, q 0.020",
        "a.c: new against old .250 [.200, .300], 31 conversations, q 0.040",
    ]
    assert notable([]) == []


# What is printed


def test_the_heading_counts_conversations_and_those_between_two() -> None:
    assert rendered().splitlines()[0] == "1,200 conversations, 1,100 of them between two speakers"


def test_a_table_for_each_family_in_the_order_of_the_summary() -> None:
    text = rendered(entry("two.b", estimate(0.2)), entry("one.a", estimate(0.1)), entry("two.c", estimate(0.3)))
    titles = [line.strip() for line in text.splitlines() if line.strip() in {"one", "two"}]
    assert titles == ["two", "one"]
    assert row(text, "b") == [".200", "[.150,", ".250]", "9"]
    assert row(text, "a") == [".100", "[.050,", ".150]", "9"]


def test_columns_stand_only_where_something_fills_them() -> None:
    bare = rendered(entry("one.a", estimate(0.1)))
    assert row(bare, "measure") == ["value", "n"]
    sided = rendered(entry("one.a", estimate(0.1), second=estimate(0.4, 12)), entry("one.b", estimate(0.2)))
    assert row(sided, "measure") == ["value", "first", "second", "n"]
    assert row(sided, "a")[-3:] == ["-", ".400", "12"]
    assert row(sided, "b")[-3:] == ["-", "-", "9"]
    by_chance = rendered(entry("one.a", estimate(0.1), chance=[placed(0.05, 0.001)]), entry("one.b", estimate(0.2)))
    assert row(by_chance, "measure") == ["value", "above", "chance", "n"]
    assert row(by_chance, "a")[-2:] == [".050*", "9"]
    assert row(by_chance, "b")[-2:] == [".250]", "9"]


def test_a_side_bears_its_own_star() -> None:
    chances = [placed(0.2, 0.5), placed(0.3, 0.001, side="second"), placed(0.3, 0.001, "partner", "first")]
    one = entry("one.a", None, first=estimate(0.1), second=estimate(0.4), chance=chances)
    assert row(rendered(one), "a") == ["-", ".100", ".400*", ".200", "9"]


def test_each_measure_is_explained_with_the_band_of_people() -> None:
    text = flat(rendered(entry("one.a", estimate(0.1), human=".2 to .4"), entry("one.b", estimate(0.2))))
    assert "one.a: what one.a is; people: .2 to .4" in text
    assert "one.b: what one.b is " in text


def test_silent_measures_are_listed_and_not_tabled() -> None:
    text = rendered(entry("one.a", estimate(0.1)), entry("one.b"), entry("mute.c"))
    assert "Does not apply here: one.b, mute.c." in flat(text)
    assert "mute" not in [line.strip() for line in text.splitlines()]
    assert not [line for line in text.splitlines() if line.split()[:1] == ["b"]]
    assert "Does not apply" not in rendered(entry("one.a", estimate(0.1)))


def test_the_footer_names_the_seed_the_draws_and_the_versions() -> None:
    text = flat(rendered())
    assert "Seed 7, 50 draws; versions: tokens tokens-1, surrogates surrogates-1;" in text
    assert text.endswith("commonground list measures.")


def test_groups_named_like_markup_are_shown_as_they_are() -> None:
    one = {"of": "[bold]x[/]", "minus": "[red]", "measure": "a.b", "paired": False, **estimate(0.5), "q": 0.001}
    assert "a.b: [bold]x[/] against [red] .500" in flat(rendered(differences=[one]))


def test_a_judge_is_told_of_only_where_there_was_one() -> None:
    judge = {
        "turns": 40,
        "without_verdict": 2,
        "agreement": 0.75,
        "kappa": {"mean": 0.5, "ci": [0.25, 0.75]},
        "differ": {"none > repair": 6},
    }
    told = flat(rendered(judge=judge))
    assert "they agree in 75.0 % of 40 turns, kappa .50 [.25, .75]; 2 turns have no verdict" in told
    assert "judge" not in rendered(judge=None)


def test_no_line_is_wider_than_the_terminal() -> None:
    chances = [placed(0.05, 0.001), placed(0.2, 0.001, side="first")]
    wide = entry("one.a_long_name", estimate(0.1), first=estimate(0.2), second=estimate(0.3), chance=chances)
    assert max(map(len, rendered(wide, entry("mute.x" * 12)).splitlines())) <= 80
