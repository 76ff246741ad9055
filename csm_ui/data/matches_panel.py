"""How rows found their accounts: counted by way, likely names to confirm, wrong matches to take back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc
import streamlit as st

from csm_core.facts.accounts.account_coverage import SOURCES
from csm_core.facts.queries.account_profile import account_names
from csm_core.facts.queries.decisions import Decision, decide_match, decisions, forget_decision
from csm_core.facts.queries.likely_names import likely_names
from csm_core.facts.queries.match_table import joined_keys, match_table, name_key, unmatched_rows
from csm_core.text.plural import plural
from csm_core.text.table_words import table_heading
from csm_ui.exhibits.account_table import account_table
from csm_ui.exhibits.ask import remembered
from csm_ui.exhibits.download import download_csv
from csm_ui.exhibits.join_form import join_form
from csm_ui.visitor.keys import Key
from csm_ui.visitor.view import View
from csm_ui.widgets.plain import plain
from csm_ui.widgets.trouble import guarded

_SHOWN = 50
_NEARLY_SURE = 95
Row = Mapping[str, object]
_KINDS = {"id": "id", "user": "person", "email": "e-mail", "domain": "e-mail domain", "name": "name"}


def matches_panel(view: View) -> None:
    """The whole of it; below the table only what there is something to do about."""
    workspace = view.workspace
    table = remembered(workspace, "match_table", lambda: match_table(workspace))
    if not table.num_rows:
        return
    st.header("Account matching", anchor=False)
    st.caption(_summary(table))
    account_table(_shown(table), view.key("matches"))
    if not workspace.is_read_only:
        for source in sorted({row["source"] for row in table.to_pylist() if not row["found"] or row["is_own"]}):
            if source in SOURCES:
                join_form(view, source)
        _likely(view)
        _take_back(view)
        _remembered(view)
    unmatched = remembered(workspace, "unmatched", lambda: unmatched_rows(workspace))
    if unmatched.num_rows:
        download_csv(view, unmatched, "without-account", view.key("matches.unmatched"), "Unmatched rows")


def _summary(table: pa.Table) -> str:
    total = pc.sum(table.column("row_count")).as_py()
    without = pc.sum(table.filter(pc.invert(table.column("found"))).column("row_count"), min_count=0).as_py()
    if not without:
        return f"All {plural(total, 'row')} were matched to an account."
    return (
        f"{total - without:,} of {plural(total, 'row')} were matched to an account. The other "
        f"{without:,} are kept and count where no account is needed (such as in NPS), but they are in "
        "no segment and on no account's page."
    )


def _shown(table: pa.Table) -> pa.Table:
    rows = table.to_pylist()
    return pa.table(
        {
            "Data": [table_heading(row["source"]) for row in rows],
            "Matched by": [row["way"] if row["found"] else f"nothing: {row['way']}" for row in rows],
            "Rows": [row["row_count"] for row in rows],
            "Accounts": [row["accounts"] for row in rows],
            "For example": [_example(row) for row in rows],
        }
    )


def _example(row: Mapping[str, str | None]) -> str | None:
    """What a row said, and the account that it found where that is called otherwise."""
    example, account = row["example"], row["example_account"]
    return example if not example or account in (None, example) else f"{example} → {account}"


def _likely(view: View) -> None:
    """Names that are nearly an account's: ticked and confirmed, or said to be somebody else's."""
    workspace = view.workspace
    likely = remembered(workspace, "likely_names", lambda: likely_names(workspace, _SHOWN)).to_pylist()
    if not likely:
        return
    with st.container(border=True):
        st.subheader(f"{len(likely)} names are similar to those of accounts", anchor=False)
        st.caption("None is matched until you confirm. Your choice is remembered for later exports.")
        event = st.dataframe(
            pa.table(
                {
                    "In the file": [row["said"] for row in likely],
                    "Probably": [row["account_name"] for row in likely],
                    "Alike": [f"{row['likeness']:.0f} %" for row in likely],
                    "Rows": [row["row_count"] for row in likely],
                }
            ),
            hide_index=True,
            width="stretch",
            on_select="rerun",
            selection_mode="multi-row",
            key=view.key("matches.likely"),
        )
        rows: Sequence[int] = event.selection.rows
        _answers(view, likely, [likely[index] for index in rows if index < len(likely)])


def _answers(view: View, likely: Sequence[Row], ticked: Sequence[Row]) -> None:
    """The buttons below the likely names."""
    same = [Decision("name", str(row["key"]), str(row["account_id"])) for row in ticked]
    others = [Decision("name", str(row["key"]), None) for row in ticked]
    every = [
        Decision("name", str(row["key"]), str(row["account_id"]))
        for row in likely
        if isinstance(row["likeness"], float) and row["likeness"] >= _NEARLY_SURE
    ]
    buttons = [
        ("Match selected", "join", same, f"{len(same)} names matched."),
        ("Selected are different", "others", others, f"{len(others)} names will not be suggested again."),
        (f"Match the {len(every)} that are at least {_NEARLY_SURE} % similar", "all", every, "Names matched."),
    ]
    with st.container(horizontal=True):
        for label, name, decided, news in buttons:
            if name != "all" or every:
                st.button(
                    label,
                    key=f"matches.{name}",
                    type="primary" if name == "join" else "secondary",
                    disabled=not decided,
                    on_click=_decide,
                    args=(view, decided, news),
                )


def _take_back(view: View) -> None:
    """One match, looked up and taken back, or a name without an account given one."""
    workspace = view.workspace
    keys = remembered(workspace, "joined_keys", lambda: joined_keys(workspace)).slice(0, 2000).to_pylist()
    nobody = remembered(workspace, "unmatched", lambda: unmatched_rows(workspace))
    names = sorted({name for name in nobody.column("account_name").to_pylist() if name})[:2000]
    if not keys and not names:
        return
    with st.expander("Correct a match"):
        if keys:
            chosen = st.selectbox(
                "This match is wrong",
                keys,
                index=None,
                format_func=_match_words,
                placeholder="A name, address or id",
                key=view.key("matches.wrong"),
            )
            if chosen is not None:
                undo = [Decision(chosen["kind"], chosen["key"], None)]
                st.button(
                    "Undo match",
                    key="matches.undo",
                    icon=":material/undo:",
                    on_click=_decide,
                    args=(view, undo, f"{chosen['said']} is no longer matched to {chosen['account_name']}."),
                )
        if names:
            _give(view, names)


def _give(view: View, names: Sequence[str]) -> None:
    workspace = view.workspace
    name = st.selectbox("Unmatched name", names, index=None, key=view.key("matches.name"))
    accounts = remembered(workspace, "account_names", lambda: account_names(workspace))
    account = st.selectbox(
        "Account",
        list(accounts),
        index=None,
        format_func=lambda one: f"{accounts[one]} ({one})",
        key=view.key("matches.account"),
    )
    if name and account:
        st.button("Join", key="matches.give", on_click=_give_account, args=(view, name, account))


def _give_account(view: View, name: str, account: str) -> None:
    with guarded("a match"):
        key = name_key(view.workspace, name)
        if key is not None:
            _decide(view, [Decision("name", key, account)], f"{name} is matched.")


def _remembered(view: View) -> None:
    """What was said before, each to be forgotten."""
    matches = decisions(view.workspace)
    if not matches:
        return
    with st.expander(f"{len(matches)} matches set by you"):
        for index, one in enumerate(matches[:_SHOWN]):
            with st.container(horizontal=True, vertical_alignment="center"):
                where = f"is {one.account_id}" if one.account_id is not None else "was undone"
                st.markdown(plain(f"The {_KINDS[one.kind]} '{one.key}' {where}."))
                st.button(
                    "Forget",
                    key=f"matches.forget.{index}.{one.kind}.{one.key}",
                    on_click=_forget,
                    args=(view, one),
                )


def _decide(view: View, decided: list[Decision], news: str) -> None:
    with guarded("a match"):
        decide_match(view.workspace, decided)
        st.session_state[Key.NEWS] = news


def _forget(view: View, one: Decision) -> None:
    with guarded("a match"):
        forget_decision(view.workspace, one.kind, one.key)
        st.session_state[Key.NEWS] = "Automatic matching is restored."


def _match_words(row: Row) -> str:
    return f"{row['said']} → {row['account_name']} ({row['way']}, {plural(int(str(row['row_count'])), 'row')})"
