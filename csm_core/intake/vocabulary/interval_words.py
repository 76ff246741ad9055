"""How often is billed, in the words of people and tools: English, German, French, Spanish, Portuguese, Dutch,
Polish, Russian, Japanese, Chinese, ISO."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_UNITS = {
    "day": "d day days daily tag tage tagen taglich jour jours quotidien quotidienne dia dias"
    " diario diaria diariamente "
    "dag dagen dagelijks dagelijkse",
    "week": "w wk wks week weeks weekly woche wochen wochentlich wochentliche semaine semaines hebdomadaire semana "
    "semanas semanal semanalmente weken wekelijks wekelijkse",
    "month": "miesiac miesiecy miesiecznie miesieczny miesieczna месяц месяца месяцев ежемесячно ежемесячныи "
    "месячныи 月 毎月 月次 月額 月払い ヶ月 か月 每月 按月 月付 个月 "
    "m mo mos mth mths mtl month months monthly mtm monat monate monaten monats monatlich "
    "monatliche monatlicher "
    "monatsabo monatsvertrag monatszahlung mois mensuel mensuels mensuelle mensuelles mensuellement mes meses "
    "mensual mensuales mensualmente mensalidade mensal mensais mensalmente maand maanden maandelijks maandelijkse "
    "maandabonnement",
    "quarter": "kwartał kwartalnie kwartalny ежеквартально квартал квартальныи 四半期 每季度 季度 按季 季付 "
    "q qtr qtrs qtrly quarter quarters quarterly quartal quartale quartalen quartals quartalsweise "
    "vierteljahr "
    "vierteljahrlich vierteljahrliche trimestre trimestres trimestriel trimestrielle trimestriellement trimestral "
    "trimestrales trimestralmente kwartaal kwartalen driemaandelijks driemaandelijkse",
    "half": "semiannual semiannually halfyear halfyearly biannual biannually halbjahr halbjahre halbjahrlich "
    "halbjahrliche semestre semestres semestriel semestrielle semestral semestrales semestralmente halfjaar "
    "halfjaarlijks halfjaarlijkse",
    "year": "rok lata rocznie roczny roczna год года лет ежегодно годовои годовая 年 毎年 年次 年払い 每年 按年 年付 "
    "y yr yrs year years yearly annual annually annum jahr jahre jahren jahrl jahrlich jahrliche jahrlicher "
    "jahresabo jahresvertrag jahreszahlung an ans annee annees annuel annuels annuelle annuellement ano anos "
    "anual anuales anuais anualmente jaar jaren jaarlijks jaarlijkse jaarabonnement jaarcontract",
    "two months": "bimonthly bimestral bimestrales bimestre bimestriel bimestrielle zweimonatlich tweemaandelijks",
    "two weeks": "biweekly fortnight fortnights fortnightly zweiwochentlich vierzehntagig quinzenal quincenal "
    "quinzenalmente tweewekelijks",
    "two years": "biennial biennially bienal zweijahrlich tweejaarlijks",
    "three years": "triennial triennially trienal dreijahrlich driejaarlijks",
    "term": "term laufzeit gesamtlaufzeit vertragslaufzeit looptijd",
}
_UNIT = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_OURS = {
    "half": ("month", 6),
    "two months": ("month", 2),
    "two weeks": ("week", 2),
    "two years": ("year", 2),
    "three years": ("year", 3),
}
_NUMBERS = {
    word: number
    for number, words in (
        (1, "one ein eine einen un une uno una um uma een"),
        (2, "two other zwei deux dos dois duas twee"),
        (3, "three drei trois tres drie"),
        (4, "four vier quatre cuatro quatro"),
        (5, "five funf cinq cinco vijf"),
        (6, "six sechs seis zes"),
        (12, "twelve zwolf douze doce doze twaalf"),
    )
    for word in words.split()
}
_NOTHING_WORDS = (
    "za na co po в за раз "
    "every each per pro je alle par por to a al the of by in im en de los las les le la os as cada tous "
    "toutes todos todas elke voor over once bill billed billing bills paid pay payable payment payments "
    "invoiced charged prepaid prepay upfront up front advance full commitment commit committed contract plan "
    "subscription renewal recurring basis fixed auto renewing zahlung zahlweise abrechnung abgerechnet abo "
    "vertrag vorauszahlung paiement facturation facture pago facturacion pagamento faturamento betaling "
    "abonnement user users seat seats"
)
_ONCE_WORDS = (
    "onetime onetimefee onetimecharge onetimepayment oneoff oneoffcharge oneofffee once nonrecurring "
    "nonrecurrent notrecurring setup setupfee lifetime perpetual trial freetrial trialperiod testphase "
    "probezeit einmalig einmalige einmal einmalzahlung unique paiementunique unefois enunefois ponctuel "
    "ponctuelle unico unica pagounico pagamentounico unicavez umavez eenmalig eenmalige proefperiode essai "
    "periodedessai prueba periododeprueba pruebagratis teste periododeteste"
)
_SAYS_NOTHING, _ONCE = frozenset(_NOTHING_WORDS.split()), frozenset(_ONCE_WORDS.split())
# So many days are meant as months and weeks of the calendar.
_DAYS = (
    {7: ("week", 1), 14: ("week", 2), 28: ("week", 4), 30: ("month", 1), 31: ("month", 1), 60: ("month", 2)}
    | dict.fromkeys((90, 91, 92), ("month", 3))
    | dict.fromkeys((180, 182, 183), ("month", 6))
    | dict.fromkeys((360, 364, 365, 366), ("year", 1))
)
_PLAIN_WORD = 5  # letters
_ABOUT_DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365, "term": 9_999}


@dataclass(frozen=True, slots=True)
class Interval:
    """`count` times `unit` (day, week, month, quarter, year; term: the whole time of the contract) a bill.

    `recurs` is False for what is charged once or is a trial. `committed`: the words name a longer commitment too, of
    which a bill is a part ('annual, billed monthly').
    """

    unit: str
    count: int = 1
    recurs: bool = True
    committed: bool = False


def interval_of(text: str) -> Interval | None:
    """What the words say; None where they are no interval that is known."""
    plain = unicodedata.normalize("NFKD", text.strip().casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign)).replace("(s)", "")
    joined = re.sub(r"[\W_]", "", plain)
    if joined in _ONCE:
        return Interval("term", recurs=False)
    iso = re.fullmatch(r"p(\d{1,3})([dwmy])", joined)
    if iso:
        return _interval(int(iso[1]), _UNIT[iso[2]])
    if joined == "pa":
        return Interval("year")
    if joined in _UNIT:
        return _interval(1, _UNIT[joined])
    return _smallest(re.findall(r"\d+|[^\W\d_]+", plain))


def interval_in_name(text: str) -> Interval | None:
    """What the name of a plan says that it is billed for: 'Pro (monthly)', 'Team Annual'; None where it has no such
    word, or words of two intervals, or figures."""
    plain = unicodedata.normalize("NFKD", text.strip().casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    units = {_UNIT[word] for word in re.findall(r"[^\W\d_]+", plain) if word in _UNIT and _is_plain(word)}
    return None if len(units) != 1 or re.search(r"\d", plain) else _interval(1, units.pop())


def _is_plain(word: str) -> bool:
    """Whether the word means an interval in whatever company it stands; short ones are short for others too."""
    return len(word) >= _PLAIN_WORD and _UNIT[word] != "term"


def _interval(count: int, unit: str) -> Interval | None:
    if count < 1:
        return None
    if unit == "day" and count in _DAYS:
        return Interval(*_DAYS[count])
    ours, times = _OURS.get(unit, (unit, 1))
    return Interval(ours, count * times)


def _smallest(words: list[str]) -> Interval | None:
    """The words one by one; of several intervals the smallest is what is billed, the largest what is committed to."""
    count: int | None = None
    half = bi = twice = False
    read: list[Interval | None] = []
    for word in words:
        if word.isdecimal() or word in _NUMBERS:
            if count not in (None, 1):
                return None
            count = int(word) if word.isdecimal() else _NUMBERS[word]
        elif word in _UNIT:
            unit, times = _UNIT[word], 1 if count is None else count
            if half or twice or (bi and unit == "year"):
                unit = "half" if unit == "year" else ""
            elif bi:
                times = 2 * times
            read.append(_interval(times, unit) if unit else None)
            count, half, bi, twice = None, False, False, False
        elif word in ("half", "semi", "halbes", "halves", "demi", "medio", "meio"):
            half = True
        elif word == "bi":
            bi = True
        elif word in ("twice", "zweimal"):
            twice = True
        elif word not in _SAYS_NOTHING:
            return None
    lengths = [one for one in read if one is not None]
    if not lengths or len(lengths) < len(read) or count is not None or half or bi or twice:
        return None
    billed = min(lengths, key=lambda one: one.count * _ABOUT_DAYS[one.unit])
    return Interval(billed.unit, billed.count, committed=len({(one.unit, one.count) for one in lengths}) > 1)
