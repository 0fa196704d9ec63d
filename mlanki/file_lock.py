"""Locks of the system on open files: they hold for other processes, and end with the one that took them."""

import os
import sys

BYTE_OF_LOCK = 2**30  # Windows lets nobody read what is locked, so it is none of those that say who has it

if sys.platform == "win32":
    import msvcrt

    def take_lock(handle: int) -> bool | None:
        """Whether a file that is open could be locked; None on a disk without locks."""
        os.lseek(handle, BYTE_OF_LOCK, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        os.lseek(handle, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def take_lock(handle: int) -> bool | None:
        """Whether a file that is open could be locked; None on a disk without locks."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return None
        return True
