"""The outbox: every message is a row before it is sent."""

from django.db import models


class MessageQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=Message.State.QUEUED)


class Message(models.Model):
    """One e-mail to one address. Never a pupil's name or a reason for absence in it."""

    class State(models.TextChoices):
        QUEUED = "queued", "Queued"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"

    # Queueing the same key twice sends once.
    key = models.CharField(max_length=120, unique=True)
    person_id = models.IntegerField(null=True, blank=True)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)
    queued_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["queued_at"], condition=models.Q(state="queued"), name="message_waiting"
            )
        ]

    def __str__(self):
        return f"{self.subject} to {self.to}"
