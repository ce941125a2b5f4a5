from apcommission.documents.received import Refused as FromReceived
from apcommission.documents.refused import Refused


def test_refused_carries_its_sentence():
    assert str(Refused("The file is empty.")) == "The file is empty."
    assert FromReceived is Refused
