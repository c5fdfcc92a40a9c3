"""Documents: what counts as a source, where it ends, and what is left when it is taken out."""

from __future__ import annotations

import pytest

from commonground.conversation.documents import content, documents, outside, sentences, without_documents
from commonground.conversation.record import ASSISTANT, SYSTEM, TOOL, USER, Conversation, Event, ToolCall, Turn

QUESTION = "Where is the mill?"
TEXT = "The mill has moved to the harbour."


def said(*texts: str) -> Conversation:
    speakers = (USER, ASSISTANT)
    return Conversation(tuple(Turn(speakers[at % 2], text) for at, text in enumerate(texts)))


@pytest.mark.parametrize(
    ("text", "document"),
    [
        (f"Notice: {TEXT} {QUESTION}", f"Notice: {TEXT}"),
        (f"{QUESTION}\n\nAnnouncement: {TEXT}", f"Announcement: {TEXT}"),
        (f"Official notice of the town: {TEXT}\n{QUESTION}", f"Official notice of the town: {TEXT}"),
        (f'The notice says: "{TEXT}"\n{QUESTION}', f'The notice says: "{TEXT}"'),
        (f"<document>\n{TEXT}\n</document>\n{QUESTION}", TEXT),
        (f"<context id=1>{TEXT}</context>{QUESTION}", TEXT),
        (f"```text\n{TEXT}\n```\n{QUESTION}", TEXT),
        (f"> {TEXT}\n> It is new.\n\n{QUESTION}", f"{TEXT}\nIt is new."),
        (f'"{TEXT}"\n{QUESTION}', TEXT),
        (f"\u201c{TEXT}\u201d\n{QUESTION}", TEXT),
        (f"According to the register: {TEXT}\n{QUESTION}", f"According to the register: {TEXT}"),
        (
            f"According to the register:\n{TEXT}\nIt is new.\n\n{QUESTION}",
            f"According to the register:\n{TEXT}\nIt is new.",
        ),
    ],
)
def test_a_marked_block_of_a_user_is_a_document(text: str, document: str) -> None:
    conversation = said(text)
    (found,) = documents(conversation)
    assert found.text == document
    assert found.turn == 0
    assert outside(conversation.turns[0]) == QUESTION
    assert without_documents(conversation) == said(QUESTION)


@pytest.mark.parametrize(
    "text",
    [
        f"{TEXT} {QUESTION}",
        f"I heard this: {TEXT} {QUESTION}",
        f"According to my friend: {TEXT} {QUESTION}",
        f"According to a man I met: {TEXT} {QUESTION}",
        'He said "no way".\nIs it so?',
        '"No way."\nIs it so?',
        "My order: two soups. The note: no onions. The day: Monday.",
        "Update: make it five people.",
        "One more thing: the day is Monday.",
        "a > b and c < d, is it not?",
        "",
    ],
)
def test_a_users_own_words_are_none(text: str) -> None:
    conversation = said(text)
    assert documents(conversation) == ()
    assert without_documents(conversation) is conversation


def test_several_documents_stand_in_their_order() -> None:
    conversation = said(f"Notice: {TEXT}", "OK.", f"Memo: the pier is shut.\n> No boats.\n{QUESTION}")
    assert [(one.turn, one.text) for one in documents(conversation)] == [
        (0, f"Notice: {TEXT}"),
        (2, "Memo: the pier is shut."),
        (2, "No boats."),
    ]
    assert [turn.text for turn in without_documents(conversation).turns] == ["OK.", QUESTION]


def test_a_span_is_where_the_text_stands() -> None:
    turn = f"Hello.\n<text>{TEXT}</text>\n{QUESTION}"
    (found,) = documents(said(turn))
    assert turn[found.start : found.end] == f"<text>{TEXT}</text>"


def test_a_question_within_a_block_ends_it() -> None:
    (found,) = documents(said("News: The mill has moved. It is new. Where is it? And since when?"))
    assert found.text == "News: The mill has moved. It is new."


def test_what_a_tool_returned_is_a_document_and_goes_with_its_call() -> None:
    call = ToolCall("1", "notices", "{}")
    conversation = Conversation(
        (
            Turn(USER, "Look it up."),
            Turn(ASSISTANT, "", tool_calls=(call,)),
            Turn(TOOL, TEXT, tool_call_id="1"),
            Turn(ASSISTANT, "I have."),
            Turn(USER, QUESTION),
        )
    )
    assert [one.text for one in documents(conversation)] == [TEXT]
    assert [turn.text for turn in without_documents(conversation).turns] == ["Look it up.", "I have.", QUESTION]


def test_words_beside_a_call_stay() -> None:
    call = ToolCall("1", "notices", "{}")
    looked = (Turn(ASSISTANT, "Let me see.", tool_calls=(call,)), Turn(TOOL, TEXT, tool_call_id="1"))
    bare = without_documents(Conversation((Turn(USER, "Hello."), *looked, Turn(USER, QUESTION))))
    assert bare.turns[1] == Turn(ASSISTANT, "Let me see.")


def test_an_empty_tool_result_is_none() -> None:
    assert documents(Conversation((Turn(TOOL, "  "), Turn(USER, QUESTION)))) == ()


SYSTEM_TEXT = (
    "You are a guide. Answer in one line. Since June the mill lies at the harbour. The pier is shut. Keep it short."
)


def test_of_the_system_turn_what_bears_on_the_question_is_a_document() -> None:
    conversation = Conversation((Turn(SYSTEM, SYSTEM_TEXT), Turn(USER, QUESTION)))
    assert [one.text for one in documents(conversation)] == ["Since June the mill lies at the harbour."]
    bare = without_documents(conversation)
    assert bare.turns[0].text == "You are a guide. Answer in one line. The pier is shut. Keep it short."
    assert documents(Conversation((Turn(SYSTEM, SYSTEM_TEXT), Turn(USER, "What is the time?")))) == ()


def test_instructions_are_none_even_where_they_name_the_matter() -> None:
    for text in ("You know the mill well.", "Never speak of the mill.", "Answer with the mill's street."):
        assert documents(Conversation((Turn(SYSTEM, text), Turn(USER, QUESTION)))) == ()


def test_a_marked_block_of_the_system_is_one_whatever_is_asked() -> None:
    conversation = Conversation((Turn(SYSTEM, f"You are a guide.\nNotice: {TEXT}"), Turn(USER, "What is the time?")))
    assert [one.text for one in documents(conversation)] == [f"Notice: {TEXT}"]
    assert without_documents(conversation).turns[0].text == "You are a guide."


def test_a_system_turn_that_was_all_document_goes() -> None:
    conversation = Conversation((Turn(SYSTEM, TEXT), Turn(USER, QUESTION)))
    assert without_documents(conversation) == said(QUESTION)


def test_a_message_that_is_all_document_is_left_alone() -> None:
    conversation = said("Hello.", "Hello.", f"<document>{TEXT}</document>")
    assert len(documents(conversation)) == 1
    assert without_documents(conversation) is conversation


def test_what_the_assistant_says_is_no_document() -> None:
    assert documents(said("Hello.", f"Notice: {TEXT}", QUESTION)) == ()


def test_events_stay_behind_where_turns_go() -> None:
    conversation = Conversation((Turn(USER, f"Notice: {TEXT}"), Turn(USER, QUESTION)), (Event(1, "note"),))
    assert without_documents(conversation).events == ()


def test_sentences_and_their_content() -> None:
    assert sentences("One. Two! Is it 2.50?\nA line\n\n") == ("One.", "Two!", "Is it 2.50?", "A line")
    assert content("What is the price of the miller's loaves?") == {"price", "miller", "loave"}
    assert content("So, is it?") == frozenset()
