"""Days in words: `den tolvte mars`, `am zwölften März 1987`, `le douze mars`, `May the first`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from annotator.analysis.leaks.finding import Leak

_YEAR = r"(?:,? (?:de |of )?(?:19|20)\d\d\b)?"


def _any(words: str) -> str:
    """One of some words, the longest first; a hyphen may be left out or be a blank."""
    ordered = sorted(dict.fromkeys(words.split()), key=len, reverse=True)
    return "(?:" + "|".join(each.replace("-", "[- ]?") for each in ordered) + ")"


def _crossed(tens: str, ones: str, between: str = "") -> str:
    """Each ten with each one."""
    return " ".join(f"{ten}{between}{one}" for ten in tens.split() for one in ones.split())


_EN_ONES = "first second third fourth fifth sixth seventh eighth ninth"
_EN = _any(
    f"{_EN_ONES} tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth "
    f"eighteenth nineteenth twentieth thirtieth thirty-first {_crossed('twenty', _EN_ONES, '-')}"
)
_NO_ONES = "første andre annen tredje fjerde femte sjette sjuende syvende åttende niende"
_NO = _any(
    f"{_NO_ONES} tiende ellevte tolvte trettende fjortende femtende sekstende syttende attende "
    f"nittende tjuende tyvende trettiende trettiførste {_crossed('tjue', _NO_ONES)}"
)
_DA_ONES = "en to tre fire fem seks syv otte ni"
_DA = _any(
    "anden ottende trettende tyvende tredivte enogtredivte " + _crossed(_DA_ONES, "ogtyvende")
)
_SV_ONES = "första andra tredje fjärde femte sjätte sjunde åttonde nionde"
_SV = _any(
    f"{_SV_ONES} tionde elfte tolfte trettonde fjortonde femtonde sextonde sjuttonde artonde "
    f"nittonde tjugonde trettionde trettioförsta {_crossed('tjugo', _SV_ONES)}"
)
_DE_ONES = "erste zweite dritte vierte fünfte sechste siebte siebente achte neunte"
_DE_TENS = "ein zwei drei vier fünf sechs sieben acht neun"
_DE = (
    _any(
        f"{_DE_ONES} zehnte elfte zwölfte dreizehnte vierzehnte fünfzehnte sechzehnte siebzehnte "
        "achtzehnte neunzehnte zwanzigste dreißigste dreissigste einunddreißigste "
        + _crossed(_DE_TENS, "undzwanzigste")
    )
    + "[nr]?"
)
_NL = _any(
    "één een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien "
    "zestien zeventien achttien negentien twintig eenentwintig tweeëntwintig drieëntwintig "
    "vierentwintig vijfentwintig zesentwintig zevenentwintig achtentwintig negenentwintig dertig "
    "eenendertig"
)
_FR = (
    "(?:vingt et un|trente et un|"
    + _any(
        "premier deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze "
        "seize dix-sept dix-huit dix-neuf vingt trente "
        + _crossed("vingt", "deux trois quatre cinq six sept huit neuf", "-")
    )
    + ")"
)
_ES = (
    "(?:treinta y uno|"
    + _any(
        "primero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce "
        "quince dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés "
        "veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve treinta"
    )
    + ")"
)
_IT = _any(
    "primo due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici "
    "quindici sedici diciassette diciotto diciannove venti ventuno ventidue ventitré "
    "ventiquattro venticinque ventisei ventisette ventotto ventinove trenta trentuno"
)
_PL = "(?:dwudziestego |trzydziestego )?" + _any(
    "pierwszego drugiego trzeciego czwartego piątego szóstego siódmego ósmego dziewiątego "
    "dziesiątego jedenastego dwunastego trzynastego czternastego piętnastego szesnastego "
    "siedemnastego osiemnastego dziewiętnastego dwudziestego trzydziestego"
)
_FI = "(?:kahdes|kolmas)?" + _any(
    "ensimmäinen toinen kolmas neljäs viides kuudes seitsemäs kahdeksas yhdeksäs kymmenes "
    "yhdestoista kahdestoista kolmastoista neljästoista viidestoista kuudestoista "
    "seitsemästoista kahdeksastoista yhdeksästoista kahdeskymmenes kolmaskymmenes"
)
# May, March and the French mars are words of other kinds too: these are told by a capital or not.
_EN_MONTH = (
    "(?:(?-i:May|March)|january|february|april|june|july|august|september|october|november|"
    "december)"
)
_NORDIC = "januar februar mars marts april mai maj juni juli august september oktober november "
_NORDIC_MONTH = _any(_NORDIC + "desember december")
_SV_MONTH = _any(
    "januari februari mars april maj juni juli augusti september oktober november december"
)
_DE_MONTH = _any(
    "januar jänner februar märz april mai juni juli august september oktober november dezember"
)
_NL_MONTH = _any(
    "januari februari maart april mei juni juli augustus september oktober november december"
)
_FR_MONTH = _any(
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
)
_ES_MONTH = _any(
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
)
_IT_MONTH = _any(
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"
)
_PL_MONTH = _any(
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada "
    "grudnia"
)
_FI_MONTH = _any(
    "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta "
    "syyskuuta lokakuuta marraskuuta joulukuuta"
)
_DAYS = (
    rf"{_EN}(?: of)? {_EN_MONTH}",
    rf"{_EN_MONTH} (?:the )?{_EN}",
    rf"(?:{_NO}|{_DA}) {_NORDIC_MONTH}",
    rf"{_SV} {_SV_MONTH}",
    rf"{_DE} {_DE_MONTH}",
    rf"{_NL} {_NL_MONTH}",
    rf"{_FR} {_FR_MONTH}",
    rf"{_ES} de {_ES_MONTH}",
    rf"{_IT} {_IT_MONTH}",
    rf"{_PL} {_PL_MONTH}",
    rf"{_FI} {_FI_MONTH}",
)
_SHAPES = [re.compile(rf"\b{each}\b{_YEAR}", re.IGNORECASE) for each in _DAYS]
_MONTHS = frozenset(
    "january february march april may june july august september october november december "
    "januar februar mars marts mai maj juni juli oktober desember januari februari augusti "
    "jänner märz dezember maart mei augustus janvier février avril juin juillet août septembre "
    "octobre novembre décembre enero febrero marzo abril mayo junio julio agosto septiembre "
    "octubre noviembre diciembre gennaio febbraio aprile maggio giugno luglio settembre ottobre "
    "dicembre stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października "
    "listopada grudnia kuuta".split()
)


def days(text: str) -> Iterator[Leak]:
    """Days and months in words; with the year they are sure."""
    small = text.lower()
    if not any(each in small for each in _MONTHS):  # as in most texts
        return
    for shape in _SHAPES:
        for match in shape.finditer(text):
            yield Leak("date", match.start(), match.end(), match.group()[-1].isdigit(), "day")
