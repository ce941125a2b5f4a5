from django import forms

from apcommission.design.fields import DateField
from apcommission.design.forms import ServiceForm
from apcommission.design.layout import Paragraph, Question, Subheading
from providers.choices import ApprovalStatus, Score, Section
from providers.rules import (
    NEEDS_REASON,
    REVIEW_MONTHS,
    USABLE,
    months_after,
    next_statuses,
    refusal,
)

DECISIONS = {
    ApprovalStatus.APPROVED: ("Approve", "Schools can place pupils here"),
    ApprovalStatus.CONDITIONAL: (
        "Approve with conditions",
        "Schools can place pupils here, and read the conditions",
    ),
    ApprovalStatus.SUSPENDED: (
        "Suspend",
        "No new placements; the next page names the pupils there",
    ),
    ApprovalStatus.REFUSED: ("Refuse", "It does not join the list; it may apply again"),
    ApprovalStatus.REMOVED: ("Remove from the list", "No new placements; it may apply again"),
}


def words_for(status, now):
    """What the decision is called: an approval after a suspension is a reinstatement."""
    words = DECISIONS[status][0]
    if now == ApprovalStatus.SUSPENDED and status in USABLE:
        return words.replace("Approve", "Reinstate")
    return words


class ApprovalDecideForm(ServiceForm):
    """The decision with its reason, conditions and dates; the sections' scores where an
    application is decided (`scores` is "needed") or where somebody wants to give them ("asked").
    """

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

    def __init__(self, *args, approval_status, today, scores="", **kwargs):
        super().__init__(*args, **kwargs)
        self.approval_status = approval_status
        self.today = today
        self.scores_are = scores
        self.fields["status"].choices = [
            (status, words_for(status, approval_status))
            for status in next_statuses(approval_status)
        ]
        for section in Section if scores else ():
            self._add_section(section)
        self.fields["decided_on"].initial = today
        self.fields["review_on"].initial = months_after(today, REVIEW_MONTHS)

    def _add_section(self, section):
        needed = self.scores_are == "needed"
        label = section.label if needed else f"{section.label} (optional)"
        self.fields[f"score_{section}"] = forms.TypedChoiceField(
            label=label,
            choices=Score.choices,
            coerce=int,
            empty_value=None,
            widget=forms.RadioSelect,
            required=needed,
            error_messages={"required": f"Score “{section.label}”"},
        )
        self.fields[f"note_{section}"] = forms.CharField(
            label=f"Note on {section.label.lower()} (optional)",
            widget=forms.Textarea,
            max_length=500,
            required=False,
        )

    def get_layout(self):
        hints = {str(status): hint for status, (_, hint) in DECISIONS.items()}
        return [
            *self._scores_layout(),
            Question("status", hints=hints, size="m"),
            Question("reason", rows=4),
            Question("conditions", rows=4),
            "decided_on",
            "review_on",
        ]

    def _scores_layout(self):
        if not self.scores_are:
            return []
        sections = [
            part
            for section in Section
            for part in (
                Question(f"score_{section}", small=True),
                Question(f"note_{section}", rows=2),
            )
        ]
        words = "The provider reads the scores and notes; schools do not."
        return [Subheading("Scores"), Paragraph(words), *sections]

    def scores(self):
        """{section: [score, note]} of the sections that were scored."""
        answers = self.cleaned_data
        return {
            str(section): [answers[f"score_{section}"], answers[f"note_{section}"]]
            for section in (Section if self.scores_are else ())
            if answers.get(f"score_{section}") is not None
        }

    def facts(self):
        """The answers as `decide_approval` takes them."""
        plain = ("status", "reason", "conditions", "decided_on", "review_on")
        return {**{name: self.cleaned_data[name] for name in plain}, "scores": self.scores()}

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
                without_reason = status in NEEDS_REASON and not reason.strip()
                self.add_error("reason" if without_reason else "conditions", why_not)
        return answers


class ApprovalAskForm(ServiceForm):
    submit = "Send the question"

    asked = forms.CharField(
        label="What do you need to know?",
        help_text="The provider's leads get it by e-mail, and answer in their application.",
        widget=forms.Textarea,
        max_length=2000,
        error_messages={"required": "Say what you need to know"},
    )
    answer_by = DateField(label="By when?", what="Answer date")

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def get_layout(self):
        return [Question("asked", rows=6), "answer_by"]

    def clean_answer_by(self):
        answer_by = self.cleaned_data["answer_by"]
        if answer_by <= self.today:
            raise forms.ValidationError("Answer date must be after today")
        return answer_by
