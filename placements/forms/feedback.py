from django import forms

from apcommission.design.forms import ServiceForm
from apcommission.design.layout import Question
from placements.choices import Rating

YES_NO = [("yes", "Yes"), ("no", "No")]


def rating(label, required):
    return forms.TypedChoiceField(
        label=label,
        choices=Rating.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": required},
    )


class FeedbackForm(ServiceForm):
    """What a commissioner thinks of the provider, about one review or the end."""

    submit = "Send the feedback"

    about = forms.ChoiceField(
        label="What is it about?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select what it is about"},
    )
    communication = rating(
        "How well did the provider keep in touch?", "Select how well it kept in touch"
    )
    progress = rating("How was the pupil’s progress?", "Select how the pupil’s progress was")
    safety = rating("How safe and well cared for was the pupil?", "Select how safe the pupil was")
    would_use_again = forms.TypedChoiceField(
        label="Would you use this provider again?",
        choices=YES_NO,
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether you would use the provider again"},
    )
    comment = forms.CharField(
        label="What should the local authority know? (optional)",
        help_text="Do not name the pupil or anybody else. A worry about safety goes to the "
        "local authority at once, not in here.",
        widget=forms.Textarea,
        max_length=1000,
        required=False,
    )

    def __init__(self, *args, moments, **kwargs):
        """`moments` are the Moments that feedback can still be given about."""
        super().__init__(*args, **kwargs)
        self.moments = {moment.key: moment for moment in moments}
        self.fields["about"].choices = [(moment.key, moment.label) for moment in moments]

    def get_layout(self):
        return [
            "about",
            Question("communication", inline=True),
            Question("progress", inline=True),
            Question("safety", inline=True),
            Question("would_use_again", inline=True),
            Question("comment", rows=5),
        ]

    def facts(self):
        """What `give_feedback` takes."""
        given = dict(self.cleaned_data)
        return {"review": self.moments[given.pop("about")].review, **given}
