"""How many processors this process may use: those that it is let run on, as far as its container's quota goes."""

from __future__ import annotations

import math
import os
from pathlib import Path

_CONTROL_GROUPS = Path("/sys/fs/cgroup")


def processors() -> int:
    """Processors that this process may use, at least one."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, math.ceil(min(allowed, quota(_CONTROL_GROUPS))))


def quota(groups: Path) -> float:
    """Processors that a container may keep busy by Linux's bandwidth control; infinite where none is set.

    `groups` is where the control groups are, whose root within a container is the container's own: of version 2 (a file
    with quota and period), or of version 1 (a file for each, -1 without a quota).
    """
    try:
        if (both := groups / "cpu.max").exists():
            given, period = both.read_text().split()
        else:
            given, period = (
                (groups / "cpu" / name).read_text().strip() for name in ("cpu.cfs_quota_us", "cpu.cfs_period_us")
            )
        return int(given) / int(period) if given not in ("max", "-1") else math.inf
    except (OSError, ValueError, ZeroDivisionError):
        return math.inf
