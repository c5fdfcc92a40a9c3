"""The diet of repair: what is right by the suite's own checkers, in words that are not the suite's."""

from __future__ import annotations

from random import Random

from commonground.conversation.record import USER, Conversation, Turn
from commonground.mediation.steps.repair import NOTES, asked
from commonground.suites import talk_words
from commonground.suites.talk_done import paraphrases
from commonground.town.families import FAMILIES
from commonground.town.glossary import GLOSSARY
from commonground.town.items import draw_values, render
from commonground.training.embedded.example import Example
from commonground.training.embedded.roles import repair

EXAMPLES = [repair.chat(Random(seed)) for seed in range(400)]


def note(example: Example) -> str:
    role, text = example.messages[0]
    return text.rpartition("\n")[2] if role == "system" else ""


def test_each_act_is_there_under_its_note_and_some_without() -> None:
    told = [note(example) for example in EXAMPLES]
    for text in NOTES.values():
        assert told.count(text) >= 30
    bare = [example for example in EXAMPLES if note(example) not in NOTES.values()]
    assert 60 < len(bare) < 160
    again = [one for one in bare if one.messages[-1][1] == one.messages[-3][1]]
    assert len(again) > len(bare) / 2


def test_other_words_keep_every_value() -> None:
    rng = Random(1)
    for family in ("booking", "order", "letter"):
        for _ in range(50):
            values = draw_values(FAMILIES[family], "train", rng)
            item = render(FAMILIES[family], "train", rng, values, False)
            said = repair.otherwise(family, FAMILIES[family].filled(values))
            assert paraphrases(item, said, item.reference), said


def test_definitions_are_the_glossarys_and_the_left_out_family_is_never_reworded() -> None:
    meanings = {term.sentence for term in GLOSSARY.values()}
    for example in EXAMPLES:
        if note(example) == NOTES["define"]:
            assert example.messages[-1][1] in meanings
        if note(example) == NOTES["paraphrase"]:
            assert "ride(" not in example.messages[-3][1]
    assert repair.LEFT_OUT == "ride"


def test_no_wording_is_the_suites() -> None:
    lists = [*talk_words.SAID.values(), talk_words.PARAPHRASE, talk_words.DEFINE, talk_words.EXAMPLE, talk_words.MEANT]
    forms = {form.replace("{n}", "seat").replace('"', "") for texts in lists for form in texts}
    for own in (repair._OTHERWISE, repair._MEANS, repair._FOR_EXAMPLE, repair._MEANT):
        assert not forms & {form.replace("{n}", "seat").replace("{k}", "seat") for form in own}


def test_the_step_hears_most_of_what_the_diet_says() -> None:
    """Where it does not, the note would never stand there: a diet apart from the step teaches nothing that is used."""
    heard = total = 0
    for example in EXAMPLES:
        if note(example) in NOTES.values():
            turns = tuple(Turn(role, text) for role, text in example.messages[1:-1])
            assert turns[-1].speaker == USER
            heard += NOTES.get(asked(Conversation(turns))) == note(example)
            total += 1
    assert heard > 0.7 * total


def test_examples_are_made_from_a_seed() -> None:
    assert repair.chat(Random(3)) == repair.chat(Random(3)) != repair.chat(Random(4))
