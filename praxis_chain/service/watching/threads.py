"""Threads for what may hang on a network: git. Those that everybody shares must stay free for what answers at once."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

MOST = 64
"""At the same time, in one process."""

T = TypeVar("T")

_threads = ThreadPoolExecutor(MOST, thread_name_prefix="git")


async def patiently(work: Callable[[], T]) -> T:
    """Do it in a thread where nobody else waits for it."""
    return await asyncio.get_running_loop().run_in_executor(_threads, work)
