import pytest

from apcommission.documents.kept import FileState
from providers.models import Document


@pytest.mark.parametrize(
    ("sha256", "state", "has_file", "may_be_opened"),
    [
        ("", FileState.CLEAN, False, False),
        ("a" * 64, FileState.PENDING, True, False),
        ("a" * 64, FileState.REFUSED, True, False),
        ("a" * 64, FileState.CLEAN, True, True),
    ],
)
def test_a_kept_file_is_opened_only_once_it_is_clean(sha256, state, has_file, may_be_opened):
    kept = Document(sha256=sha256, file_state=state)
    assert (kept.has_file, kept.may_be_opened) == (has_file, may_be_opened)


def test_a_kept_file_waits_unless_told_otherwise():
    assert Document().file_state == FileState.PENDING
