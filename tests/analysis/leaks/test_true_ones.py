"""What people say of themselves in fifteen countries, marked ‹so›; and what only looks like it.

Each of the first kind is found whole, with no letter more. None of the near misses is found as
sure, and of those that are no leak at all nothing is.
"""

from __future__ import annotations

import re

import pytest

from annotator.analysis.leaks import NO_NAMES, Names, scan

KEY = Names.of(["Anne-Marie Østby", "Åse Nilsen", "José Núñez", "Jens Dahl", "Katarzyna Łoś"])

SURE = """
phone   Ring meg på ‹99 88 77 66› da
phone   det er ‹998 87 766›, tror jeg
phone   ring ‹99887766› i morgen
phone   tlf.: ‹22855050›
phone   mobilnummeret mitt er ‹41234567›
phone   nummeret er ‹+47 998 87 766›, ja
phone   ‹(+47) 99 88 77 66›
phone   ‹0047 99 88 77 66› hver dag
phone   det var ‹99 88\n77 66›, sa hun
phone   skriv til ‹99\u00a088\u00a077\u00a066›
phone   ring på ‹22 85 50 50›.
phone   mit nummer: telefon ‹2012 3456›
phone   på ‹070-123 45 67› går det
phone   unter ‹+49 170 1234567› bin ich da
phone   meine Handynummer ist ‹0170 1234567›
phone   bel ‹06-12345678› maar
phone   au ‹06 12 34 56 78› le soir
phone   call me on ‹07700 900123› then
phone   it is ‹020 7946 0958› here
phone   it’s ‹(555) 234-5678› at home
phone   dial ‹555-234-5678› now
phone   mi teléfono es ‹612 345 678›
phone   il mio numero è ‹347 123 4567›
phone   telefon ‹501 234 567›
number  mitt er ‹010107 50160› ja
number  mitt er ‹01010750160› ja
number  mitt er ‹01.01.07 50160› ja
number  mitt er ‹01 01 07 50160› ja
number  mitt er ‹010107-50160› ja
number  fødselsnummer ‹010107 50161› tror jeg
number  org.nr. ‹974 760 673›
number  vi er ‹NO 974 760 673 MVA› der
number  det är ‹811218-9876› tror jag
number  det är ‹19811218-9876› tror jag
number  det är ‹811218 9876› tror jag
number  det er ‹070761-4285› ja
number  det er ‹070761 4285› ja
number  se on ‹131052-308T› kai
number  meine ist ‹86 095 742 719› oder
number  meine ist ‹65 170839 J 003› oder
number  mijn BSN is ‹111222333› toch
number  it is ‹AB 12 34 56 C› I think
number  it is ‹ab123456c› I think
number  it is ‹123-45-6789› I think
number  my social security number is ‹123 45 6789›
number  c’est le ‹2 55 08 14 168 025 38› je crois
number  es el ‹12345678Z› creo
number  es el ‹12.345.678-Z› creo
number  es el ‹X-1234567-L› creo
number  è ‹RSSMRA85T10A562S› credo
number  è ‹rss mra 85T10 A562S› credo
number  to ‹44051401359› chyba
number  my passport number is ‹C 1234567›
account it went to ‹8601 11 17947› then
account it went to ‹8601.11.17947› then
account it went to ‹NO93 8601 1117 947› then
account it went to ‹no9386011117947› then
account auf ‹DE89 3704 0044 0532 0130 00› dann
card    with ‹4111 1111 1111 1111› there
card    with ‹4111-1111-1111-1111› there
mail    an ‹jörg.müller@büro.de› dann
mail    til ‹ola.n+post@uib.no› da
mail    til ‹ola (at) uib.no› da
mail    til ‹ola [at] uib [dot] no› da
mail    til ‹ola(a)uib.no› da
link    se ‹https://uib.no/ansatte?id=7› der
link    se ‹www.facebook.com/ola.nordmann› der
date    jeg er født ‹12. mars 1987› der
date    jeg er født ‹12.03.1987› der
date    født ‹12–03–1987› der
date    født den ‹tolvte mars 1987› der
date    född den ‹tolfte mars 1987› där
date    geboren am ‹zwölften März 1987› dort
date    née le ‹douze mars 1987› là
date    nacido el ‹doce de marzo de 1987› allí
date    nato il ‹dodici marzo 1987› lì
date    urodzony ‹12 marca 1987› tam
date    geboren ‹twaalf maart 1987› daar
date    born ‹March the twelfth, 1987› there
date    syntynyt ‹12. maaliskuuta 1987› siellä
address jeg bor i ‹Storgata 12B, 0155 Oslo› nå
address jeg bor i ‹Karl Johans gt. 3› nå
address jeg bor i ‹Fjellbakken 14› nå
address ich wohne ‹Lange Str. 5, 80331 München› jetzt
address ich wohne ‹Goethe-Straße 3› jetzt
address ik woon ‹Prinsengracht 263, 1016 GV Amsterdam› nu
address jag bor ‹Drottninggatan 5, 111 51 Stockholm› nu
address j’habite ‹12 rue de l’Église› là
address j’habite ‹12, place des Vosges› là
address vivo en ‹Calle Mayor, 12› ahora
address abito in ‹Via Garibaldi 7› adesso
address mieszkam ‹ul. Długa 5, 00-950 Warszawa› teraz
address I live at ‹221B Baker Street› now
address my code is ‹NW1 6XE› there
address write to ‹Postboks 7802› there
name    Så sa ‹Åses› mor
name    so ‹ANNE-MARIE ØSTBY› came
name    so ‹anne marie østby› came
name    so ‹Annemarie› came
name    so ‹Anne-\nMarie› came
name    with ‹Jose\nNunez› there
name    that was ‹Jens›’ idea
name    that was ‹Aase› too
name    it was ‹Ase Nilsen’s› car
name    so ‹katarzyna los› came
"""

PERHAPS = """
phone   it is ‹nine nine eight eight seven seven six six›.
phone   det er ‹ni ni åtte åtte syv syv seks seks›, ja
phone   es sind ‹neun neun acht acht sieben sieben sechs›, ja
phone   ‹22855050› står det der
number  det er ‹010190 12345› ja
number  det er ‹974 760 673› ja
mail    it’s ‹ola at uib dot no› there
mail    es ‹ola arroba gmail punto com› sí
mail    c’est ‹ola arobase gmail point com› oui
link    se ‹uib.no› der
link    he is ‹@ola_nordmann› there
date    det var den ‹tolvte mars› da
date    es war am ‹zwölften März› da
date    c’était le ‹douze mars› alors
date    it was the ‹twelfth of March› then
date    it was on ‹May the first› then
date    fue el ‹doce de marzo› entonces
address jeg bor i ‹0155 Oslo› nå
"""

NEAR = """
we counted 20 30 40 50 and then 22 23 24 25, and 5 10 15 20 25
one two three four five six seven eight nine ten, I said
no no no no no no no no, I said
the numbers were 50 000, 1 000 000 and 12 345 678 kroner
from 1990 1995 2000 2005 and 2010
in 2019-2020 and 1999–2003, pages 112-118
at 12:34:56, at 10.30, [00:12:30], from 12:30–12:48
it was 4711 1111 1111 1111 that failed
mine is 01010750161 and 123456789012
on the scale 1 2 3 4 5 6 7 I said 5, then 10 20
the first may be hard, the second may be harder, and March on
he may come, in the second march, a third of april fools
look at it. No, give it a lot. It is.
a way to 3 places, the Road to 5, on our way 2
Kapitel 5, Vers 12, Turn 117, Session 3, T07 and P07
version 99.1.2 of 3.12.5 with 10 % of 2 000
the gate 5 and the veien, Norwegian gata, 4 gate
I was 45 2012 was hard
the average is 3 5 7 9 11 13 15
"""


def cases(table: str) -> list[tuple[str, str, str]]:
    """Kind, text and what is to be found."""
    made = []
    for line in re.split(r"\n(?=[a-z]+ {1,7}\S)", table.strip()):
        kind, _, marked = line.partition(" ")
        said = re.search("‹(.*)›", marked, re.DOTALL)
        assert said is not None, line
        text = marked.strip().replace("‹", "").replace("›", "")
        made.append((kind, text, said.group(1)))
    return made


def found(text: str) -> list[tuple[str, str, bool]]:
    return [(e.kind, text[e.start : e.end], e.sure) for e in scan(text, KEY) if e.kind != "capital"]


@pytest.mark.parametrize(("kind", "text", "said"), cases(SURE))
def test_what_is_said_is_found_surely(kind: str, text: str, said: str) -> None:
    assert (kind, said, True) in found(text)


@pytest.mark.parametrize(("kind", "text", "said"), cases(PERHAPS))
def test_what_may_be_meant_is_a_hint(kind: str, text: str, said: str) -> None:
    assert found(text) == [(kind, said, False)]


@pytest.mark.parametrize("word", ["Annelle", "Katarzyny", "Nilsens"])
def test_a_name_with_another_ending_is_a_hint_where_a_sentence_begins_too(word: str) -> None:
    (leak,) = scan(f"{word} oli", KEY)
    assert (leak.start, leak.end, leak.sure) == (0, len(word), word == "Nilsens")
    assert scan(f"{word} oli", NO_NAMES) == ()


@pytest.mark.parametrize("text", NEAR.strip().splitlines())
def test_a_near_miss_is_not_found(text: str) -> None:
    assert [each for each in found(text) if each[2]] == []
