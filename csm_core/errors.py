"""Everything that can go wrong through input, settings or files, in words for the person who can mend it.

Raise through the named constructors, so that one message is written in one place.
`CsmError` is shown to the reader as it is; any other exception is a bug of ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from csm_core.text.plural import plural


class CsmError(Exception):
    """A problem that the reader can understand and mend. `str(error)` is the sentence to show."""


_MOST_SUGGESTED = 3
_MOST_LISTED = 40


def _suggestion(given: str, names: Iterable[str]) -> str:
    options = sorted(names)
    near = _named_so(given.lower(), options) or get_close_matches(given.lower(), options, n=1, cutoff=0.6)
    if near:
        *others, last = (f"'{name}'" for name in near)
        return f" Did you mean {', '.join(others)}{' or ' if others else ''}{last}?"
    return f" Known: {_listed(options)}." if options else ""


def _listed(options: Sequence[str]) -> str:
    more = f" and {len(options) - _MOST_LISTED:,} more" if len(options) > _MOST_LISTED else ""
    return ", ".join(options[:_MOST_LISTED]) + more


def _named_so(given: str, options: Sequence[str]) -> Sequence[str]:
    """A few of the names that are called so by their initials ('nrr'), or else by one of their words ('churn')."""
    words = {name: [word for word in re.split(r"[\W_]+", name.lower()) if word] for name in options}
    by_initials = [name for name in options if len(given) > 1 and "".join(word[0] for word in words[name]) == given]
    return (by_initials or [name for name in options if given in words[name]])[:_MOST_SUGGESTED]


class UnknownName(CsmError):
    """A metric, variant, setting or table was asked for that does not exist."""

    @classmethod
    def of(cls, what: str, given: str, names: Iterable[str]) -> UnknownName:
        """`what` is the noun ('metric'), `names` the names that exist; the nearest one is suggested."""
        return cls(f"Unknown {what}: '{given}'.{_suggestion(given, names)}")

    @classmethod
    def currency(cls, given: str, offered: Sequence[str]) -> UnknownName:
        """A currency that no figure can be told in; `offered` are those that one can."""
        return cls(f"No amount is in {given}, and no exchange rate leads to it. Known: {_listed(offered)}.")


class BadValue(CsmError):
    """A setting, a scope or an argument has a value that can't be used."""

    @classmethod
    def of(cls, name: str, given: object, accepted: str) -> BadValue:
        """`accepted` completes the sentence 'it takes …'."""
        return cls(f"'{given}' is not valid for {name}: expected {accepted}.")


class FileMissing(CsmError):
    """A file was named that is not there."""

    @classmethod
    def at(cls, path: object, flag: str = "", remedy: str = "") -> FileMissing:
        """`flag` is what named it, where its name says more than its place; `remedy` a whole sentence."""
        message = f"{flag}: file not found: {path}" if flag else f"File not found: {path}"
        return cls(f"{message}. {remedy}" if remedy else message)

    @classmethod
    def workspace(cls, path: object) -> FileMissing:
        """A workspace was named that is not there, and how to make one."""
        return cls.at(path, remedy="Make a workspace with 'csm load' or 'csm demo'.")


class UnreadableFile(CsmError):
    """A file could not be read at all; nothing of it was loaded."""

    @classmethod
    def because(cls, name: str, reason: str, remedy: str) -> UnreadableFile:
        """`reason` and `remedy` are whole sentences."""
        return cls(f"{name}: {reason} {remedy}".strip())


class BadMapping(CsmError):
    """A mapping names a kind, a column or an option that does not fit the file."""

    @classmethod
    def because(cls, name: str, reason: str) -> BadMapping:
        """`name` is the file that the mapping is for; `reason` a whole sentence."""
        return cls(f"The mapping of {name} can't be used: {reason}")


class NothingLoaded(CsmError):
    """The workspace holds no rows that the question could be asked of."""

    @classmethod
    def at_all(cls) -> NothingLoaded:
        """There is no table in the workspace yet."""
        return cls("Nothing is loaded yet. Load at least one export, or the demo company.")

    @classmethod
    def of_files(cls, files: Iterable[str]) -> NothingLoaded:
        """Files were given, and no row of them could be kept."""
        names = ", ".join(f"'{file}'" for file in dict.fromkeys(files))
        remedy = "Say with --map MAP.json which header is which column."
        return cls(f"No row of {names} could be kept. {remedy}")

    @classmethod
    def without_dates(cls, loaded: Mapping[str, int], needed: str) -> NothingLoaded:
        """Rows are loaded, and none of them has a date; `needed` says what to load for the question."""
        held = ", ".join(f"{table} ({plural(rows, 'row')})" for table, rows in sorted(loaded.items()))
        return cls(f"Loaded so far: {held}, without any dates. {needed}".strip())


class FactsUnbuildable(CsmError):
    """What all figures are computed from can't be built from the rows that are loaded."""

    @classmethod
    def in_force(cls, what: str, reason: str) -> FactsUnbuildable:
        """Of a workspace as it stands. `what` is the fact that failed, `reason` the first line of why."""
        return cls(
            f"No figure can be shown: {what} can't be built from what is loaded ({reason}). Undo the load "
            "that brought it: on the Data page, or with 'python -m csm_core undo WORKSPACE LOAD' (see 'loads')."
        )

    @classmethod
    def by_load(cls, files: str, what: str, reason: str) -> FactsUnbuildable:
        """Of a workspace as it would be with `files`."""
        return cls(
            f"Nothing was loaded, and the workspace is unchanged: with {files} added, {what} could not be built "
            f"({reason})."
        )


class SavedElsewhere(CsmError):
    """A document can't be saved as asked, because somebody else's would be lost."""

    @classmethod
    def since(cls, name: str) -> SavedElsewhere:
        """The document was saved by someone else after it was opened here."""
        return cls(
            f"'{name}' was saved by someone else after you opened it. Reload to see theirs, or save under a new name."
        )

    @classmethod
    def taken(cls, name: str) -> SavedElsewhere:
        """Another document has that name."""
        return cls(f"'{name}' already exists. Choose another name.")


class UnreadableDocument(CsmError):
    """Something that was saved can't be read, so that it can be neither used nor replaced."""

    @classmethod
    def because(cls, name: str, reason: str) -> UnreadableDocument:
        """`reason` completes the sentence '… can't be read: …'."""
        return cls(f"'{name}' can't be read: {reason}. It is kept as it is.")


class BadNotebook(CsmError):
    """A text is no notebook that this version can read."""

    @classmethod
    def because(cls, reason: str) -> BadNotebook:
        """`reason` completes the sentence 'The notebook can't be read: …'."""
        return cls(f"The notebook can't be read: {reason}")


class NotAllowed(CsmError):
    """Somebody asked for what their role does not let them do."""

    @classmethod
    def to_change(cls) -> NotAllowed:
        """Viewers look; they do not change what others rely on."""
        return cls("You can look at this workspace but not change it. Ask its owner to make you an editor.")

    @classmethod
    def to_manage(cls) -> NotAllowed:
        """Only owners say who belongs to a workspace."""
        return cls("Only an owner of this workspace can do that.")

    @classmethod
    def to_open(cls) -> NotAllowed:
        """The same words for a workspace of others and for none, so that nobody learns which exist."""
        return cls("You have no workspace by that name. Ask its owner to invite you.")

    @classmethod
    def more_than(cls, most: int) -> NotAllowed:
        """A person has as many workspaces as this host allows."""
        return cls(f"You have {most} workspaces, the limit on this host. Delete one you don't need.")

    @classmethod
    def without_owner(cls) -> NotAllowed:
        """The last owner can't go, or nobody could let anybody in."""
        return cls("A workspace needs an owner. Make someone else an owner first, or delete the workspace.")

    @classmethod
    def on_this_host(cls, reason: str) -> NotAllowed:
        """The host is not set up so that it could be safe; `reason` is a whole sentence."""
        return cls(f"This app can't be opened yet. {reason} See docs/hosting.md for how to set it up.")


class SnapshotGone(CsmError):
    """A shared snapshot can't be shown."""

    @classmethod
    def unknown(cls) -> SnapshotGone:
        """No snapshot has this token."""
        return cls("This snapshot does not exist. The link may be cut off: ask whoever sent it for a new copy.")

    @classmethod
    def revoked(cls) -> SnapshotGone:
        """Whoever shared it took it back."""
        return cls("This snapshot was revoked. Ask whoever shared it for a new link.")

    @classmethod
    def expired(cls, on: str) -> SnapshotGone:
        """Its time is over; `on` is the day."""
        return cls(f"This snapshot expired on {on}. Ask whoever shared it for a new link.")

    @classmethod
    def of_another_version(cls) -> SnapshotGone:
        """A version of this program that writes snapshots in another way made it."""
        return cls("This snapshot was made by another version of this app. Ask whoever shared it to share it again.")

    @classmethod
    def damaged(cls) -> SnapshotGone:
        """It can't be read any more."""
        return cls("This snapshot can't be read. Ask whoever shared it to share it again.")

    @classmethod
    def not_shared(cls, what: str) -> SnapshotGone:
        """Something was asked for that did not leave with it."""
        return cls(f"'{what}' was not shared with this snapshot.")

    @classmethod
    def kept_only(cls) -> SnapshotGone:
        """Its facts can't be asked anew by this version."""
        return cls(
            "Definitions have changed since this snapshot was made: it shows the numbers it was saved with, and "
            "its dates and split can't be changed."
        )
