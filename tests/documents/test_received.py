import io
import zlib

import pikepdf
import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile
from PIL import Image

from apcommission.documents.received import MAX_BYTES, receive
from apcommission.documents.refused import Refused
from tests.documents.files import EXCEL, named, office, pdf, picture, upload

MB = 1024**2


def with_script(made):
    made.Root.OpenAction = pikepdf.Dictionary(
        S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)")
    )


def with_file(made):
    made.attachments["payroll.exe"] = b"MZ"


def refusal(content, name="certificate.pdf"):
    with pytest.raises(Refused) as refused:
        receive(upload(content, name))
    return str(refused.value)


@pytest.mark.parametrize(
    ("content", "name", "content_type"),
    [
        (pdf(), "Certificate 2026.pdf", "application/pdf"),
        (pdf(), "CERTIFICATE.PDF", "application/pdf"),
        (picture("PNG"), "photo.png", "image/png"),
        (picture("JPEG"), "photo.jpg", "image/jpeg"),
        (picture("JPEG"), "photo.jpeg", "image/jpeg"),
        (
            office(),
            "policy.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            office(EXCEL),
            "staff.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    ],
)
def test_receive_takes_whole_files_of_each_kind(content, name, content_type):
    received = receive(upload(content, name))
    assert (received.file_name, received.content_type) == (name, content_type)
    assert received.size == len(received.content) > 0
    assert len(received.sha256) == 64


def test_receive_keeps_a_pdf_and_a_word_file_as_they_are():
    assert receive(upload(pdf())).content == pdf()
    assert receive(upload(office(), "policy.docx")).content == office()


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "a.pdf", "The file is empty."),
        (b"MZ\x90", "a.exe", "The file must be a PDF, PNG, JPG, DOCX or XLSX."),
        (b"<svg onload='x'/>", "a.svg", "The file must be a PDF, PNG, JPG, DOCX or XLSX."),
        (pdf(), "a.pdf.exe", "The file must be a PDF, PNG, JPG, DOCX or XLSX."),
        (
            office(kind="macroEnabled"),
            "a.docm",
            "The file has macros. Save it as PDF, DOCX or XLSX without them.",
        ),
    ],
)
def test_receive_refuses_by_size_and_name(content, name, sentence):
    assert refusal(content, name) == sentence


@pytest.mark.parametrize("name", ["../../a.pdf", "..\\a.pdf", "a\x00.pdf", "a\u202efdp.pdf"])
def test_receive_refuses_a_name_that_is_a_path_or_hides_signs(name):
    with pytest.raises(Refused) as refused:
        receive(named(name, pdf()))
    assert str(refused.value) == (
        "The name of the file has signs in it that a name cannot have. Rename it."
    )


def test_receive_refuses_a_name_that_is_too_long():
    assert refusal(pdf(), "a" * 147 + ".pdf") == (
        "The name of the file must be 150 characters or fewer."
    )


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"MZ\x90 program", "a.pdf", "PDF"),
        (b"<svg onload='x'/>", "a.png", "PNG"),
        (picture("JPEG"), "a.png", "PNG"),
        (picture("PNG"), "a.jpg", "JPG"),
        (pdf(), "a.docx", "DOCX"),
        (b"\n" + pdf(), "a.pdf", "PDF"),
    ],
)
def test_receive_refuses_a_file_that_is_not_what_its_name_says(content, name, kind):
    assert refusal(content, name) == (
        f"The file is called a {kind} but is none inside."
        " Save it again in the program that made it."
    )


def test_receive_says_how_large_a_large_file_is_without_reading_it():
    class Unread(TemporaryUploadedFile):
        def read(self, *args):
            raise AssertionError("A file that is too large must not be read.")

    file = Unread("films.pdf", "application/pdf", 50 * MB, None)
    with file, pytest.raises(Refused) as refused:
        receive(file)
    assert str(refused.value) == (
        "The file must be smaller than 10 MB; this one is 50 MB."
        " Save it smaller, or as several files."
    )


def test_receive_takes_ten_megabytes_and_not_a_byte_more():
    whole = pdf()
    with pytest.raises(Refused, match="this one is 11 MB"):
        receive(upload(whole + b"\n" * (MAX_BYTES + 1 - len(whole))))
    assert receive(upload(whole + b"\n" * (MAX_BYTES - len(whole)))).size == MAX_BYTES


LOCKED = pikepdf.Encryption(owner="owner", user="open")
HALF_LOCKED = pikepdf.Encryption(owner="owner", user="")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (pdf(encryption=LOCKED), "The PDF has a password. Save it without one."),
        (
            pdf(encryption=HALF_LOCKED),
            "The PDF is locked. Save it without a password or protection.",
        ),
        (b"%PDF-1.7\nnothing", "The PDF is damaged. Save it again, or print it to PDF."),
        (pdf()[:200], "The PDF is damaged. Save it again, or print it to PDF."),
        (
            pdf(change=with_script),
            "The PDF starts a program when it is opened. Print it to PDF.",
        ),
        (
            pdf(change=with_file),
            "The PDF has other files inside it. Print it to PDF, and send each file.",
        ),
        (
            pdf() + office(),
            "The file is two kinds of file in one. Save it again in the program that made it.",
        ),
    ],
    ids=["password", "half locked", "empty shell", "cut", "script", "attachment", "polyglot"],
)
def test_receive_refuses_pdfs_that_are_locked_active_or_two_in_one(content, sentence):
    assert refusal(content) == sentence


def test_receive_refuses_a_picture_that_begins_as_another_file():
    odd = picture("PNG")[:8] + b"%PDF-1.7" + picture("PNG")[8:]
    assert refusal(odd, "a.png") == (
        "The file is two kinds of file in one. Save it again in the program that made it."
    )


def test_receive_drops_where_and_with_what_a_picture_was_taken():
    exif = Image.Exif()
    exif[0x010E] = "Taken at the child's home"
    taken = picture("JPEG", exif=exif, comment=b"secret note")
    kept = receive(upload(taken, "photo.jpg")).content
    assert b"child's home" in taken
    assert b"secret note" in taken
    assert b"child's home" not in kept
    assert b"secret note" not in kept
    assert dict(Image.open(io.BytesIO(kept)).getexif()) == {}


def test_receive_drops_what_follows_a_picture():
    kept = receive(upload(picture("PNG") + office(), "photo.png")).content
    assert b"PK\x03\x04" not in kept


def test_receive_turns_a_picture_the_way_it_was_taken():
    exif = Image.Exif()
    exif[0x0112] = 6
    kept = receive(upload(picture("JPEG", (40, 30), exif=exif), "photo.jpg")).content
    assert Image.open(io.BytesIO(kept)).size == (30, 40)


def test_receive_keeps_what_is_transparent():
    made = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(made, "PNG")
    kept = receive(upload(made.getvalue(), "logo.png")).content
    assert Image.open(io.BytesIO(kept)).mode == "RGBA"


def test_receive_refuses_a_picture_of_fifty_million_pixels():
    assert refusal(picture("PNG", (10_000, 5_000)), "a.png") == (
        "The picture has 50 million pixels; the most is 25 million. Save it smaller."
    )


def test_receive_refuses_a_picture_so_large_that_pillow_itself_will_not():
    header = bytearray(picture("PNG"))
    header[16:24] = (60_000).to_bytes(4, "big") * 2
    header[29:33] = zlib.crc32(header[12:29]).to_bytes(4, "big")
    assert refusal(bytes(header), "a.png").endswith("the most is 25 million. Save it smaller.")


def test_receive_refuses_a_damaged_picture():
    assert refusal(picture("JPEG")[:-300], "a.jpg") == "The picture is damaged. Save it again."
