"""What the classifiers share: how a turn is read, how a classifier is scored, and the labelled rows."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.measures.examples import dialogue, examples, missed, two_talk

from commonground.conversation.readers import read_openai
from commonground.conversation.record import Conversation, Turn
from commonground.errors import InputError, UnknownNameError
from commonground.measures import acts, classifiers, questions, repair, requests, topics
from commonground.measures.classifiers import (
    EDGE,
    LABELLED,
    Before,
    Classifier,
    Label,
    Row,
    asks,
    edges,
    labelled,
    labels,
    last_of_other,
    last_of_same,
    phrase,
    plain,
    score,
    sentences,
    shares,
    whole,
)
from commonground.measures.measure import Card, Family
from commonground.measures.talk import talk as spoken

DIALOGUES = Path(__file__).parents[2].parent / "shared" / "data" / "transcripts" / "schema_guided_dialogue.jsonl"
ALL = (acts.ACT, repair.REPAIR, requests.REQUEST, questions.QUESTION, topics.SHIFT)


def loud(before: Before, speaker: str, text: str) -> Label:
    return "loud" if text.isupper() else "quiet"


LOUD = Classifier("loudness", "loudness-1", ("loud", "quiet", "silent"), loud)


def row(text: str, label: Label) -> Row:
    return Row((), "user", text, label)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Whats that??", "what is that"),
        ("I DON\u2019T know", "i do not know"),
        ("can't won't isnt", "can not will not is not"),
        ("plz explian it agian", "please explain it again"),
        ("nooo whaaat", "no what"),
        ("u r rite", "you are right"),
        ("nvm, thx", "never mind thanks"),
        ("Ann's dog and he's late", "ann's dog and he is late"),
        ("factually simply different", "factually simply different"),
        ("", ""),
        ("\x00 \U0001f600", ""),
        ("\u0645\u0631\u062d\u0628\u0627", "\u0645\u0631\u062d\u0628\u0627"),
    ],
)
def test_plain(text: str, read: str) -> None:
    assert plain(text) == read


@given(st.text(max_size=80))
def test_plain_is_plain_words(text: str) -> None:
    found = plain(text)
    assert found == found.strip()
    assert "  " not in found
    assert "?" not in found


def test_words_that_rules_turn_on_stay_as_they_are() -> None:
    for word in sorted(classifiers.TURNED_ON | classifiers.NO_SLIPS):
        assert plain(word) == word


def test_sentences() -> None:
    found = sentences("Ok. It costs 3.50, e.g. for Dr. Lee! Really?\n- and then")
    assert [(one.plain, one.end) for one in found] == [
        ("okay", "."),
        ("it costs 3 50 for example for dr lee", "!"),
        ("really", "?"),
        ("and then", ""),
    ]
    assert [one.count for one in found] == [1, 9, 1, 2]
    assert sentences("?!") == sentences("") == ()


def test_code_and_links_are_not_read() -> None:
    assert whole("Run ```\nwhat is this?\n``` now. See https://a.org/?q=why") == "run now see"
    assert whole("Run ```what never ends") == "run"


def test_a_long_turn_is_read_at_its_ends() -> None:
    text = "first" + " middle " * EDGE + "last"
    assert len(edges(text)) == 2 * EDGE + 1
    assert whole(text).startswith("first middle")
    assert whole(text).endswith("middle last")
    assert edges("short") == "short"


@pytest.mark.parametrize(
    "text",
    ["Which one", "what city are you in", "is it far", "ok and how long does it take", "The red one?", "how about tea"],
)
def test_questions_with_and_without_a_mark(text: str) -> None:
    (one,) = sentences(text)
    assert asks(one)


@pytest.mark.parametrize(
    "text",
    [
        "What a day",
        "When you are in town, call me.",
        "do it now",
        "Which is why it failed.",
        "have a nice day",
        "I ask",
    ],
)
def test_statements_in_the_form_of_questions(text: str) -> None:
    (one,) = sentences(text)
    assert not asks(one)


def test_who_said_what_last() -> None:
    before = [("user", "a"), ("assistant", "b"), ("tool", "c"), ("user", "d"), ("system", "e")]
    assert last_of_other(before, "user") == "b"
    assert last_of_other(before, "assistant") == "d"
    assert last_of_same(before, "user") == "d"
    assert last_of_other([], "user") == last_of_same([], "user") == ""


def test_phrase_finds_whole_words() -> None:
    assert phrase("red fox", "owl").search("a red fox ran")
    assert not phrase("red fox", "owl").search("a red foxglove, a bowl")


def test_score_by_hand() -> None:
    rows = [row("HI", "loud"), row("NO", "loud"), row("YES", "quiet"), row("hi", "quiet"), row("no", "silent")]
    found = score(LOUD, rows)
    loud_score, quiet, silent = found.labels
    assert (found.classifier, found.version, found.rows) == ("loudness", "loudness-1", 5)
    assert loud_score.precision is not None
    assert loud_score.recall is not None
    assert (loud_score.precision.mean, loud_score.precision.n) == (2 / 3, 3)
    assert (loud_score.recall.mean, loud_score.recall.n) == (1.0, 2)
    assert quiet.precision is not None
    assert quiet.recall is not None
    assert (quiet.precision.mean, quiet.recall.mean) == (0.5, 0.5)
    assert silent.precision is None  # never given
    assert silent.recall is not None
    assert silent.recall.mean == 0.0
    # p_o 3/5; p_e (3*2 + 2*2 + 0*1)/25 = 10/25; kappa (15 - 10)/(25 - 10) = 1/3.
    assert found.kappa == pytest.approx(1 / 3)
    assert found.interval is not None
    assert found.interval.low < 1 / 3 < found.interval.high
    assert found == score(LOUD, rows)


def test_a_score_of_nothing() -> None:
    found = score(LOUD, [])
    assert (found.rows, found.kappa, found.interval) == (0, None, None)
    assert all(one.precision is one.recall is None for one in found.labels)


def test_a_label_that_the_classifier_does_not_know() -> None:
    with pytest.raises(ValueError, match="loudness has no label hushed"):
        score(LOUD, [row("hi", "hushed")])


def test_labels_and_shares() -> None:
    talk = two_talk("U: HI / A: hi / U: / A: HO / U: ?")
    given = labels(LOUD, talk)
    assert given == ("loud", "quiet", None, "loud", "quiet")
    counted = shares(given, ("loud",))
    assert counted == (1.0, 0.0, None, 1.0, 0.0)


def test_a_label_depends_on_what_came_before_only() -> None:
    line = "U: I need a room. / A: For when? / U: huh? / A: Which day do you mean?"
    long = two_talk(f"{line} / U: by the way, who won the tennis final?")
    for classifier in ALL:
        assert labels(classifier, long)[:4] == labels(classifier, two_talk(line))


def test_every_classifier_has_a_version_and_its_own_labels() -> None:
    assert len({one.name for one in ALL}) == len({one.version for one in ALL}) == len(ALL)
    for one in ALL:
        assert re.fullmatch(rf"{one.name}-\d+", one.version)
        assert len(set(one.labels)) == len(one.labels)


def test_labelled_rows_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classifiers, "files", lambda package: tmp_path)
    (tmp_path / "labelled").mkdir()
    before = '[{"speaker": "user", "text": "hi"}]'
    line = f'{{"before": {before}, "speaker": "assistant", "text": "hello\u2028there", "shift": false}}'
    (tmp_path / "labelled" / "shifts.jsonl").write_text(f"{line}\n\n{line}\n", encoding="utf-8")
    expected = Row((("user", "hi"),), "assistant", "hello\u2028there", False)
    assert labelled("shifts") == (expected, expected)


@pytest.mark.parametrize(
    "line",
    ["{", "[]", '{"before": []}', '{"before": [1], "speaker": "user", "text": "a", "act": "none"}'],
)
def test_a_line_that_is_no_labelled_turn(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classifiers, "files", lambda package: tmp_path)
    (tmp_path / "labelled").mkdir()
    (tmp_path / "labelled" / "acts.jsonl").write_text(line, encoding="utf-8")
    with pytest.raises(InputError, match=r"acts\.jsonl:1: not a labelled turn"):
        labelled("acts")


def test_a_label_is_a_name_or_true_or_false(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classifiers, "files", lambda package: tmp_path)
    (tmp_path / "labelled").mkdir()
    line = '{"before": [], "speaker": "user", "text": "a", "act": 3}'
    (tmp_path / "labelled" / "acts.jsonl").write_text(line, encoding="utf-8")
    with pytest.raises(InputError, match="act: neither a name nor true or false, got 3"):
        labelled("acts")


def test_labelled_files_that_are_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classifiers, "files", lambda package: tmp_path)
    with pytest.raises(InputError, match="no such file"):
        labelled(LABELLED[0])
    with pytest.raises(UnknownNameError, match="unknown labelled file 'owls'"):
        labelled("owls")


def test_examples_are_read_as_they_are_written() -> None:
    written = "# loud\nU: hi / A: and/or\n  so on / U: HI\n# quiet\nU: a\\nb\n# True\nA: x"
    first, second, third = examples(written)
    assert first == Row((("user", "hi"), ("assistant", "and/or so on")), "user", "HI", "loud")
    assert second == Row((), "user", "a\nb", "quiet")
    assert third.label is True
    assert missed(LOUD, "# quiet\nU: HI") == ["quiet -> loud: HI"]
    assert dialogue("U: a / b / A:") == [("user", "a / b"), ("assistant", "")]


@pytest.mark.skipif(not DIALOGUES.exists(), reason="shared/data is absent")
def test_what_task_dialogues_hardly_hold_is_hardly_found() -> None:
    counts: Counter[tuple[str, int, Label | None]] = Counter()
    for conversation in read_openai(DIALOGUES):
        talk = spoken(conversation)
        if talk is not None:
            for one in ALL:
                counts.update(
                    (one.name, side, label) for side, label in zip(talk.sides, labels(one, talk), strict=True)
                )
    user, assistant = (sum(n for (name, of, _), n in counts.items() if name == "act" and of == side) for side in (0, 1))
    assert min(user, assistant) > 2000
    for name, label in (("repair", "third_position"), ("repair", "open"), ("request", "define"), ("request", "repeat")):
        assert counts[name, 0, label] < 0.003 * user, (name, label)
    assert counts["shift", 0, True] < 0.02 * user
    assert counts["shift", 1, True] < 0.003 * assistant
    assert counts["question", 1, "rephrase"] < 0.003 * assistant
    # Asking for what is missing and checking it is their work.
    assert counts["question", 1, "facet"] + counts["question", 1, "several"] > 0.3 * assistant
    assert counts["act", 1, "clarification"] + counts["act", 1, "display"] > 0.05 * assistant
    assert counts["request", 0, "close"] > 0.1 * user


SAID_OFTEN = """
    oh um wait okay so and but well sorry no yes right please i you what who is that it not mean meant said the a more again
    like for to thanks help never mind forget stop in other words really a bit about or does did can could would tell me your
    name give an example wrong actually by way anyway change topic
"""


@given(st.lists(st.sampled_from(SAID_OFTEN.split()), max_size=400), st.sampled_from(["", "?", ".", "!"]))
def test_no_row_of_the_words_that_rules_look_for_takes_long(said: list[str], end: str) -> None:
    """A pattern that tries every way to part such a row would not come back."""
    text = " ".join(said)
    for one in ALL:
        assert one.classify([("user", text), ("assistant", text)], "user", text + end) in one.labels


@given(
    st.lists(st.sampled_from(["I see.", "What?", "No, I meant the red one.", "By the way", "thanks", ""]), max_size=6)
)
def test_the_same_turn_after_the_same_turns_has_the_same_label(said: list[str]) -> None:
    before = [("user" if at % 2 else "assistant", text) for at, text in enumerate(said)]
    for one in ALL:
        first = one.classify(before, "user", "Which one do you mean?")
        assert one.classify(tuple(before), "user", "Which one do you mean?") == first


@pytest.mark.parametrize("family", [acts.FAMILY, repair.FAMILY, questions.FAMILY, topics.FAMILY])
@pytest.mark.parametrize(
    "line",
    [
        "U: hi / A: hello",
        "U: / A:",
        "U: \u0645\u0631\u062d\u0628\u0627 / A: \u0643\u064a\u0641 \u062d\u0627\u0644\u0643\u061f / U: ok",
        "U: \x00 / A: \U0001f600\U0001f680 / U: \u202ewhat\u202c?",
        "U: one / U: two / A: three / A: four / U: five",
    ],
)
def test_families_on_edge_cases(family: Family, line: str) -> None:
    talk = two_talk(line)
    found = family.compute(talk)
    assert [one.measure for one in found] == [card.name for card in family.cards]
    for one in found:
        assert len(one.per_turn) == len(talk)
        for value in (one.value, *one.sides, *one.per_turn):
            assert value is None or 0 <= value <= 1
        known = [value for value in one.per_turn if value is not None]
        assert (one.value is None) == (not known) or family is acts.FAMILY


@pytest.mark.parametrize("family", [acts.FAMILY, repair.FAMILY, topics.FAMILY])
def test_sides_follow_their_speakers(family: Family) -> None:
    """Between two people no rule knows who is the assistant: with the names swapped, so are the sides."""
    said = ["I need the red one.", "Which one do you mean?", "No, I meant the car.", "huh?", "I see.", "I agree"]
    ann = Conversation(tuple(Turn("Ann" if at % 2 else "Bob", text) for at, text in enumerate(said)))
    bob = Conversation(tuple(Turn("Bob" if at % 2 else "Ann", text) for at, text in enumerate(said)))
    first, second = spoken(ann), spoken(bob)
    assert first is not None
    assert second is not None
    assert family.compute(first) == family.compute(second)


@pytest.mark.parametrize("family", [acts.FAMILY, repair.FAMILY, questions.FAMILY, topics.FAMILY])
def test_context_turns_change_nothing(family: Family) -> None:
    turns = (Turn("user", "I need a room."), Turn("assistant", "For which day?"), Turn("user", "Who?"))
    context = (Turn("system", "You are kind."), *turns[:2], Turn("tool", "Which day?"), turns[2])
    bare, full = spoken(Conversation(turns)), spoken(Conversation(context))
    assert bare is not None
    assert full is not None
    assert family.compute(bare) == family.compute(full)


@pytest.mark.parametrize("card", [*acts.CARDS, acts.KAPPA, *repair.CARDS, *questions.CARDS, *topics.FAMILY.cards])
def test_cards_say_what_a_number_means(card: Card) -> None:
    assert re.fullmatch(r"(?:grounding|repair|questions|topics)\.[a-z_]+", card.name)
    for told in (card.means, card.formula, card.range, card.direction, card.source, card.cost, card.is_not):
        assert told
    assert card.chance == ""


SAID = st.sampled_from(
    ["", "...", "?", "yes", "yes please", "no, but", "thanks", "huh?", "I agree, right?", "1.", "- ", "by the way"]
)


@given(st.lists(SAID, min_size=1, max_size=6))
def test_turns_without_a_word_break_no_classifier(texts: list[str]) -> None:
    before = [(("user", "assistant")[at % 2], text) for at, text in enumerate(texts)]
    for classifier in ALL:
        for speaker in ("user", "assistant"):
            assert classifier.classify(before[:-1], speaker, texts[-1]) in classifier.labels
