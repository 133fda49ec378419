"""Sending for months: nothing is sent that is not written down, and nothing written down is forgotten."""

from .fees import TooDear
from .heads import Heads
from .pace import MOMENTS, CrashAt, Pace, Tell, never, tell_nobody
from .sender import RecordingSender

__all__ = ["MOMENTS", "CrashAt", "Heads", "Pace", "RecordingSender", "Tell", "TooDear", "never", "tell_nobody"]
