"""Photos of a visit."""

from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from apcommission.documents.kept import FileState
from qa.files import received_picture
from qa.models import Photo

MOST_PHOTOS = 40


def add_photo(*, by, visit, standard, caption, upload):
    """Keep a photo as evidence on a standard, without the place and time that a camera adds.

    Raises NotAllowed unless the visit is a draft, and for a file that is no picture.
    """
    if not visit.is_draft:
        raise NotAllowed("Photos are added while the visit is a draft.")
    if standard.framework_id != visit.framework_id:
        raise NotAllowed("The photo is on a standard of other standards than the visit's.")
    if visit.photos.count() >= MOST_PHOTOS:
        raise NotAllowed(f"A visit has {MOST_PHOTOS} photos at most. Remove one first.")
    file, note = received_picture(upload)
    with record("photo_added", by=by):
        return Photo.objects.create(
            visit=visit,
            authority_id=visit.authority_id,
            provider_id=visit.provider_id,
            standard=standard,
            caption=caption,
            file_name=file.file_name,
            content_type=file.content_type,
            size=file.size,
            sha256=file.sha256,
            file_state=FileState.CLEAN,
            file_note=note,
            content=file.content,
            taken_by_id=by.pk,
        )


def remove_photo(*, by, photo):
    """Take a photo out of a draft."""
    if not photo.visit.is_draft:
        raise NotAllowed("A photo of a visit that was sent for sign-off stays in it.")
    with record("photo_removed", by=by):
        photo.delete()
