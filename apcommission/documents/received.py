"""Looking at a file before it is kept: its name, its kind and its inside must tell one story.

Nothing of an upload is read before its size is known to be small enough. The kind is what the
extension, the first bytes and a parser agree on. Pictures are drawn anew, which leaves behind
what a camera or an attacker put beside the picture (EXIF with the place it was taken; ASVS 14.2.8).
"""

import hashlib
import io
import unicodedata
import warnings
from dataclasses import dataclass
from pathlib import PurePath

import pikepdf
from PIL import Image, ImageOps

from apcommission.documents.office import check_office
from apcommission.documents.refused import Refused

MB = 1024**2
MAX_BYTES = 10 * MB
MAX_PIXELS = 25_000_000
MAX_NAME = 150

PDF, PNG, JPEG, ZIP = b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"PK\x03\x04"
# Office files with a password, and those of before 2007.
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
# extension -> (what people call it, first bytes, content type)
KINDS = {
    ".pdf": ("PDF", PDF, "application/pdf"),
    ".png": ("PNG", PNG, "image/png"),
    ".jpg": ("JPG", JPEG, "image/jpeg"),
    ".jpeg": ("JPG", JPEG, "image/jpeg"),
    ".docx": (
        "DOCX",
        ZIP,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    ".xlsx": ("XLSX", ZIP, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
WITH_MACROS = {".docm", ".xlsm", ".dotm", ".xltm", ".xlsb"}
TWO_IN_ONE = "The file is two kinds of file in one. Save it again in the program that made it."
PICTURE_FORMATS = {"PNG": "PNG", "JPG": "JPEG"}


@dataclass(frozen=True)
class Received:
    """A file that may be kept; `content` is what is kept, which for a picture is drawn anew."""

    file_name: str
    content_type: str
    content: bytes

    @property
    def size(self):
        return len(self.content)

    @property
    def sha256(self):
        return hashlib.sha256(self.content).hexdigest()


def receive(upload):
    """The Received file of an upload (Django's UploadedFile, or anything with name, size and
    read). Raises Refused with one sentence for the person who chose the file."""
    name = _name(upload.name)
    kind, start, content_type = _kind(name)
    if upload.size == 0:
        raise Refused("The file is empty.")
    if upload.size > MAX_BYTES:
        raise Refused(
            f"The file must be smaller than {MAX_BYTES // MB} MB; this one is"
            f" {-(-upload.size // MB)} MB. Save it smaller, or as several files."
        )
    upload.seek(0)
    content = upload.read()
    if not content.startswith(start):
        raise Refused(_mismatch(kind, content))
    if kind != "PDF" and PDF in content[:1024]:
        raise Refused(TWO_IN_ONE)
    if kind == "PDF":
        _check_pdf(content)
    elif kind in PICTURE_FORMATS:
        content = _drawn_anew(content, kind)
    else:
        check_office(content, kind)
    return Received(name, content_type, content)


def _name(name):
    """The name as it may be shown. A path, or signs nobody sees, are refused, not repaired."""
    hidden = any(unicodedata.category(sign).startswith("C") for sign in name)
    if hidden or "/" in name or "\\" in name or name.startswith("."):
        raise Refused("The name of the file has signs in it that a name cannot have. Rename it.")
    if len(name) > MAX_NAME:
        raise Refused(f"The name of the file must be {MAX_NAME} characters or fewer.")
    return name


def _kind(name):
    suffix = PurePath(name).suffix.lower()
    if suffix in WITH_MACROS:
        raise Refused("The file has macros. Save it as PDF, DOCX or XLSX without them.")
    if suffix not in KINDS:
        raise Refused("The file must be a PDF, PNG, JPG, DOCX or XLSX.")
    return KINDS[suffix]


def _mismatch(kind, content):
    if kind in ("DOCX", "XLSX") and content.startswith(OLD_OFFICE):
        return "The file has a password, or is of an old kind. Save it again without a password."
    return (
        f"The file is called a {kind} but is none inside."
        " Save it again in the program that made it."
    )


def _check_pdf(content):
    if ZIP in content[-65_600:] or b"PK\x05\x06" in content[-65_600:]:
        raise Refused(TWO_IN_ONE)
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if pdf.is_encrypted:
                raise Refused("The PDF is locked. Save it without a password or protection.")
            if not len(pdf.pages):
                raise Refused("The PDF has no pages.")
            _refuse_active(pdf)
    except pikepdf.PasswordError:
        raise Refused("The PDF has a password. Save it without one.") from None
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, OSError):
        raise Refused("The PDF is damaged. Save it again, or print it to PDF.") from None


def _refuse_active(pdf):
    """Refuse what does something when it is opened, and other files packed inside."""
    if pdf.attachments:
        raise Refused("The PDF has other files inside it. Print it to PDF, and send each file.")
    if any(_starts_something(each) for each in pdf.objects):
        raise Refused("The PDF starts a program when it is opened. Print it to PDF.")


def _starts_something(thing):
    """Whether the object, or one written inside it, is a script or starts a program."""
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        if "/JS" in thing or thing.get("/S") in ("/JavaScript", "/Launch"):
            return True
        inside = [value for _, value in thing.items()]
    else:
        inside = list(thing) if isinstance(thing, pikepdf.Array) else []
    # An indirect object comes by itself; following it here could go round in a circle.
    return any(
        _starts_something(each)
        for each in inside
        if isinstance(each, pikepdf.Object) and not each.is_indirect
    )


def _drawn_anew(content, kind):
    try:
        with warnings.catch_warnings():
            # A picture so large that Pillow warns is refused below by its own size.
            warnings.simplefilter("ignore")
            picture = Image.open(io.BytesIO(content), formats=[PICTURE_FORMATS[kind]])
            width, height = picture.size
            if width * height > MAX_PIXELS:
                raise Refused(_too_large(width * height))
            picture = ImageOps.exif_transpose(picture)
            has_gaps = kind == "PNG" and picture.has_transparency_data
            picture = picture.convert("RGBA" if has_gaps else "RGB")
    except Image.DecompressionBombError:
        raise Refused(_too_large(2 * Image.MAX_IMAGE_PIXELS)) from None
    except (OSError, SyntaxError, ValueError, IndexError, TypeError, MemoryError):
        raise Refused("The picture is damaged. Save it again.") from None
    clean = Image.new(picture.mode, picture.size)
    clean.paste(picture)
    kept = io.BytesIO()
    clean.save(kept, PICTURE_FORMATS[kind], quality=90, optimize=False)
    return kept.getvalue()


def _too_large(pixels):
    return (
        f"The picture has {pixels // 1_000_000} million pixels; the most is"
        f" {MAX_PIXELS // 1_000_000} million. Save it smaller."
    )
