"""What is known of every file that somebody gave the register to keep."""

from django.db import models


class FileState(models.TextChoices):
    """A file is given out only once it is found clean."""

    PENDING = "pending", "Being checked"
    CLEAN = "clean", "Checked"
    REFUSED = "refused", "Refused"


class KeptFile(models.Model):
    """The facts of one file; its bytes are in a table of their own. All empty without a file."""

    file_name = models.CharField(max_length=150, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField("size in bytes", default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    file_state = models.CharField(max_length=10, choices=FileState, default=FileState.PENDING)
    # Why it was refused, or by which check it was found clean.
    file_note = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True

    @property
    def has_file(self):
        return bool(self.sha256)

    @property
    def may_be_opened(self):
        return self.has_file and self.file_state == FileState.CLEAN
