"""The wordings of the repair suite: how users ask something of the talk. The suite's own, written apart from any rules."""

from __future__ import annotations

VERSION = "talk-words-2"


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.strip().splitlines())


SAID = {
    "repeat": _lines(
        """
        Could you repeat that?
        Say that again, please.
        Sorry, I missed that. What did you say?
        Come again?
        Can you give me that once more?
        Pardon? I did not catch it.
        Please read that back to me.
        What was that again?
        One more time, please.
        I was away for a second, can you say it again?
        Tell me again.
        Would you mind repeating it?
        Hm, I lost the thread. Your last message again, please.
        Repeat your answer.
        Once more?
        What did you just tell me?
        """
    ),
    "abort": _lines(
        """
        Never mind.
        Forget it.
        Stop, I do not need this any more.
        Let us drop it.
        Cancel that.
        Scrap it, please.
        Leave it, it is not important.
        I changed my mind, I do not want it after all.
        Forget about it, thanks.
        No need to go on with this.
        Actually, skip it.
        Do not bother.
        Let it be.
        That is off now, leave it.
        Call it off.
        We no longer need that.
        """
    ),
    "close": _lines(
        """
        That is all, thank you. Goodbye.
        Thanks, bye.
        Great, that was everything.
        I am done here, thanks.
        See you.
        Thank you, have a nice day.
        Nothing else for today. Bye.
        Perfect, good night.
        All set, thanks. Bye now.
        That will be all.
        Cheers, talk to you later.
        Okay, I have to go now. Goodbye.
        Thanks for the help, take care.
        We are finished, thank you.
        Good, until next time.
        That is it for now, bye.
        """
    ),
    "approve": _lines(
        """
        Great, that works.
        Perfect.
        Yes, exactly.
        Looks good to me.
        That is right.
        Good, I like it.
        Okay, fine.
        Wonderful, just what I wanted.
        Yes, that is it.
        Sounds right.
        Very good.
        All right, good.
        Fine by me.
        That is what I meant.
        Super.
        Yes, correct.
        """
    ),
}
PARAPHRASE = _lines(
    """
    Can you put it differently?
    Say it in other words, please.
    Could you rephrase that for me?
    Please word it another way.
    I do not follow. Put it more simply, please.
    Tell me the same in plain words.
    Explain it in simpler terms.
    What does all that mean?
    In plain English, please.
    Would you reword your answer?
    Make that easier to read.
    I cannot make sense of this, say it otherwise.
    """
)
DEFINE = _lines(
    """
    What does "{n}" mean?
    What do you mean by {n}?
    I do not know the word {n}.
    What is meant by "{n}" here?
    Can you define {n}?
    {n}? What is that?
    What is the meaning of {n}?
    Explain the word "{n}", please.
    """
)
EXAMPLE = _lines(
    """
    Can you give me an example of a {n}?
    Name one {n}, for instance.
    What would be an example of a {n}?
    I would like an example of a {n}.
    Show me an example of a {n}, please.
    Could you give an example for the {n}?
    One example of a {n}, please.
    Please illustrate {n} with an example.
    """
)
PART = _lines(
    """
    What {n} did you say?
    Which {n} was that again?
    Sorry, the {n} was what?
    I missed the {n}.
    What was the {n} again?
    Could you repeat the {n}?
    Just the {n} once more, please.
    Remind me of the {n} that you said.
    """
)
MEANT = _lines(
    """
    No, I meant the {n}.
    Not that. I mean the {n}.
    I was asking about the {n}.
    You misunderstood me. I meant the {n}.
    That is not what I meant. I wanted the {n}.
    No no, the {n} is what I meant.
    I did not ask for that, I asked for the {n}.
    No, I was talking about the {n}.
    """
)
