"""How often is billed, in everybody's words: a known interval is worth its months, one that is not known takes its
rows out of MRR and says so beside it, and what is charged once or on trial is no recurring revenue."""

import pytest

from tests.soundness.mrr import Revenue, csv


def _subs(header: str, rows: str, file: str = "subs.csv") -> dict[str, str]:
    return {file: csv(f"Customer ID | {header} | Price | Start Date | Currency\n{rows}")}


CASES = (
    Revenue(
        "a reseller's billing terms, with what is charged once and on trial",
        {"subs.csv": csv("""
            Customer ID | Product | Billing Frequency | Price | Quantity | Start Date | End Date | Currency
            C1 | Seat licence | Monthly | 10 | 5 | 2025-01-01 | | EUR
            C2 | Seat licence | Annual | 120 | 5 | 2025-01-01 | | EUR
            C3 | Seat licence | 2-Year | 240 | 5 | 2025-01-01 | | EUR
            C4 | Seat licence | 3-Year | 360 | 5 | 2025-01-01 | | EUR
            C5 | Onboarding | One-Time | 5000 | 39 | 2025-01-01 | | EUR
            C6 | Seat licence | Trial | 10 | 5 | 2025-01-01 | | EUR
            C7 | Seat licence | Annual (Monthly) | 10 | 5 | 2025-01-01 | | EUR
            C8 | Seat licence | 1-Year | 120 | 5 | 2025-01-01 | | EUR
            C9 | Seat licence | Activation | 120 | 5 | 2025-01-01 | | EUR""")},
        {"2025-03": 300}, ("unknown_interval", "interval_two_terms", "interval_not_recurring"),
        beside=("interval unknown", "1 line"),
    ),
    Revenue(
        "English",
        _subs("Billing Interval", """
            1 | 12M | 12 | 2025-01-01 | USD
            2 | Semi-Annually | 6 | 2025-01-01 | USD
            3 | qtr | 3 | 2025-01-01 | USD
            4 | Month-to-month | 1 | 2025-01-01 | USD
            5 | One year | 12 | 2025-01-01 | USD
            6 | Annual Prepaid | 12 | 2025-01-01 | USD
            7 | every 3 months | 3 | 2025-01-01 | USD
            8 | per annum | 12 | 2025-01-01 | USD
            9 | P1Y | 12 | 2025-01-01 | USD
            10 | 1 yr | 12 | 2025-01-01 | USD"""),
        {"2025-03": 10}, silent=("unknown_interval",),
    ),
    Revenue(
        "German",
        _subs("Abrechnungsintervall", """
            1 | halbjährlich | 6 | 2025-01-01 | EUR
            2 | Jährlich | 12 | 2025-01-01 | EUR
            3 | alle 3 Monate | 3 | 2025-01-01 | EUR
            4 | Quartalsweise | 3 | 2025-01-01 | EUR
            5 | zweimonatlich | 2 | 2025-01-01 | EUR
            6 | pro Monat | 1 | 2025-01-01 | EUR"""),
        {"2025-03": 6}, silent=("unknown_interval",),
    ),
    Revenue(
        "French and Spanish",
        _subs("Billing Cycle", """
            1 | semestriel | 6 | 2025-01-01 | EUR
            2 | tous les 3 mois | 3 | 2025-01-01 | EUR
            3 | bimestral | 2 | 2025-01-01 | EUR
            4 | cada 6 meses | 6 | 2025-01-01 | EUR
            5 | Anualmente | 12 | 2025-01-01 | EUR
            6 | Bimestriel | 2 | 2025-01-01 | EUR"""),
        {"2025-03": 6}, silent=("unknown_interval",),
    ),
    Revenue(
        "an interval that nobody knows",
        _subs("Billing Interval", """
            1 | per seat block | 100 | 2025-01-01 | EUR
            2 | monthly | 10 | 2025-01-01 | EUR"""),
        {"2025-03": 10}, ("unknown_interval",), beside=("interval unknown",),
    ),
    Revenue(
        "an interval beside MRR takes nothing away",
        {"subs.csv": csv("""
            Customer ID | Billing Interval | MRR | Start Date
            1 | whenever | 100 | 2025-01-01
            2 | one-time | 10 | 2025-01-01""")},
        {"2025-03": 100},
    ),
)  # fmt: skip
HELD = (
    Revenue(
        "Portuguese and Dutch",
        _subs("Billing Period", """
            1 | semestral | 6 | 2025-01-01 | EUR
            2 | por mês | 1 | 2025-01-01 | EUR
            3 | per kwartaal | 3 | 2025-01-01 | EUR
            4 | halfjaarlijks | 6 | 2025-01-01 | EUR
            5 | elke 2 maanden | 2 | 2025-01-01 | EUR
            6 | trimestralmente | 3 | 2025-01-01 | EUR"""),
        {"2025-03": 6}, silent=("unknown_interval",),
    ),
    Revenue(
        "weeks and several years",
        _subs("Billing Frequency", """
            1 | fortnightly | 6 | 2025-01-01 | EUR
            2 | Bi-weekly | 6 | 2025-01-01 | EUR
            3 | every two years | 24 | 2025-01-01 | EUR
            4 | Triennial | 36 | 2025-01-01 | EUR
            5 | 36 months | 36 | 2025-01-01 | EUR"""),
        {"2025-03": 29}, silent=("unknown_interval",),
    ),
    Revenue(
        "committed for a year, paid by the month",
        _subs("Billing Interval", """
            1 | Annual, billed monthly | 10 | 2025-01-01 | EUR
            2 | Yearly (paid quarterly) | 30 | 2025-01-01 | EUR
            3 | 3 year paid annually | 120 | 2025-01-01 | EUR
            4 | Jahresabo, monatliche Zahlung | 10 | 2025-01-01 | EUR"""),
        {"2025-03": 40}, ("interval_two_terms",), silent=("unknown_interval",),
    ),
    Revenue(
        "once, in six languages",
        _subs("Billing Interval", """
            1 | einmalig | 10 | 2025-01-01 | EUR
            2 | unique | 10 | 2025-01-01 | EUR
            3 | pago único | 10 | 2025-01-01 | EUR
            4 | eenmalig | 10 | 2025-01-01 | EUR
            5 | Lifetime | 10 | 2025-01-01 | EUR
            6 | setup fee | 10 | 2025-01-01 | EUR
            7 | monthly | 10 | 2025-01-01 | EUR"""),
        {"2025-03": 10}, ("interval_not_recurring",), silent=("unknown_interval",),
    ),
    Revenue(
        "numbers of months in a column of their own",
        {"subs.csv": csv("""
            Customer ID | Billing Interval | Price | Start Date
            1 | 1 | 10 | 2025-01-01
            2 | 12 | 120 | 2025-01-01
            3 | 3 | 30 | 2025-01-01""")},
        {"2025-03": 30}, ("interval_in_months_assumed",),
    ),
)  # fmt: skip
# Word → months of one bill.
WORDS = {
    1.0: "monthly, Month, months, per month, /month, mo, mth, M, 1M, 1 month, P1M, monat, monatlich, monatliche, "
    "mtl., mensuel, mensuelle, par mois, mensual, mensualmente, al mes, mensal, mensalmente, maandelijks, "
    "per maand, Month-to-Month, MTM, month to month, each month, every month, once a month, billed monthly, "
    "30 days",
    2.0: "bimonthly, bi-monthly, every 2 months, every other month, zweimonatlich, bimestral, bimestriel, "
    "tweemaandelijks",
    3.0: "quarterly, Quarter, qtr, qtrly, Q, 3M, every quarter, P3M, vierteljährlich, quartalsweise, Quartal, "
    "alle drei Monate, trimestriel, trimestrielle, trimestral, trimestre, per kwartaal, driemaandelijks, 3 "
    "months, 90 days",
    6.0: "semi-annual, Semi-Annually, semiannual, half-yearly, half yearly, half year, biannual, biannually, "
    "twice a year, 6M, P6M, every six months, halbjährlich, Halbjahr, semestriel, semestral, semestre, "
    "halfjaarlijks, half jaar",
    12.0: "annual, annually, Yearly, year, yr, 1Y, 12M, P1Y, P12M, 1 yr, One year, one-year, 1-Year, per annum, "
    "p.a., pa, per year, /yr, once a year, Annual Prepaid, annual upfront, annual (prepaid), jährlich, "
    "Jahr, pro Jahr, jährl., annuel, annuelle, par an, anual, anualmente, al año, por ano, ano, jaarlijks, "
    "per jaar, jaar, 365 days, twelve months",
    24.0: "2-Year, 2 years, 2Y, P2Y, biennial, biennially, two years, 24M, alle 2 Jahre, every two years, bienal, "
    "zweijährlich",
    36.0: "3-Year, 3 yrs, 3Y, triennial, three-year, 36 months, P36M, trienal",
    12 / 52: "weekly, week, wk, 1W, P1W, P7D, every week, wöchentlich, hebdomadaire, semanal, wekelijks, 7 days",
    24 / 52: "fortnightly, every two weeks, biweekly, bi-weekly, 14-täglich, alle 2 Wochen, quinzenal",
    12 / 365: "daily, day, täglich, quotidien, diario, diário, dagelijks",
}
ONCE = (
    "one-time, One Time, onetime, one off, one-off, once, non-recurring, nonrecurring, setup, setup fee, "
    "lifetime, perpetual, trial, free trial, Testphase, einmalig, einmal, unique, une fois, ponctuel, único, pago "
    "único, única vez, eenmalig, proefperiode, essai, prueba"
)
UNKNOWN = (
    "activation, per seat, custom, other, tbd, as agreed, net 30, auto, on demand, 0 months, usage, per user per "
    "month maybe, Pro plan, 2024, EUR"
)


def _months(text: str) -> float | None:
    from csm_core.intake.vocabulary.interval_words import interval_of

    interval = interval_of(text)
    if interval is None or not interval.recurs:
        return None
    return {"day": 12 / 365, "week": 12 / 52, "month": 1.0, "quarter": 3.0, "year": 12.0}[
        interval.unit
    ] * interval.count


@pytest.mark.parametrize("case", [*CASES, *HELD], ids=lambda case: case.name)
def test_each_row_is_worth_its_months(case: Revenue) -> None:
    assert case.faults() == []


@pytest.mark.parametrize("months", WORDS)
def test_usual_spellings_are_known(months: float) -> None:
    words = [word.strip() for word in WORDS[months].split(",")]
    assert {word: _months(word) for word in words} == {word: pytest.approx(months) for word in words}


def test_what_is_charged_once_or_on_trial_does_not_recur() -> None:
    from csm_core.intake.vocabulary.interval_words import interval_of

    words = [word.strip() for word in ONCE.split(",")]
    assert [word for word in words if (interval := interval_of(word)) is None or interval.recurs] == []


def test_other_words_are_no_intervals() -> None:
    from csm_core.intake.vocabulary.interval_words import interval_of

    assert [word.strip() for word in UNKNOWN.split(",") if interval_of(word.strip()) is not None] == []
