"""Exports of other health tools, and look-alikes, each with what its rows say.

Of each file: its name, its text, and the points (0 to 100, higher is healthier) by account and day; the name of the
tool where the file says it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scores:
    """One file. `points`: (account, day, points). `further`: of a second score in the same rows."""

    file: str
    text: str
    points: tuple[tuple[str, str, float], ...]
    tool: str | None = None
    further: tuple[tuple[str, str, float], ...] = ()


def _file(name: str, rows: str, points: str, tool: str | None = None, further: str = "") -> Scores:
    return Scores(name, rows.strip().replace(" / ", "\n") + "\n", _points(points), tool, _points(further))


def _points(text: str) -> tuple[tuple[str, str, float], ...]:
    rows = (one.split() for one in text.split(",") if one.strip())
    return tuple((account.replace("~", " "), day, float(points)) for account, day, points in rows)


FIRST = (
    _file(
        "account_health.csv",
        "health_color,account_id,date,compute_credits_consumed / Green,ACC0001,2024-01-01,229 / "
        "Green,ACC0001,2024-01-08,220 / Red,ACC0002,2024-01-01,12",
        "ACC0001 2024-01-01 100,ACC0001 2024-01-08 100,ACC0002 2024-01-01 0",
    ),
    _file(
        "health.csv",
        "account_id,snapshot_date,health_score,risk_tier / A1,2025-01-31,64.5,watch / A1,2025-02-28,50.5,risk / "
        "B1,2025-01-31,80,healthy",
        "A1 2025-01-31 64.5,A1 2025-02-28 50.5,B1 2025-01-31 80",
    ),
    _file(
        "Gainsight_Scorecard_History.csv",
        "Company Name,Company ID,Snapshot Date,Overall Score,Score Label / Acme,c-1,01/31/2025,81,Green / "
        "Acme,c-1,02/28/2025,62,Yellow / Bolt,c-2,01/31/2025,33,Red",
        "c-1 2025-01-31 81,c-1 2025-02-28 62,c-2 2025-01-31 33",
        "Gainsight",
    ),
    _file(
        "scores.csv",
        "Kunde;Stichtag;Gesundheitsampel / Nordwind GmbH;31.01.2025;grün / Nordwind GmbH;28.02.2025;gelb / "
        "Südbau AG;31.01.2025;rot",
        "Nordwind~GmbH 2025-01-31 100,Nordwind~GmbH 2025-02-28 50,Südbau~AG 2025-01-31 0",
    ),
    _file(
        "totango.csv",
        "account_id,date,engagement_score,health / 7001,2025-03-01,55,Good / 7001,2025-04-01,48,Average / "
        "7002,2025-03-01,20,Poor",
        "7001 2025-03-01 100,7001 2025-04-01 50,7002 2025-03-01 0",
        "Totango",
        "7001 2025-03-01 55,7001 2025-04-01 48,7002 2025-03-01 20",
    ),
    _file(
        "grades.csv",
        "Week,Customer,CSM,Health grade / 2025-01-06,Acme,Ann,A / 2025-01-13,Acme,Ann,C / 2025-01-06,Bolt,Bo,F / "
        "2025-01-13,Bolt,Bo,D",
        "Acme 2025-01-06 100,Acme 2025-01-13 50,Bolt 2025-01-06 0,Bolt 2025-01-13 25",
    ),
    _file(
        "vitally health.csv",
        "Account,As of,Health Score / a-1,2025-01-31,8.2 / a-1,2025-02-28,7.4 / a-2,2025-01-31,3.1 / "
        "a-2,2025-02-28,2 / a-3,2025-01-31,9.7 / a-3,2025-02-28,10",
        "a-1 2025-01-31 82,a-1 2025-02-28 74,a-2 2025-01-31 31,a-2 2025-02-28 20,"
        "a-3 2025-01-31 97,a-3 2025-02-28 100",
        "Vitally",
    ),
    _file(
        "mrr and health.csv",
        "Account,Month,Health,MRR / c1,2025-01-31,Green,100 / c1,2025-02-28,Red,100 / c2,2025-01-31,Amber,200",
        "",
        None,
        "c1 2025-01-31 100,c1 2025-02-28 0,c2 2025-01-31 50",
    ),
)

# Written before the reader was, and looked at only once it stood.
SECOND = (
    _file(
        "ChurnZero_ScoreHistory.csv",
        "Account External ID,Account Name,Score Date,ChurnScore Value,Tool / k-1,Acme,2025-01-31T00:00:00Z,88,"
        "ChurnZero / k-1,Acme,2025-02-28T00:00:00Z,71,ChurnZero / k-2,Bolt,2025-01-31T00:00:00Z,40,ChurnZero",
        "k-1 2025-01-31 88,k-1 2025-02-28 71,k-2 2025-01-31 40",
        "ChurnZero",
    ),
    _file(
        "planhat.csv",
        "companyId,time,h / 1,2025-01-31,7 / 1,2025-02-28,6 / 2,2025-01-31,2 / 2,2025-02-28,9",
        "1 2025-01-31 70,1 2025-02-28 60,2 2025-01-31 20,2 2025-02-28 90",
        "Planhat",
    ),
    _file(
        "santé clients.csv",
        "Client;Date;Score de santé / Éclair SA;31/01/2025;72,5 / Éclair SA;28/02/2025;64 / Nuage;31/01/2025;12",
        "Éclair~SA 2025-01-31 72.5,Éclair~SA 2025-02-28 64,Nuage 2025-01-31 12",
    ),
    _file(
        "semaforo.csv",
        "Cliente;Fecha;Semáforo de salud / Sol;31/01/2025;verde / Sol;28/02/2025;amarillo / Mar;31/01/2025;rojo",
        "Sol 2025-01-31 100,Sol 2025-02-28 50,Mar 2025-01-31 0",
    ),
    _file(
        "risk.csv",
        "customer_id,scored_at,churn_risk_score / x1,2025-01-31,90 / x1,2025-02-28,35 / x2,2025-01-31,5",
        "x1 2025-01-31 10,x1 2025-02-28 65,x2 2025-01-31 95",
    ),
    _file(
        "rag.csv",
        "RAG status,Account ID,Report date / G,1,2025-01-31 / A,1,2025-02-28 / R,2,2025-01-31",
        "1 2025-01-31 100,1 2025-02-28 50,2 2025-01-31 0",
    ),
    _file(
        "weekly.csv",
        "account_id,week_start,churn_probability / x1,2025-01-06,0.91 / x1,2025-01-13,0.2 / x2,2025-01-06,0.04",
        "x1 2025-01-06 9,x1 2025-01-13 80,x2 2025-01-06 96",
    ),
    _file(
        "klanten.csv",
        "Klant;Peildatum;Gezondheid / Fiets BV;31-01-2025;groen / Fiets BV;28-02-2025;oranje / Molen;31-01-2025;rood",
        "Fiets~BV 2025-01-31 100,Fiets~BV 2025-02-28 50,Molen 2025-01-31 0",
    ),
    _file(
        "customers 2025.csv",
        "Account ID,Account Name,CSM,Industry,Renewal Date,Snapshot date,Health score / 1,Acme,Ann,Food,2025-12-31,"
        "2025-01-31,71 / 2,Bolt,Bo,Steel,2025-11-30,2025-01-31,33 / 3,Cogs,Cy,Steel,2025-10-31,2025-01-31,90",
        "",
        None,
        "1 2025-01-31 71,2 2025-01-31 33,3 2025-01-31 90",
    ),
)

# Files that have some of it and are something else: (name, text, what they are).
LOOK_ALIKES = (
    ("list.csv", "Account ID,Account Name,CSM,Renewal Date,Health Score\n1,Acme,Ann,2025-12-31,71\n", "accounts"),
    ("csat.csv", "account_id,date,csat_score\n1,2025-01-31,5\n1,2025-02-28,4\n2,2025-01-31,1\n", "surveys"),
    (
        "nps.csv",
        "Customer,Response date,How likely are you to recommend us?\nAcme,2025-01-31,9\nBolt,2025-01-31,3\n",
        "surveys",
    ),
    ("pulse.csv", "account_id,date,author,sentiment\n1,2025-01-31,Ann,red\n2,2025-01-31,Bo,green\n", "overrides"),
    ("tickets.csv", "Ticket ID,Account ID,Created at,Subject,Risk\n9,1,2025-01-31,Down,high\n", "tickets"),
)
