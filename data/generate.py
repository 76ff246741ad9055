"""Write the demo company's exports: `python -m data.generate FOLDER`."""

from __future__ import annotations

import argparse
from pathlib import Path

from .company.ledger import generate_company
from .company.truth import load_truth
from .writers.hubspot import write_companies, write_contacts, write_deals
from .writers.mixpanel import write_events
from .writers.plain import write_all_plain
from .writers.stripe import write_invoices, write_subscriptions
from .writers.surveys import write_invitations, write_nps, write_qualtrics
from .writers.zendesk import write_tickets


def write_demo(folder: Path) -> list[Path]:
    """Write every export into `folder` (made if need be) and return the files, accounts first.

    The same parameters give the same bytes. No clock, network or environment is read.
    """
    folder.mkdir(parents=True, exist_ok=True)
    truth = load_truth()
    company = generate_company(truth)
    return [
        write_companies(folder / "hubspot_companies.csv", company, truth),
        write_contacts(folder / "hubspot_contacts.csv", company),
        write_subscriptions(folder / "stripe_subscriptions.csv", company, truth),
        write_invoices(folder / "stripe_invoices.csv", company, truth),
        write_deals(folder / "hubspot_deals.csv", company, truth),
        write_events(folder / "mixpanel_events.jsonl.gz", company),
        write_nps(folder / "delighted_nps.csv", company),
        write_qualtrics(folder / "qualtrics_csat.csv", company, "csat"),
        write_qualtrics(folder / "qualtrics_ces.csv", company, "ces"),
        write_invitations(folder / "survey_invitations.csv", company),
        write_tickets(folder / "zendesk_tickets.csv", company, truth),
        *write_all_plain(folder, company, truth),
    ]


def main(arguments: list[str] | None = None) -> int:
    """Write into the folder named on the command line; exit code 2 without one, or for what is no folder's name."""
    parser = argparse.ArgumentParser(prog="python -m data.generate", description=__doc__)
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="where the 19 files go; made if need be")
    for path in write_demo(parser.parse_args(arguments).folder):
        print(f"{path.stat().st_size:>10,}  {path}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
