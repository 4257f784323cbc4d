"""Files as a system hands them out: read only where there is something that ends, and what the system says in words."""

from __future__ import annotations

import errno
import io
import os
import stat
from pathlib import Path

_REASONS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "所在的磁盘是只读的",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "超过了磁盘配额",
    errno.EFBIG: "文件超过了允许的大小",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.EEXIST: "同名的文件已经存在",
    errno.ENOTEMPTY: "文件夹不是空的",
    errno.ELOOP: "链接绕成了圈",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EMFILE: "打开的文件太多",
    errno.ENFILE: "打开的文件太多",
    errno.EIO: "磁盘读写出错",
    errno.EBUSY: "正被其他程序使用",
    errno.ETXTBSY: "正被其他程序使用",
    errno.EADDRINUSE: "正被其他程序使用",
    errno.EADDRNOTAVAIL: "这个地址不在本机",
    errno.ENOTSUP: "这里不支持这样做",
    errno.EXDEV: "不在同一个磁盘上",
    errno.ENODEV: "不是普通文件",
}


def reason(error: OSError) -> str:
    """Say in Chinese why the system refused; in its own words where we have none."""
    return _REASONS.get(error.errno or 0, error.strerror or str(error) or "原因不明")


def read_bytes(path: Path) -> bytes:
    """Give the content of a regular file; what is none (a pipe, a device, a folder) is refused, because it may never end.

    Raises OSError.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0))
    with io.FileIO(handle) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.ENODEV, "Not a regular file", str(path))
        return file.readall()
