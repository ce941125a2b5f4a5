import pytest

from apcommission.audit.refusal import NotAllowed


def test_a_refusal_is_the_sentence_that_the_person_reads():
    with pytest.raises(NotAllowed) as refused:
        raise NotAllowed("The register of Monday is closed.")
    assert str(refused.value) == "The register of Monday is closed."
