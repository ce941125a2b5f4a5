"""Files as people upload them, and as attackers do: each made here, none copied."""

import io
import zipfile

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Override PartName="/{main}" ContentType="{kind}"/></Types>'
)
WORD, EXCEL = "word/document.xml", "xl/workbook.xml"
# The harmless line that every scanner must find (eicar.org), in two parts so that no scanner
# finds it in this file.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def upload(content, name="certificate.pdf"):
    return SimpleUploadedFile(name, content)


def named(name, content=b"x"):
    """An upload whose name Django has not cut, as another caller might hand it over."""
    file = upload(content)
    file._name = name
    return file


def pdf(*, change=None, **saving):
    made, kept = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    if change:
        change(made)
    made.save(kept, **saving)
    return kept.getvalue()


def picture(kind="PNG", size=(40, 30), **saving):
    kept = io.BytesIO()
    Image.new("RGB", size, "seagreen").save(kept, kind, **saving)
    return kept.getvalue()


def office(main=WORD, *, parts=(), kind="main+xml", body="<document/>", comment=b""):
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES.format(main=main, kind=kind))
        archive.writestr(main, body)
        for name, text in dict(parts).items():
            archive.writestr(name, text)
        archive.comment = comment
    return kept.getvalue()


def locked_zip():
    """A Word file of which every part says that it is encrypted."""
    content = bytearray(office())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        central = archive.start_dir
        heads = [member.header_offset for member in archive.infolist()]
    for head in heads:
        content[head + 6] |= 1
    at = central
    while content[at : at + 4] == b"PK\x01\x02":
        content[at + 8] |= 1
        lengths = [int.from_bytes(content[at + n : at + n + 2], "little") for n in (28, 30, 32)]
        at += 46 + sum(lengths)
    return bytes(content)
