# SPDX-License-Identifier: GPL-3.0-or-later
"""How much memory a process has, as the system tells it."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path

_MEGABYTE = 1 << 20

# What Windows is asked for: may its memory be looked at.
_QUERY_LIMITED = 0x1000
# What macOS is asked for: the facts of a task, the second of which is its memory.
_TASK_INFO, _TASK_SIZE = 4, 96


def resident_megabytes(pid: int) -> float:
    """The memory of a process that lies in RAM, in MB; 0 where it is gone or nobody tells."""
    if pid <= 0:
        return 0.0
    if sys.platform == "win32":
        return _on_windows(pid) / _MEGABYTE
    if sys.platform == "darwin":
        return _on_macos(pid) / _MEGABYTE
    return _on_linux(pid) / _MEGABYTE


def _on_linux(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    found = [line.split() for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(found[0][1]) * 1024 if found else 0


class _Counters(ctypes.Structure):
    """PROCESS_MEMORY_COUNTERS of Windows."""

    _fields_ = (
        ("size", ctypes.c_uint32),
        ("faults", ctypes.c_uint32),
        ("peak", ctypes.c_size_t),
        ("resident", ctypes.c_size_t),
        ("others", ctypes.c_size_t * 6),
    )


def _on_windows(pid: int) -> int:
    try:
        kernel = ctypes.CDLL("kernel32.dll")
    except OSError:
        return 0
    kernel.OpenProcess.restype = ctypes.c_void_p
    process = ctypes.c_void_p(kernel.OpenProcess(_QUERY_LIMITED, 0, pid))
    if not process:
        return 0
    counters = _Counters()
    counters.size = ctypes.sizeof(counters)
    is_told = kernel.K32GetProcessMemoryInfo(process, ctypes.byref(counters), counters.size)
    kernel.CloseHandle(process)
    return int(counters.resident) if is_told else 0


def _on_macos(pid: int) -> int:
    try:
        system = ctypes.CDLL("/usr/lib/libproc.dylib")
    except OSError:
        return 0
    told = (ctypes.c_uint64 * (_TASK_SIZE // 8))()
    size = system.proc_pidinfo(pid, _TASK_INFO, ctypes.c_uint64(0), told, _TASK_SIZE)
    return int(told[1]) if size == _TASK_SIZE else 0
