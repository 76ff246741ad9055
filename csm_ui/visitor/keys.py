"""The names under which a visitor's session and address remember things."""

from __future__ import annotations

from enum import StrEnum


class Key(StrEnum):
    """State keys. Those of the Scope are also the names in the address, as `Scope.to_query` writes them."""

    START = "start"
    TO = "to"
    FORMER_END = "end"  # in addresses of earlier versions: the day after the last
    GRAIN = "grain"
    COMPARE = "compare"
    SPLIT = "split"
    AS_OF = "as_of"
    CURRENCY = "currency"
    TIMEZONE = "timezone"
    ROLL_UP = "roll_up"
    WEEK_START = "week_start"
    FISCAL_START = "fiscal_start"
    FILTER = "f."  # and the attribute's name
    SET = "set"  # name=value of every setting that is not as usual

    DEMO = "demo"  # in an address: load the demo company; in the session: the fingerprint of the demo
    DATA = "data"  # in an address: the fingerprint of the data that a link was made on
    SHARED = "s"  # in an address: the token of a snapshot
    TENANCY = "workspace_key"  # in an address: which of the workspaces of this host
    ACCOUNT = "account"
    AGAINST = "against"  # the scenario that the health page compares with
    NOTEBOOK = "notebook"  # in an address: which one is open
    PRESENTED = "of"  # in an address: which notebook is presented
    SCREEN = "screen"  # in an address: which of its screens, from 1
    ASIDE = "aside"  # what the sidebar said before something was presented

    PRESET = "preset"
    WORKSPACE = "workspace"
    SEAT = "seat"  # the visit's claim to one of the places of this host
    VIEW = "view"
    OPENED = "opened"  # a page ran without the app once; from then on the app comes first
    NONCE = "nonce"
    NEWS = "news"  # what a finished step wants to say on the next run

    ROLE = "role"  # in an address: for whom the overview is

    SNAPSHOT_LINK = "snapshot_link"  # of the copy that was made last
    SNAPSHOT_VIEW = "snapshot_view"
    COPYING = "copying"  # the copy that is being made beside the page

    PIN_TO = "pin_to"  # the notebook that the last pin went to
    TAKEN_AWAY = "taken_away"  # what was deleted last, to be brought back
    SHOWN = "shown"  # the cells of the page that was drawn last

    UPLOADS = "uploads"  # what was dropped and not loaded yet, by hash
    UPLOAD_ROUND = "upload_round"
    CHECKED = "checked"  # dropped files as they were read under a mapping, so that loading reads no file again
    REMEDIED = "remedied"  # mappings that a fix for all rows changed, by the form they belong to
    FURTHER_TABLES = "further_tables"  # how many tables a person added to those proposed, by form
    LOAD_RESULT = "load_result"
    IS_FRESH = "is_fresh"  # something was loaded in this session, and what to load next was not dismissed
    SAVED_MAP = "saved_map"
    WEIGHTS = "weights"
    BOARD = "board"
