"""Movements whose amount is called no more than an amount are told by the words of their kind, in six languages."""

from __future__ import annotations

import pytest

from csm_core.intake.propose.propose import Proposal, propose
from csm_core.intake.read.any_file import read
from csm_core.intake.read.source import Source


def proposed(text: str) -> Proposal:
    (raw,) = read(Source("export.csv", text.encode()))
    return propose(raw)


def table(headers: str, kinds: str) -> str:
    """A file of date, customer, kind and amount; `kinds`: the words of the rows, ',' between them."""
    rows = [f"2025-0{n}-23,Birch Labs,{kind},{n}00" for n, kind in enumerate(kinds.split(","), start=1)]
    return "\n".join((headers, *rows)) + "\n"


@pytest.mark.parametrize(
    ("headers", "kinds"),
    [
        ("Date,Account,Type,Amount", "New,Expansion,Contraction,Churn"),
        ("Date,Customer,Category,Value", "new_logo,upgrade,downgrade,cancellation"),
        ("Datum,Kunde,Art,Betrag", "Neukunde,Erweiterung,Herabstufung,Kündigung"),
        ("Date,Client,Type,Montant", "Nouveau,Augmentation,Baisse,Résiliation"),
        ("Fecha,Cliente,Tipo,Importe", "Alta,Ampliación,Contracción,Baja"),
        ("Data,Cliente,Tipo,Valor", "Novo,Expansão,Redução,Cancelamento"),
        ("Datum,Klant,Soort,Bedrag", "Nieuw,Uitbreiding,Verlaging,Opzegging"),
        ("Effective Date,Account,Movement Type,Amount", "New,Reactivation,Upsell,Lost"),
    ],
)
def test_kinds_of_movements_make_movements(headers: str, kinds: str) -> None:
    proposal = proposed(table(headers, kinds))
    assert proposal.mapping is not None
    assert proposal.mapping.kind == "mrr_movements"
    date, account, kind, amount = headers.split(",")
    columns = proposal.mapping.columns
    assert (columns["movement_date"], columns["account_id"]) == (date, account)
    assert (columns["movement_type"], columns["mrr_delta"]) == (kind, amount)
    assert not any(one.code == "kind_assumed" for one in proposal.questions)


@pytest.mark.parametrize(
    ("headers", "kinds"),
    [
        ("Date,Account,Type,Amount", "Invoice,Credit note,Invoice"),
        ("Date,Account,Type,Amount", "payment,refund,payment"),
        ("Order Date,Customer,Type,Order Total", "new,renewal,upgrade"),
    ],
)
def test_kinds_of_bills_make_bills(headers: str, kinds: str) -> None:
    proposal = proposed(table(headers, kinds))
    assert proposal.mapping is not None
    assert proposal.mapping.kind == "invoices"


def test_what_only_grows_may_be_bookings_and_is_asked() -> None:
    proposal = proposed(table("Date,Account,Type,Amount", "New,Expansion,New"))
    assert any(one.code == "kind_assumed" for one in proposal.questions)


def test_deals_with_a_stage_stay_deals() -> None:
    text = (
        "Account,Type,Stage,Close Date,Amount\nBirch,New,Won,2025-01-23,100\nElm,Churn,Lost,2025-02-24,50\n"
        "Oak,Expansion,Won,2025-03-25,70\n"
    )
    proposal = proposed(text)
    assert proposal.mapping is not None
    assert proposal.mapping.kind == "opportunities"
