"""What was billed, whatever the file: lines, credit notes, refunds, payments of bills, failed and void ones."""

import pytest

from tests.soundness.company import company

# After '#' the name, and what each account was billed in the end, or the kind that the file must be taken for; after
# '>' the name of a file, and below it what stands in it.
INPUTS = """
# credit file de | K1=70 K2=50
> rechnungen.csv
Rechnungsnummer;Kundennummer;Rechnungsdatum;Gesamtbetrag;Währung
R1;K1;15.01.2025;100,00;EUR
R2;K2;20.01.2025;50,00;EUR
> gutschriften.csv
Gutschriftnummer;Kundennummer;Gutschriftsdatum;Gesamtbetrag;Währung
G1;K1;20.02.2025;30,00;EUR
# type column | C1=250 C2=100
> documents.csv
Document No,Type,Customer ID,Date,Amount,Currency
1,Invoice,C1,2025-01-10,300,USD
2,Credit Note,C1,2025-02-10,50,USD
3,Invoice,C2,2025-02-11,100,USD
# negative credit in same file | C1=60 C2=40
> invoices.csv
invoice_number,customer_id,invoice_date,total,currency
1,C1,2025-01-10,100,USD
2,C1,2025-02-10,-40,USD
3,C2,2025-02-11,40,USD
# failed payments fr | C1=49 C2=59
> paiements.csv
id_paiement;numéro client;date de paiement;montant;devise;statut
P1;C1;2025-01-18;49;EUR;payé
P2;C2;2025-02-05;59;EUR;réussi
P3;C2;2025-03-05;59;EUR;échoué
# void and draft | C1=100 C2=200
> invoices.csv
Invoice Number,Customer ID,Invoice Date,Due Date,Total,Status
I1,C1,2025-01-10,2025-02-10,100,Paid
I2,C1,2025-02-10,2025-03-10,100,Voided
I3,C2,2025-02-11,2025-03-11,200,Open
I4,C2,2025-03-11,2025-04-11,200,Draft
# lines with total repeated | A=300 B=90
> lines.csv
Invoice Number,Customer ID,Invoice Date,Description,Line Amount,Invoice Total,Currency
X1,A,2025-01-05,Seats,200,300,EUR
X1,A,2025-01-05,Setup,100,300,EUR
X2,B,2025-01-07,Seats,60,90,EUR
X2,B,2025-01-07,Support,30,90,EUR
# lines only amounts | A=300 B=90
> invoice_lines.csv
Invoice ID,Customer ID,Invoice Date,Product,Line Amount,Currency
X1,A,2025-01-05,Seats,200,EUR
X1,A,2025-01-05,Setup,100,EUR
X2,B,2025-01-07,Seats,60,EUR
X2,B,2025-01-07,Support,30,EUR
# orders | U1=99.98 U2=15
> orders.csv
Order ID,Order Date,Customer ID,Customer Name,Product,Sales,Quantity,Discount,Profit
O-1,2025-01-03,U1,Ann Ltd,Desk,49.99,1,0,5
O-1,2025-01-03,U1,Ann Ltd,Chair,49.99,1,0,5
O-2,2025-02-03,U2,Bob Ltd,Lamp,15,1,0,1
# invoices and payments | C1=100 C2=200
> invoices.csv
invoice_id,customer_id,invoice_date,total,currency
I1,C1,2025-01-10,100,USD
I2,C2,2025-01-12,200,USD
> payments.csv
payment_id,invoice_id,customer_id,payment_date,amount_paid,currency
P1,I1,C1,2025-01-20,100,USD
P2,I2,C2,2025-02-20,150,USD
# refunds amount column | C1=30 C2=59
> payments.csv
payment_id,customer_id,payment_date,amount,amount_refunded,currency,status
1,C1,2025-01-10,49,19,USD,succeeded
2,C2,2025-01-12,59,0,USD,succeeded
# payments snake | 2001=98 2002=59
> payments.csv
payment_id,account_id,payment_ts,amount,currency,status
4001,2001,2025-01-18T11:14:17Z,49,USD,paid
4002,2002,2025-02-05T08:40:03Z,59,USD,paid
4003,2001,2025-02-18T11:15:49Z,49,USD,paid
4004,2002,2025-03-15T10:00:00Z,59,USD,failed
# lookalike subscriptions | subscriptions
> subs.csv
subscription_id,customer_id,start_date,end_date,amount,billing_interval,currency,status
S1,C1,2025-01-01,,100,month,USD,active
S2,C2,2025-01-05,2025-03-01,50,month,USD,canceled
# avoirs fr | C1=200 C2=80
> factures.csv
numéro de facture;numéro client;date de facture;montant total;devise
F1;C1;2025-01-15;300;EUR
F2;C2;2025-01-20;80;EUR
> avoirs.csv
numéro avoir;numéro client;date avoir;montant total;devise
A1;C1;2025-02-20;100;EUR
# tipo es | C1=90 C2=100
> documentos.csv
Número;Tipo;Id cliente;Fecha de factura;Importe total;Moneda
1;Factura;C1;2025-01-10;100;EUR
2;Nota de crédito;C1;2025-02-10;10;EUR
3;Factura;C2;2025-02-11;100;EUR
# refund transactions | C1=20 C2=60
> transactions.csv
transaction_id,customer_id,created_at,type,amount,currency,status
T1,C1,2025-01-10,charge,50,USD,succeeded
T2,C1,2025-01-20,refund,30,USD,succeeded
T3,C2,2025-02-11,charge,60,USD,succeeded
T4,C2,2025-03-11,charge,60,USD,failed
# betalingen nl | K1=25 K2=35
> betalingen.csv
betaling id;klantnummer;betaaldatum;bedrag;valuta;status
B1;K1;2025-01-18;25;EUR;betaald
B2;K2;2025-02-05;35;EUR;geslaagd
B3;K2;2025-03-05;35;EUR;mislukt
# uncollectible/cancelled | C1=100 C2=200
> faturas.csv
número da fatura;id do cliente;data da fatura;valor total;moeda;status
I1;C1;2025-01-10;100;BRL;pago
I2;C1;2025-02-10;100;BRL;cancelado
I3;C2;2025-02-11;200;BRL;em aberto
I4;C2;2025-03-11;200;BRL;incobrável
# order items | 77=120 78=20
> order_items.csv
row_id,order_number,order_date,client_id,item,line_total,currency
1,1001,2025-01-03,77,Desk,100,EUR
2,1001,2025-01-03,77,Lamp,20,EUR
3,1002,2025-02-03,78,Lamp,20,EUR
# bills repeated total de | K1=150 K2=80
> positionen.csv
Rechnungsnummer;Kundennummer;Rechnungsdatum;Produkt;Positionsbetrag;Rechnungsbetrag
R1;K1;2025-01-05;Basis;100;150
R1;K1;2025-01-05;Plus;50;150
R2;K2;2025-01-06;Basis;50;80
R2;K2;2025-01-06;Plus;30;80
# payments by paid_at twice | C1=120 C2=90
> bills.csv
Invoice,Customer,Issued,Total
2025-1,C1,2025-01-10,120
2025-2,C2,2025-01-12,90
> receipts.csv
Receipt No,Invoice,Customer,Payment date,Amount received
R1,2025-1,C1,2025-01-20,120
R2,2025-2,C2,2025-02-20,90
# negative refunds ledger | C1=10 C2=70
> ledger.csv
charge_id,customer_id,charged_at,amount_usd,state
1,C1,2025-01-10,40.00,complete
2,C1,2025-01-20,-30.00,complete
3,C2,2025-02-12,70.00,complete
4,C2,2025-03-12,70.00,declined
# lookalike contracts with status | subscriptions
> contracts.csv
contract_id,account_id,start_date,mrr,status
1,A,2025-01-01,100,active
2,B,2025-01-05,50,active
# lookalike plain invoices unaffected | C1=200 C2=100
> invoices.csv
invoice_id,customer_id,invoice_date,total,currency
I1,C1,2025-01-10,100,USD
I2,C1,2025-02-10,100,USD
I3,C2,2025-01-12,100,USD
"""


def _parsed() -> dict[str, tuple[str, list[tuple[str, str]]]]:
    figures = {}
    for block in INPUTS.strip().removeprefix("# ").split("\n# "):
        head, *files = block.split("\n> ")
        name, expected = head.split(" | ")
        named = [(file.split("\n", 1)[0], file.split("\n", 1)[1] + "\n") for file in files]
        figures[name] = (expected, named)
    return figures


PARSED = _parsed()


@pytest.mark.parametrize("name", PARSED)
def test_what_customers_were_billed_is_what_the_files_say(name: str) -> None:
    expected, files = PARSED[name]
    loaded = company(files)
    if "=" not in expected:
        assert loaded.kinds == (expected,)
        return
    answer = loaded.ask("clv", {"as_of": "2025-04-30"}, "historic").table.to_pylist()
    billed = {row["account_id"]: round(row["value"], 2) for row in answer if row["measure"] == "account"}
    assert billed == {account: float(amount) for account, amount in (one.split("=") for one in expected.split())}


def test_further_lines_of_an_order_have_its_currency() -> None:
    text = (
        "Name,Email,Financial Status,Currency,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price\n"
        "#1,a@x.com,paid,USD,150.00,2025-01-05,1,Box,100.00\n#1,a@x.com,,,,2025-01-05,1,Extra,50.00\n"
        "#2,a@x.com,paid,USD,30.00,2025-02-05,1,Card,30.00\n"
    )
    rows = company([("orders.csv", text)]).ask("clv", {"as_of": "2025-03-31"}, "historic").table.to_pylist()
    # 150 with both of its lines, and 30.
    assert {row["account_id"]: float(row["value"]) for row in rows if row["account_id"]} == {"a@x.com": 180}
