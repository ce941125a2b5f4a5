import shutil
import tempfile
from pathlib import Path

import pytest

from apcommission.embedded import servers


@pytest.fixture(scope="session")
def running():
    """Both servers in a folder of their own, shared by the tests that only look at them."""
    folder = Path(tempfile.mkdtemp(prefix="apr-test-"))
    started = servers.start(folder, fast=True, environ={})
    yield started
    started.release()
    shutil.rmtree(folder)


@pytest.fixture
def folder():
    """An empty folder with a short path; whatever a test leaves running in it is stopped."""
    folder = Path(tempfile.mkdtemp(prefix="apr-test-"))
    yield folder
    servers.stop(folder)
    shutil.rmtree(folder)
