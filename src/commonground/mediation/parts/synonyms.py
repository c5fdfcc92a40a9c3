"""Synonyms: words of which one side says one and the other side another, for the same thing."""

from __future__ import annotations

from collections.abc import Mapping

from commonground.text.lemmas import lemma

VERSION = "synonyms-1"
_GROUPS = """
    sofa couch settee | mobile cellphone smartphone phone handset | film movie | car automobile vehicle | flat apartment
    | lift elevator | shop store | bill invoice | cab taxi | holiday vacation | autumn fall | rubbish trash garbage waste
    | trousers pants | biscuit cookie | queue line | luggage baggage | boss manager supervisor | kid child | dad father
    | mum mom mother | doctor physician | lawyer attorney | staff employees personnel | client customer | deal contract agreement
    | meeting appointment session | trip journey | hotel inn | present gift | picture photo photograph image | bug defect fault
    | folder directory | app application programme program | laptop notebook | screen display monitor | function method routine
    | website site | email mail message | password passphrase | form questionnaire | list checklist | plan schedule agenda
    | report document | budget allowance | salary wage pay | job position role | house home | garden yard | street road
    | bike bicycle | boat ship vessel | coat jacket | bag sack | dinner supper | lunch luncheon | starter appetizer | dessert pudding
    | cash money | price cost fee | discount rebate reduction | refund reimbursement | parcel package | letter note | post mail
    | chemist pharmacy drugstore | petrol gas fuel gasoline | pavement sidewalk | torch flashlight | tap faucet | bin dustbin
    | class lesson course | exam test | pupil student | error mistake | answer reply response | task assignment | team group crew
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
