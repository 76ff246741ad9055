"""A column that matters and that nobody took is named; a discount in money is taken off."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.soundness.company import Company, company


@dataclass(frozen=True, slots=True)
class Left:
    """`named`: headers that stand in what is said to be unused, at `level`. `mrr`: of March 2025."""

    name: str
    text: str
    named: tuple[str, ...] = ()
    level: str = "warning"
    mrr: float | None = None

    def seen(self) -> Company:
        return company([("file.csv", self.text)])

    def faults(self) -> list[str]:
        seen = self.seen()
        unused = [one for one in seen.issues if one.code == "unused_columns"]
        headers = {header for one in unused for header in one.headers}
        faults = [f"{one} is not named" for one in self.named if one not in headers]
        faults += [f"level {one.level}" for one in unused if self.named and one.level != self.level]
        faults += [f"named without need: {one}" for one in headers if not self.named]
        if len(unused) > len(seen.reports):
            faults.append("told more than once")
        if self.mrr is not None:
            scope = {"start": "2025-03-01", "end": "2025-04-01", "as_of": "2025-03-31"}
            value = seen.ask("mrr", scope).table.column("value").to_pylist()[-1]
            faults += [] if value == pytest.approx(self.mrr) else [f"MRR {value}, right is {self.mrr}"]
        return faults


PRACTICE = (
    Left(
        "a discount in money is taken off",
        "Customer ID,Plan,MRR,Discount Amount,Start Date\nA,Pro,200,30,2025-01-01\nB,Basic,49,50,2025-01-01\n",
        mrr=170,
    ),
    Left(
        "a German discount in euros",
        "Kundennummer;Tarif;MRR;Rabattbetrag;Startdatum\nK1;Pro;100,00;25,00;01.01.2025\nK2;Eco;80,00;;13.01.2025\n",
        mrr=155,
    ),
    Left(
        "a discount of a unit price is told: of how many units is not said",
        "account_id,start_date,unit price,quantity,billing_interval,coupon discount amount\n"
        "A,2025-01-01,10.00,5,month,3.00\nB,2025-01-01,20.00,2,month,4.00\n",
        ("coupon discount amount",),
    ),
    Left(
        "a status of another kind and an amount",
        "account_id,start_date,mrr,Setup costs,Payment status\n"
        "A,2025-01-01,100,500.00,paid\nB,2025-01-01,50,80.50,open\n",
        ("Setup costs",),
    ),
    Left(
        "look-alike: MRR and ARR are one figure",
        "account_id,start_date,mrr,arr\nA,2025-01-01,100,1200\nB,2025-02-01,50,600\n",
        mrr=150,
    ),
    Left(
        "look-alike: columns of a sync tool, colours and remarks",
        "account_id,start_date,mrr,_fivetran_synced,Colour,Remark\n"
        "A,2025-01-01,100,2025-02-02 10:00:00,red,we like them\nB,2025-02-01,50,2025-02-02 10:00:00,blue,call\n",
        mrr=150,
    ),
    Left(
        "an id and a date of an event are named without alarm",
        "event_id,account_id,event_name,event_at,ingestion date\n"
        "1,A,login,2025-01-01 10:00:00,2025-01-02\n2,B,export,2025-01-02 10:00:00,2025-01-03\n",
        ("event_id",),
        "info",
    ),
)
HELD_BACK = (
    Left(
        "a French discount",
        "Numéro client;Date de début;MRR;Montant remise\nC1;01/01/2025;300,00;50,00\nC2;15/01/2025;100,00;0,00\n",
        mrr=350,
    ),
    Left(
        "a discount with a currency in its header",
        "Discount (USD),Start Date,Customer ID,MRR,Currency\n10,2025-01-01,A,100,USD\n5,2025-01-01,B,50,USD\n",
        mrr=135,
    ),
    Left(
        "a second end date",
        "account_id,start_date,end_date,mrr,notice end date\n"
        "A,2025-01-01,,100,2025-06-30\nB,2025-01-01,,50,2025-09-30\n",
        ("notice end date",),
    ),
    Left(
        "look-alike: a discount as a share",
        "account_id,start_date,mrr,discount\nA,2025-01-01,100,0.25\nB,2025-01-01,50,\n",
        mrr=125,
    ),
    Left(
        "look-alike: everything is used",
        "invoice_id,account_id,invoice_date,total,currency\n1,A,2025-01-01,100,EUR\n2,B,2025-01-01,50,EUR\n",
    ),
)


def test_what_may_change_a_figure_is_told_at_the_figure() -> None:
    headers = "account_id,start_date,unit price,quantity,billing_interval,discount amount"
    seen = Left("", f"{headers}\nA,2025-01-01,10.00,5,month,3.00\n").seen()
    assert any("'discount amount' is not used" in words for words in seen.ask("mrr").left_out)


@pytest.mark.parametrize("left", [*PRACTICE, *HELD_BACK], ids=lambda left: left.name)
def test_nothing_that_matters_is_left_unused_in_silence(left: Left) -> None:
    assert left.faults() == []


def test_a_column_that_is_zero_where_the_amount_is_not_repeats_nothing() -> None:
    text = "Month,Customer,MRR,One-off revenue\n2025-01,A,100,0\n2025-01,B,50,0\n2025-02,B,0,50\n"
    unused = [one for one in company([("file.csv", text)]).issues if one.code == "unused_columns"]
    assert {header for one in unused for header in one.headers} == {"One-off revenue"}
