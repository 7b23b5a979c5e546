"""Files read and written whole: a reader finds the old content or the new, never half of it; what has no end is not read."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Final

MAX_BYTES: Final = 10_000_000  # of one file; a paper or a file of rules has a few thousand
_TEMPORARY: Final = ".compliance-tmp"
_HOUR: Final = 3600.0  # a write takes seconds: a temporary file as old as this is nobody's

_WHY: Final = {
    errno.EACCES: "許されていません",
    errno.EPERM: "許されていません",
    errno.ENOENT: "ありません",
    errno.EISDIR: "フォルダです",
    errno.ENOTDIR: "フォルダでないものの中にあります",
    errno.ELOOP: "リンクが輪になっています",
    errno.ENAMETOOLONG: "名前が長すぎます",
    errno.ENOSPC: "空きがありません",
    errno.EDQUOT: "割り当てられた容量を使い切っています",
    errno.EFBIG: "ファイルが大きすぎます",
    errno.EIO: "入出力の誤りが起きました",
    errno.EBUSY: "使われています",
    errno.EMFILE: "開いているファイルが多すぎます",
    errno.ENFILE: "開いているファイルが多すぎます",
    errno.ENXIO: "つながる先がありません",
    errno.EBADF: "開かれていません",
    errno.EINVAL: "その名前か場所では扱えません",
    errno.EROFS: "書込みのできない場所です",
}


def why(error: OSError) -> str:
    """Why a file could not be read or written, in Japanese; in the words of the system where it is something rare."""
    return _WHY.get(error.errno or 0, error.strerror or type(error).__name__)


def is_full(error: OSError) -> bool:
    """Whether what a file was to be written to has no room left for it."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def read_file(path: Path, limit: int = MAX_BYTES) -> bytes:
    """The bytes of an ordinary file, `limit` + 1 at most: more than `limit` says that it is too large.

    A pipe is not waited for, and a device without end is not read.  Raises OSError, for these as well.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        if not S_ISREG(os.fstat(handle).st_mode):
            raise OSError(0, "ふつうのファイルではありません", str(path))
        return file.read(limit + 1)


def is_folder(path: Path) -> bool:
    """Whether a folder is there that can be asked for, and no link to one."""
    try:
        return S_ISDIR(path.lstat().st_mode)
    except OSError:
        return False


def leads_out(path: Path, folder: Path) -> bool:
    """Whether what was found in a folder is a link out of it."""
    return path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def write_file(path: Path, content: bytes) -> None:
    """Write `content` to `path` in one step.

    A temporary file in the same folder is written, forced to the disk and then renamed over `path`; on any failure it
    is removed and what stood at `path` is left as it was.  What killed processes left there goes with a later write.
    A file that is replaced keeps its permissions; through a symbolic link the file it points to is replaced, not the
    link.  What is not an ordinary file cannot be renamed over and is written to directly: a device, a pipe, and what this
    process has open already (/dev/stdout, or the /dev/fd/63 of a shell's >(command)), wherever that leads.
    Raises OSError.
    """
    stream = _stream(path)
    if stream is not None:
        with os.fdopen(os.dup(stream), "wb") as file:
            file.write(content)
        return
    target = Path(os.path.realpath(path))
    if path.exists() and not path.is_file():
        path.write_bytes(content)
        return
    from tempfile import mkstemp  # a check that writes no file does without it

    handle, name = mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.", suffix=_TEMPORARY)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(_mode(target))
        temporary.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    _force_folder(target.parent)
    _sweep(target)


def _stream(path: Path) -> int | None:
    """The number of the open file that a name such as /dev/fd/63 stands for."""
    number = {"/dev/stdout": "1", "/dev/stderr": "2"}.get(str(path), path.name)
    named = str(path.parent) in ("/dev/fd", "/proc/self/fd") or str(path) in ("/dev/stdout", "/dev/stderr")
    return int(number) if named and number.isascii() and number.isdigit() and len(number) < 8 else None


def _sweep(written: Path) -> None:
    """Remove the temporary files beside a file just written that are an hour older (by the clock of the disk itself)."""
    with contextlib.suppress(OSError):
        now = written.stat().st_mtime
        for left in written.parent.glob(f".*{_TEMPORARY}"):
            if now - left.lstat().st_mtime > _HOUR:
                left.unlink()


def _mode(target: Path) -> int:
    """The permissions of the file that is replaced, else those a new file would get."""
    try:
        return target.stat().st_mode & 0o7777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _force_folder(folder: Path) -> None:
    """Force the rename itself to the disk, where the system can (it cannot on Windows)."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
