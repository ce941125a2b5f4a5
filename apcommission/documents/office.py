"""Word and Excel files: a zip archive whose parts are looked through before any is parsed."""

import io
import zipfile
import zlib

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from apcommission.documents.refused import Refused

MB = 1024**2
MAX_MEMBERS = 2_000
MAX_UNPACKED = 100 * MB
MAX_RATIO = 200
CHUNK = 64 * 1024

TYPES = "[Content_Types].xml"
MAIN = {"DOCX": "word/document.xml", "XLSX": "xl/workbook.xml"}
# Programs, and other files packed inside.
PROGRAMS = ("vbaproject.bin", "vbadata.xml")
ACTIVE_FOLDERS = ("/activex/", "/macrosheets/")
DAMAGED = "The file is damaged. Save it again in the program that made it."
MACROS = "The file has macros or other files inside it. Save it again without them, or as PDF."


def check_office(content, kind):
    """Raise Refused unless this is a whole, open Word ("DOCX") or Excel ("XLSX") file."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            _check_members(archive, members, len(content))
            names = {member.filename for member in members}
            if TYPES not in names or MAIN[kind] not in names:
                raise Refused(f"The file is called a {kind} but is none inside.")
            if b"macroEnabled" in _read(archive, TYPES):
                raise Refused(MACROS)
            for name in (TYPES, MAIN[kind]):
                fromstring(_read(archive, name))
            _refuse_remote_template(archive, names)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError, ParseError):
        raise Refused(DAMAGED) from None
    except (DefusedXmlException, UnicodeDecodeError, ValueError):
        raise Refused(DAMAGED) from None


def _check_members(archive, members, size):
    if any(member.flag_bits & 1 for member in members):
        raise Refused("The file has a password. Save it without one.")
    names = [member.filename.lower() for member in members]
    if any(n.startswith(("/", "\\")) or ".." in n.replace("\\", "/").split("/") for n in names):
        raise Refused(DAMAGED)
    if any(_is_active(name) for name in names):
        raise Refused(MACROS)
    # An archive that begins later, or goes on after its end, hides another file.
    if min((member.header_offset for member in members), default=1) != 0:
        raise Refused(DAMAGED)
    if archive.comment or not _ends_where_it_should(archive, size):
        raise Refused(DAMAGED)
    limit = min(MAX_UNPACKED, size * MAX_RATIO)
    stated = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or stated > limit or _unpacks_beyond(archive, members, limit):
        raise Refused("The file unpacks to too much. Save it as PDF.")


def _is_active(name):
    """A macro, a control, or a packed object other than the sheet behind a chart."""
    packed = "/embeddings/" in f"/{name}" and name.endswith((".bin", ".docm", ".xlsm"))
    return packed or name.endswith(PROGRAMS) or any(f in f"/{name}" for f in ACTIVE_FOLDERS)


def _ends_where_it_should(archive, size):
    archive.fp.seek(size - 22)
    return archive.fp.read(4) == b"PK\x05\x06"


def _unpacks_beyond(archive, members, limit):
    """The sizes an archive states may lie: what is read is counted."""
    total = 0
    for member in members:
        with archive.open(member) as part:
            while chunk := part.read(CHUNK):
                total += len(chunk)
                if total > limit:
                    return True
    return False


def _read(archive, name):
    with archive.open(name) as part:
        return part.read()


def _refuse_remote_template(archive, names):
    """A template fetched from elsewhere when the file is opened can bring macros with it."""
    rels = "word/_rels/settings.xml.rels"
    if rels in names:
        text = _read(archive, rels)
        if b"attachedTemplate" in text and b'TargetMode="External"' in text:
            raise Refused(MACROS)
