"""Wordings of fragments on which the rules of corrections were written; the suite `fragments` has others.

`{v}` is a value, `{old}` the one before.
"""

CORRECT = (
    "{v}, rather.", "Rather {v}.", "{v} instead.", "No, {v}.", "{v}, not {old}.", "Not {old}: {v}.", "Not {old}, {v}.",
    "Actually {v}.", "{v}, actually.", "Make it {v}.", "Sorry, {v}.", "Hm, {v} after all.", "{v} after all.", "Wait: {v}.",
    "I meant {v}.", "{v}, I meant.", "Make that {v}, please.", "Better {v}.", "{v} is better.", "{v} would be better.",
    "Change that to {v}.", "Could it be {v}?", "Oh, {v} then.", "{v} then, not {old}.", "On reflection {v}.", "Let us say {v}.",
    "No no, {v}.", "Wrong: {v}.", "I said {v}.", "{v}! Not {old}.", "It has to be {v}, sorry.", "{v}, please, {old} is no good.",
    "Move it to {v}.", "Let us do {v} instead.", "Scratch {old}, {v}.", "{old} does not work. {v}.", "{v}, if possible, instead of {old}.",
    "Correction: {v}.", "Oops, {v}.", "{v}, I was wrong.",
)  # fmt: skip
APPROVE = (
    "{v}, good.", "{v}, perfect.", "{v}, yes.", "Yes, {v}.", "{v} it is.", "{v} is fine.", "Good, {v}.", "{v}, exactly.",
    "{v}, right.", "{v} works.", "{v} works for me.", "Great, {v} then.", "Ah, {v}. Nice.", "{v}. Good.", "Okay, {v}.",
    "{v} sounds good.", "Right, {v}.", "{v}, that is right.", "{v} suits us.", "Fine, {v}.", "{v}, lovely.", "So {v}. Great.",
    "I like {v}.", "{v} is what I wanted.", "Indeed, {v}.", "{v}, as I said.", "Perfect, {v} is good.", "{v}: correct.",
    "Exactly, {v}.", "{v}, thank you.",
)  # fmt: skip
ADD = (
    "Also, {v}.", "And {v}.", "{v}, too.", "Oh, and {v}.", "One more thing: {v}.", "{v} as well, please.", "Plus {v}.",
    "Please add {v}.", "{v}, please.", "Add {v} to that.", "With {v}, by the way.", "I forgot: {v}.",
)  # fmt: skip
POINT = ("The {o} one.", "The {o} one, please.", "I take the {o} one.", "Let it be the {o} one.", "The {o} sounds good.",
         "{O} one, please.", "The {o}.", "Number {n}, please.", "Number {n}.", "Let us go for the {o}.", "{n}, please.", "Option {n}.",
         "I like the {o} one.")  # fmt: skip
