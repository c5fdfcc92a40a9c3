"""How single facts of the town are said and asked for, by sort: `{e}` is what a fact is about, `{v}` its value.

The plain statement is in both splits; the others are of one split each, and no training text may use those of the test.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wordings:
    """The statements of one sort of fact (`plain`, `train`, `test`) and the questions for it (`asked`, `asked_test`)."""

    plain: str
    train: tuple[str, ...]
    test: tuple[str, ...]
    asked: tuple[str, ...]
    asked_test: tuple[str, ...]


def _wordings(plain: str, *blocks: str) -> Wordings:
    train, test, asked, asked_test = (tuple(line.strip() for line in block.strip().splitlines()) for block in blocks)
    return Wordings(plain, train, test, asked, asked_test)


WORDINGS: Mapping[str, Wordings] = {
    "quarter": _wordings(
        "{e} lies in the {v} quarter",
        """
        {e} is in the {v} quarter
        people find {e} in the {v} quarter
        the quarter of {e} is the {v}
        {e} is part of the {v} quarter
        one has to go to the {v} quarter for {e}
        the {v} quarter is where {e} lies
        one will find {e} in the {v} quarter
        {e} is a place in the {v} quarter
        in the {v} quarter there is {e}
        the way to {e} leads to the {v} quarter
        {e} has its doors in the {v} quarter
        the {v} quarter has {e}
        """,
        """
        {e} stands in the {v} quarter
        {e} belongs to the {v} quarter
        """,
        """
        where does {e} lie
        which quarter is {e} in
        in what quarter do I find {e}
        where is {e}
        what is the quarter of {e}
        in which quarter does {e} stand
        which quarter does {e} belong to
        to which quarter must I go for {e}
        what part of town is {e} in
        """,
        """
        in which quarter is {e}
        what quarter does {e} lie in
        """,
    ),
    "kind": _wordings(
        "{e} is a {v}",
        """
        {e} counts as a {v}
        {e} is known as a {v}
        the place called {e} is a {v}
        they run a {v} at {e}
        people know {e} as a {v}
        {e} has always been a {v}
        {e} is open as a {v}
        what they have at {e} is a {v}
        in this town {e} is a {v}
        """,
        """
        {e} is run as a {v}
        people visit {e} as a {v}
        """,
        """
        what kind of place is {e}
        what is {e}: a restaurant, a cafe or a bar
        what does {e} count as
        do they call {e} a restaurant, a cafe or a bar
        what sort is {e}
        which kind is {e}
        would you say {e} is a restaurant, a cafe or a bar
        as what is {e} known
        """,
        """
        is {e} a restaurant, a cafe or a bar
        what sort of place is {e}
        """,
    ),
    "meal": _wordings(
        "a meal at {e} costs {v} crowns",
        """
        {e} charges {v} crowns for a meal
        people eat at {e} for {v} crowns
        meals at {e} are {v} crowns
        at {e} one pays {v} crowns for a meal
        {v} crowns buy a meal at {e}
        a meal is {v} crowns at {e}
        one eats for {v} crowns at {e}
        the meals of {e} cost {v} crowns
        guests of {e} pay {v} crowns for a meal
        {e} asks {v} crowns for a meal
        for a meal at {e} one must give {v} crowns
        """,
        """
        {e} takes {v} crowns for a meal
        the price of a meal at {e} is {v} crowns
        """,
        """
        what does a meal at {e} cost
        how much is a meal at {e}
        what do meals at {e} cost
        what does {e} take for a meal
        what is the price of meals at {e}
        for how many crowns do I eat at {e}
        how much do they want for a meal at {e}
        what must I pay for a meal at {e}
        """,
        """
        what is the price of a meal at {e}
        how many crowns is a meal at {e}
        """,
    ),
    "seats": _wordings(
        "{e} has {v} seats",
        """
        there are {v} seats at {e}
        {e} seats {v} people
        one finds {v} seats at {e}
        there is room for {v} people at {e}
        the guests of {e} have {v} seats
        up to {v} people can sit at {e}
        {e} can take {v} guests
        {v} guests fit into {e}
        {e} holds {v} people
        {e} has places for {v} people
        they have {v} chairs at {e}
        {v} seats stand at {e}
        at {e} they count {v} seats
        {e} is made for {v} guests
        """,
        """
        {e} offers {v} seats
        {e} has room for {v} guests
        """,
        """
        how many seats does {e} have
        how many people does {e} seat
        for how many guests is there room at {e}
        what is the number of seats at {e}
        how many seats has {e}
        how many seats does {e} offer
        how many people can sit at {e}
        how many guests can {e} take
        """,
        """
        how many seats are there at {e}
        what number of seats has {e}
        """,
    ),
    "opens": _wordings(
        "{e} opens at {v}",
        """
        {e} is open from {v} on
        the doors of {e} open at {v}
        the opening hour of {e} is {v}
        people can go to {e} from {v} on
        at {v} they open {e}
        one can go to {e} from {v} on
        {e} has guests from {v} on
        the day at {e} begins at {v}
        {v} is the hour when {e} opens
        from {v} on the doors of {e} are open
        the opening time of {e} is {v}
        """,
        """
        {e} lets people in from {v} on
        opening time at {e} is {v}
        """,
        """
        when does {e} open
        from what hour is {e} open
        what is the opening time of {e}
        at what hour does {e} open
        from when on do they let me in at {e}
        when do the doors of {e} open
        when can I first go to {e}
        at what time do they open {e}
        """,
        """
        at what time does {e} open
        what is the opening hour of {e}
        """,
    ),
    "closes": _wordings(
        "{e} closes at {v}",
        """
        {e} is open until {v}
        the doors of {e} close at {v}
        the closing hour of {e} is {v}
        the doors of {e} are shut at {v}
        at {v} they close {e}
        {e} has guests until {v}
        the day at {e} ends at {v}
        {v} is the hour when {e} closes
        the closing time of {e} is {v}
        people can stay at {e} until {v}
        """,
        """
        {e} shuts at {v}
        closing time at {e} is {v}
        """,
        """
        when does {e} close
        until what hour is {e} open
        what is the closing time of {e}
        at what hour does {e} close
        until when can I stay at {e}
        when does {e} shut
        when do the doors of {e} close
        at what time do they close {e}
        """,
        """
        at what time does {e} close
        what is the closing hour of {e}
        """,
    ),
    "job": _wordings(
        "{e} is a {v}",
        """
        {e} works as a {v}
        {e} earns a living as a {v}
        {e} has the job of a {v}
        by trade {e} is a {v}
        the post of {e} is {v}
        {e} makes a living as a {v}
        {e} is known as a {v}
        what {e} does is the work of a {v}
        {e} has always been a {v}
        {e} is the {v} here
        as a {v} {e} has much to do
        {e} has work as a {v}
        """,
        """
        the job of {e} is {v}
        {e} has a post as a {v}
        """,
        """
        what does {e} do for a living
        what is the work of {e}
        which job does {e} have
        what is {e} by trade
        as what does {e} work
        what job has {e}
        what post does {e} have
        how does {e} earn a living
        which trade has {e}
        """,
        """
        what is the job of {e}
        what does {e} work as
        """,
    ),
    "home": _wordings(
        "{e} lives in the {v} quarter",
        """
        the home of {e} is in the {v} quarter
        {e} has a house in the {v} quarter
        the home quarter of {e} is the {v}
        one finds the home of {e} in the {v} quarter
        in the {v} quarter lives {e}
        {e} has a home in the {v} quarter
        {e} has a flat in the {v} quarter
        {e} comes from the {v} quarter
        the house of {e} stands in the {v} quarter
        {e} goes home to the {v} quarter
        """,
        """
        {e} is at home in the {v} quarter
        {e} resides in the {v} quarter
        """,
        """
        where does {e} live
        which quarter does {e} live in
        where is {e} at home
        where does {e} reside
        in which quarter is the home of {e}
        what is the home quarter of {e}
        which quarter is {e} from
        where is the house of {e}
        """,
        """
        in which quarter does {e} live
        what quarter is home to {e}
        """,
    ),
    "price": _wordings(
        "the price of {e} is {v} crowns",
        """
        people get {e} for {v} crowns
        the shops ask {v} crowns for {e}
        for {v} crowns one takes {e} home
        for {e} one gives {v} crowns
        one gets {e} for {v} crowns
        the shops sell {e} for {v} crowns
        one must give {v} crowns for {e}
        at the shop they ask {v} crowns for {e}
        buyers of {e} pay {v} crowns
        {e} can be had for {v} crowns
        the cost of {e} is {v} crowns
        one has to pay {v} crowns for {e}
        """,
        """
        one pays {v} crowns for {e}
        {v} crowns is the price of {e}
        """,
        """
        what is the price of {e}
        how much do I pay for {e}
        what does one give for {e}
        what does one pay for {e}
        for how many crowns do the shops sell {e}
        what is the cost of {e}
        how many crowns do they want for {e}
        for how much can I buy {e}
        """,
        """
        how many crowns do I pay for {e}
        what do the shops ask for {e}
        """,
    ),
    "stop": _wordings(
        "the stop next to {e} is the {v}",
        """
        the {v} is the stop beside {e}
        {e} is one stop from the {v}
        from {e} it is one stop to the {v}
        the line has the {v} next to {e}
        the {v} is the stop after {e}
        between {e} and the {v} there is no other stop
        the {v} follows {e} on the line
        leaving {e} one comes to the {v}
        the tram goes on from {e} to the {v}
        behind {e} the tram stops at the {v}
        from {e} the first stop is the {v}
        the next stop from {e} is the {v}
        past {e} one gets to the {v}
        """,
        """
        the line goes from {e} straight to the {v}
        after {e} comes the stop {v}
        """,
        """
        which stop is next to {e}
        what stop is beside {e}
        to which stop does the line go from {e}
        what comes after {e} on the line
        which is the next stop from {e}
        what stop comes next to {e}
        where does the tram go from {e}
        what is the first stop from {e}
        """,
        """
        what is the stop next to {e}
        which stop comes after {e}
        """,
    ),
}
