"""The pages, in the order of the menu."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st
from streamlit.navigation.page import Page

from csm_ui.visitor.app_folder import APP_FOLDER

SNAPSHOT, PRESENT = "snapshot", "present"
PAGES = APP_FOLDER / "pages"


def navigation() -> Page:
    """Draw the menu; the page that the address asks for."""
    return st.navigation(
        {
            "": [
                _page("overview", "Overview", "home", "What changed, and who to call", default=True),
                _page("notebook", "Notebook", "book_2", "Cells and conclusions, for a meeting or a report"),
            ],
            "Customers": [
                _page("retention", "Retention", "grid_on", "Cohorts, curves and how long customers stay"),
                _page("health", "Health", "monitor_heart", "Scores, bands and the weights behind them"),
                _page("voice", "Voice of the customer", "campaign", "NPS, satisfaction and comments"),
                _page("adoption", "Adoption", "bolt", "Product usage, features and onboarding"),
                _page("support", "Support", "support_agent", "Tickets, solutions and escalations"),
                _page("outcomes", "Outcomes and goals", "flag", "What customers reach, goals, campaigns, seasons"),
                _page("account", "Account", "person", "Everything about one account"),
            ],
            "Money": [
                _page("revenue", "Revenue", "payments", "MRR, its movements, net and gross retention"),
                _page("lifetime_value", "Lifetime value", "savings", "What a customer is worth, with its interval"),
            ],
            "Workspace": [
                _page("data", "Data", "database", "Load exports, map them, undo a load"),
                _page("glossary", "Glossary", "menu_book", "What every metric means, and whose definition it is"),
                _page(SNAPSHOT, "Shared snapshot", "link", "Opened by a link only", hidden=True),
                _page(PRESENT, "Present", "slideshow", "A notebook, screen by screen", hidden=True),
            ],
        },
        expanded=True,
        position="hidden" if _stands_alone() else "sidebar",
    )


def _stands_alone() -> bool:
    """Whoever opens a snapshot, or presents, has come for that alone."""
    return urlsplit(st.context.url or "").path.rpartition("/")[2] in (SNAPSHOT, PRESENT)


def _page(name: str, title: str, icon: str, help_text: str, default: bool = False, hidden: bool = False) -> Page:
    return st.Page(
        PAGES / f"{name}.py",
        title=title,
        icon=f":material/{icon}:",
        help=help_text,
        default=default,
        url_path=name,
        visibility="hidden" if hidden else "visible",
    )
