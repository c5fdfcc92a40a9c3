"""Synonyms: words of which one side says one and the other side another, for the same thing."""

from __future__ import annotations

from collections.abc import Mapping

from commonground.text.lemmas import lemma

VERSION = "synonyms-1"
_GROUPS = """
    sofa couch settee | cellphone smartphone handset | film movie | car automobile | taxi cab | holiday vacation
    | rubbish trash garbage | trousers pants | biscuit cookie | luggage baggage | boss manager supervisor | dad father
    | mum mom mother | doctor physician | lawyer attorney | staff employees personnel | client customer | contract agreement
    | picture photo photograph | bug defect | folder directory | laptop notebook | salary wage | bike bicycle | dinner supper
    | starter appetizer | dessert pudding | discount rebate | refund reimbursement | parcel package
    | pharmacy chemist drugstore | petrol gasoline | pavement sidewalk | torch flashlight | pupil student | error mistake
    | stove cooker | curtain drape | cupboard closet
    """


def _groups() -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for group in _GROUPS.split("|"):
        members = frozenset(lemma(word) for word in group.split())
        for word in members:
            found[word] = found.get(word, frozenset()) | members
    return found


_ALIKE = _groups()


def synonyms(word: str) -> frozenset[str]:
    """Return the lemmas of other words for the same thing.

    >>> sorted(synonyms("couches"))
    ['settee', 'sofa']
    """
    own = lemma(word)
    return _ALIKE.get(own, frozenset()) - {own}
