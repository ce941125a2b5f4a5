"""Taking in a file for a visit or an action: looked at and scanned before anything is kept."""

from apcommission.audit.refusal import NotAllowed
from apcommission.documents.received import PICTURE_FORMATS, receive
from apcommission.documents.refused import Refused
from apcommission.documents.scanning import ScannerUnavailable, scan

PICTURES = {f"image/{name.lower()}" for name in PICTURE_FORMATS.values()}


def received_and_clean(upload):
    """(Received, note of the check) of an upload. Raises NotAllowed with the sentence for the
    person who chose the file; nothing is kept then, and the file is still where they have it."""
    try:
        file = receive(upload)
        verdict = scan(file.content)
    except Refused as refused:
        raise NotAllowed(str(refused)) from None
    except ScannerUnavailable:
        raise NotAllowed(
            "The file cannot be checked for viruses just now. Try again in some minutes."
        ) from None
    if not verdict.is_clean:
        raise NotAllowed(verdict.note)
    return file, verdict.note


def received_picture(upload):
    """As received_and_clean, for a photo."""
    file, note = received_and_clean(upload)
    if file.content_type not in PICTURES:
        raise NotAllowed("A photo must be a JPG or PNG.")
    return file, note
