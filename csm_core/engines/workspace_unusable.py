"""Why a workspace file can't be used, and what to do about it."""

from __future__ import annotations

from csm_core.errors import CsmError


class WorkspaceUnusable(CsmError):
    """The workspace file can't be opened or written."""

    @classmethod
    def because(cls, reason: str) -> WorkspaceUnusable:
        """`reason` is a whole sentence that says what to do next."""
        return cls(f"The workspace can't be used: {reason}")

    @classmethod
    def damaged(cls, file: str) -> WorkspaceUnusable:
        """The file is no database, or what is in it can't be read; `file` is its name."""
        return WorkspaceDamaged.because(
            f"{file}: it is damaged, or it is not a workspace. Restore a copy, or choose a new name."
        )

    @classmethod
    def changed(cls, file: str, tables: str) -> WorkspaceUnusable:
        """What is in it can be read, and is not what was saved; `tables` names where, by commas."""
        return WorkspaceDamaged.readable(f"{file}: it is damaged, or another program changed it ({tables}).")

    @classmethod
    def incomplete(cls, file: str, changes: int) -> WorkspaceUnusable:
        """What was saved last is not in it: so many loads, notebooks or other changes."""
        missing = "the last change is" if changes == 1 else f"the last {changes:,} changes are"
        return WorkspaceDamaged.readable(f"{file}: {missing} missing; it is damaged, or an older copy.")

    @classmethod
    def busy(cls, file: str) -> WorkspaceUnusable:
        """It changes faster than it can be copied."""
        return cls.because(f"{file}: it is being written to all the time. Try again when a load has ended.")

    @classmethod
    def of_newer(cls, file: str, version: int, newest: int) -> WorkspaceUnusable:
        """A later version of this program wrote it; `version` is the file's format, `newest` the latest known."""
        return cls.because(
            f"{file}: it was made by a newer version (format {version}; this one reads up to {newest}). Update, or "
            "choose another file."
        )

    @classmethod
    def in_use(cls, file: str) -> WorkspaceUnusable:
        """Another process holds it."""
        return cls.because(f"{file}: another program has it open. Close that first.")

    @classmethod
    def disk_full(cls, file: str) -> WorkspaceUnusable:
        """There is no room to write it; what was being written is taken back."""
        return cls.because(
            f"{file}: the disk is full. Nothing is damaged, and nothing was changed: free some space, then try again."
        )

    @classmethod
    def read_only(cls, file: str) -> WorkspaceUnusable:
        """It is on a medium that can't be written."""
        return cls.because(f"{file}: its disk is read-only. Use a copy in a place you can write to.")

    @classmethod
    def forbidden(cls, file: str) -> WorkspaceUnusable:
        """The system lets this user not read or write it, or write in its folder."""
        return cls.because(
            f"{file}: you have no permission to read and write in its folder. Change the permissions, or "
            "choose another path."
        )

    @classmethod
    def without_folder(cls, file: str) -> WorkspaceUnusable:
        """The folder in its path is not there."""
        return cls.because(f"{file}: its folder does not exist. Create it, or choose another path.")

    @classmethod
    def a_folder(cls, file: str) -> WorkspaceUnusable:
        """The path leads to a folder."""
        return cls.because(f"{file}: it is a folder. Name a file in it.")

    @classmethod
    def of_disk(cls, file: str) -> WorkspaceUnusable:
        """The disk itself failed."""
        return cls.because(f"{file}: its disk failed. Check the disk, and keep a copy of the file.")

    @classmethod
    def out_of_memory(cls, file: str) -> WorkspaceUnusable:
        """A statement needed more memory than it may take; what was being written is taken back."""
        return cls.because(
            f"{file}: this needs more memory than is allowed here. Nothing is damaged, and nothing was changed: "
            "load fewer rows, or allow more memory."
        )


class WorkspaceDamaged(WorkspaceUnusable):
    """The workspace file is not as it was saved: a backup may be whole."""

    # Whether what is there can be read, and be taken as it is.
    is_readable = False

    @classmethod
    def readable(cls, reason: str) -> WorkspaceDamaged:
        """What is there can be read. `reason` is a whole sentence."""
        remedy = "Restore a backup, or take it as it is with 'csm check --accept'."
        error = cls(f"The workspace can't be used: {reason} {remedy}")
        error.is_readable = True
        return error

    def of_file(self, copy: str, file: str) -> WorkspaceDamaged:
        """The same of the file that was copied: `file` in place of `copy`."""
        error = WorkspaceDamaged(str(self).replace(copy, file))
        error.is_readable = self.is_readable
        return error
