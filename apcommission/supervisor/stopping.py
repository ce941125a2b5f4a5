"""Being asked to stop: by Ctrl-C, by the system, by a closed terminal, or by the end of make."""

import os
import signal
import time

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(Exception):
    """Somebody asked the demo to stop."""


class StopRequest:
    """Notes the request; the work looks at it between its steps and so always clears up."""

    def __init__(self, environ=os.environ):
        self.asked = False
        # Started by make, we end with it even when it is killed without a word.
        self.parent = os.getppid() if "MAKELEVEL" in environ else None

    def listen(self):
        """Note the signals from now on instead of dying by them."""
        for number in SIGNALS:
            signal.signal(number, self.note)

    def note(self, number=None, frame=None):
        """Note that somebody asked."""
        self.asked = True

    def check(self):
        """Raise Stopped when somebody has asked, or the make that started us is gone."""
        if self.asked or self.parent not in (None, os.getppid()):
            raise Stopped

    def sleep(self, seconds):
        """Wait, but no longer than until somebody asks; then raise Stopped."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.check()
            time.sleep(min(0.1, seconds))
        self.check()
