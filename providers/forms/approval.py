from django import forms

from apcommission.design.fields import DateField
from apcommission.design.forms import ServiceForm
from apcommission.design.layout import Question
from providers.choices import ApprovalStatus
from providers.rules import REVIEW_MONTHS, months_after, next_statuses, refusal

DECISIONS = {
    ApprovalStatus.APPROVED: ("Approve", "Schools can place pupils here"),
    ApprovalStatus.CONDITIONAL: (
        "Approve with conditions",
        "Schools can place pupils here, and read the conditions",
    ),
    ApprovalStatus.SUSPENDED: (
        "Suspend",
        "No new placements; the next page counts the pupils there",
    ),
    ApprovalStatus.REFUSED: ("Refuse", "It does not join the list; it may apply again"),
    ApprovalStatus.REMOVED: ("Remove from the list", "No new placements; it may apply again"),
}


class ApprovalDecideForm(ServiceForm):
    submit = "Continue"

    status = forms.ChoiceField(
        label="What do you decide?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select what you decide"},
    )
    reason = forms.CharField(
        label="Reason",
        help_text="Published to schools. Needed for every decision but a plain approval. "
        "Do not name any child.",
        widget=forms.Textarea,
        max_length=1000,
        required=False,
    )
    conditions = forms.CharField(
        label="Conditions (if you approve with conditions)",
        widget=forms.Textarea,
        max_length=1000,
        required=False,
    )
    decided_on = DateField(label="Date of the decision")
    review_on = DateField(label="Look at it again on (optional)", what="Review", required=False)

    def __init__(self, *args, approval_status, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.approval_status = approval_status
        self.today = today
        self.fields["status"].choices = [
            (status, DECISIONS[status][0]) for status in next_statuses(approval_status)
        ]
        self.fields["decided_on"].initial = today
        self.fields["review_on"].initial = months_after(today, REVIEW_MONTHS)

    def get_layout(self):
        hints = {str(status): hint for status, (_, hint) in DECISIONS.items()}
        return [
            Question("status", hints=hints, size="m"),
            Question("reason", rows=4),
            Question("conditions", rows=4),
            "decided_on",
            "review_on",
        ]

    def clean(self):
        answers = super().clean()
        decided_on, review_on = answers.get("decided_on"), answers.get("review_on")
        if decided_on and decided_on > self.today:
            self.add_error("decided_on", "Date of the decision must be today or in the past")
        if decided_on and review_on and review_on <= decided_on:
            self.add_error("review_on", "Review must be after the date of the decision")
        if status := answers.get("status"):
            reason, conditions = answers.get("reason", ""), answers.get("conditions", "")
            if why_not := refusal(self.approval_status, status, reason, conditions):
                field = "conditions" if reason.strip() else "reason"
                self.add_error(field, why_not)
        return answers
