"""Shelf: the notebooks of a workspace. What a method has returned is on the disk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from csm_core.codec import Unreadable
from csm_core.errors import BadNotebook, BadValue, SavedElsewhere, UnknownName
from csm_core.notebook.document import NOTEBOOKS
from csm_core.notebook.notebook import Notebook
from csm_core.store.documents import Documents
from csm_core.store.workspace import Workspace

KIND = "notebook"
_LONGEST_NAME = 80
_TRIES = 20


def notebook_documents(workspace: Workspace) -> Documents[Notebook]:
    """Every notebook that was saved in a workspace."""
    return Documents(workspace, KIND, NOTEBOOKS)


@dataclass(frozen=True, slots=True)
class Shelf:
    """All notebooks of one workspace. `at` is the time of a save, given from outside."""

    workspace: Workspace

    def names(self) -> list[str]:
        """The notebooks' names, in alphabetical order."""
        return [document.name for document in self._notebooks.texts.all()]

    def latest(self) -> str | None:
        """The name of the notebook that was saved last; None on an empty shelf."""
        documents = self._notebooks.texts.all()
        return max(documents, key=lambda one: (one.saved_at, one.name)).name if documents else None

    def open(self, name: str) -> Notebook:
        """The notebook as it was saved last.

        Raises
        ------
        UnknownName, BadNotebook
            When there is none of that name, or its text can't be read.
        """
        return self._read(name)[0]

    def saved_at(self, name: str) -> datetime | None:
        """When the notebook was saved last; None where there is none of that name."""
        document = self._notebooks.texts.get(name)
        return document.saved_at if document else None

    def create(self, notebook: Notebook, at: datetime) -> Notebook:
        """Put a new notebook on the shelf.

        Raises
        ------
        BadValue, SavedElsewhere
            When its name is empty or too long, or taken.
        """
        named = replace(notebook, name=_checked(notebook.name))
        if named.name in self.names():
            raise SavedElsewhere.taken(named.name)
        self._notebooks.put(named.name, named, at, seen=0)
        return named

    def change(self, name: str, change: Callable[[Notebook], Notebook], at: datetime) -> Notebook:
        """Save `change` of the notebook as it is at this moment: nobody else's change is lost.

        Raises
        ------
        UnknownName, BadNotebook
            When the notebook, or the entry that is to be changed, is gone.
        SavedElsewhere
            When others kept saving all the while.
        """
        for _ in range(_TRIES):
            notebook, version = self._read(name)
            changed = change(notebook)
            if changed == notebook:
                return notebook
            try:
                self._notebooks.put(name, changed, at, seen=version)
            except SavedElsewhere:
                continue
            return changed
        raise SavedElsewhere.since(name)

    def rename(self, old: str, new: str) -> str:
        """Give a notebook another name; the name as it is kept.

        Raises
        ------
        BadValue, UnknownName, SavedElsewhere
            When the new name can't be used, there is no such notebook, or the name is taken.
        """
        named = _checked(new)
        if named != old:
            self._notebooks.texts.rename(old, named)
        return named

    def remove(self, name: str) -> None:
        """Take a notebook away; one that is not there is no error."""
        self._notebooks.remove(name)

    def free_name(self, name: str) -> str:
        """`name`, with a number where it is taken."""
        taken, number = set(self.names()), 1
        free = name
        while free in taken:
            number += 1
            free = f"{name} {number}"
        return free

    @property
    def _notebooks(self) -> Documents[Notebook]:
        return notebook_documents(self.workspace)

    def _read(self, name: str) -> tuple[Notebook, int]:
        document = self._notebooks.get(name)
        if document is None:
            raise UnknownName.of("notebook", name, self.names())
        if isinstance(document.value, Unreadable):
            raise BadNotebook.because(f"{document.value.reason}.")
        return replace(document.value, name=name), document.version


def _checked(name: str) -> str:
    tidy = " ".join(name.split())
    if not tidy or len(tidy) > _LONGEST_NAME or not tidy.isprintable():
        raise BadValue.of("the name", name, f"one line of 1 to {_LONGEST_NAME} characters")
    return tidy
