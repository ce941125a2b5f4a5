"""Being asked to stop, by Ctrl-C, by the system or by a closed terminal."""

import signal
import time

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(Exception):
    """Somebody asked the demo to stop."""


class StopRequest:
    """Notes the request; the work looks at it between its steps and so always clears up."""

    def __init__(self):
        self.asked = False

    def listen(self):
        """Note the signals from now on instead of dying by them."""
        for number in SIGNALS:
            signal.signal(number, self.note)

    def note(self, number=None, frame=None):
        """Note that somebody asked."""
        self.asked = True

    def check(self):
        """Raise Stopped when somebody has asked."""
        if self.asked:
            raise Stopped

    def sleep(self, seconds):
        """Wait, but no longer than until somebody asks; then raise Stopped."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.check()
            time.sleep(min(0.1, seconds))
        self.check()
