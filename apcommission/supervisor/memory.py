"""How much memory the running demo holds."""

import psutil


def family(number):
    """Return the process and all its descendants; none when it has ended."""
    try:
        process = psutil.Process(number)
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def held(numbers):
    """Return the memory in MB that the processes and their descendants hold.

    Where the system tells it, memory shared by several is counted once, in parts.
    """
    processes = {process.pid: process for number in numbers for process in family(number)}
    return round(sum(share(process) for process in processes.values()) / 1024**2)


def share(process):
    """Return the bytes that one process holds; none when it has ended meanwhile."""
    try:
        info = process.memory_full_info()
        return getattr(info, "pss", info.uss)
    except psutil.AccessDenied:
        return process.memory_info().rss
    except psutil.NoSuchProcess:
        return 0
