import socketserver

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apcommission.audit.refusal import NotAllowed
from qa.files import received_and_clean, received_picture
from tests.documents.files import pdf, picture


def upload(content, name):
    return SimpleUploadedFile(name, content)


def refusal(function, *uploaded):
    with pytest.raises(NotAllowed) as caught:
        function(upload(*uploaded))
    return str(caught.value)


def test_a_file_comes_with_the_note_of_its_check():
    file, note = received_and_clean(upload(pdf(), "plan.pdf"))
    assert (file.file_name, file.content_type) == ("plan.pdf", "application/pdf")
    assert note == "Its kind and its inside were checked; no virus scanner is connected."


def test_what_cannot_be_kept_is_refused_with_its_sentence():
    assert refusal(received_and_clean, b"x", "plan.exe") == (
        "The file must be a PDF, PNG, JPG, DOCX or XLSX."
    )


def test_a_photo_is_a_picture():
    file, _ = received_picture(upload(picture("JPEG"), "gate.jpg"))
    assert file.content_type == "image/jpeg"
    assert refusal(received_picture, pdf(), "gate.pdf") == "A photo must be a JPG or PNG."


def test_a_scanner_that_does_not_answer_keeps_nothing(settings):
    with socketserver.TCPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler) as closed:
        settings.CLAMD = f"127.0.0.1:{closed.server_address[1]}"
    assert refusal(received_and_clean, pdf(), "plan.pdf") == (
        "The file cannot be checked for viruses just now. Try again in some minutes."
    )
