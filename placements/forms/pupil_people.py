"""The people around a pupil: contacts, address; and what only safeguarding leads write."""

from django.core.exceptions import ValidationError

from apcommission.accounts.geography import normalise_postcode
from apcommission.design.fields import DateField
from apcommission.design.layout import Fieldset, Question
from placements.forms.pupil_section import SectionForm
from placements.models import PupilAddress, PupilContact, PupilMedical, PupilSafeguarding


class SafeguardingForm(SectionForm):
    """Only for designated safeguarding leads."""

    class Meta:
        model = PupilSafeguarding
        fields = [
            "is_child_protection",
            "is_child_in_need",
            "social_worker",
            "social_worker_phone",
            "social_worker_email",
            "detail",
        ]
        labels = {
            "social_worker": "Social worker (optional)",
            "social_worker_phone": "Social worker's phone (optional)",
            "social_worker_email": "Social worker's email (optional)",
            "detail": "What those who teach the pupil must know (optional)",
        }

    def get_layout(self):
        worker = [f"social_worker{part}" for part in ("", "_phone", "_email")]
        return [
            Fieldset("Plans", "is_child_protection", "is_child_in_need"),
            Fieldset("Social worker", *worker),
            Question("detail", rows=6),
        ]


class MedicalForm(SectionForm):
    """Only for designated safeguarding leads."""

    class Meta:
        model = PupilMedical
        fields = ["conditions", "allergies", "medication", "emergency_plan", "doctor"]
        labels = {
            "conditions": "Conditions (optional)",
            "allergies": "Allergies (optional)",
            "medication": "Medication, and who gives it (optional)",
            "emergency_plan": "What to do in an emergency (optional)",
            "doctor": "Doctor or surgery (optional)",
        }

    def get_layout(self):
        return [*[Question(name, rows=3) for name in list(self.fields)[:4]], "doctor"]


class AddressForm(SectionForm):
    since = DateField(label="Since which day?", what="The first day")

    class Meta:
        model = PupilAddress
        fields = ["lines", "town", "postcode"]
        labels = {"lines": "House and street (optional)", "town": "Town (optional)"}

    def get_layout(self):
        return ["lines", "town", Question("postcode", width=10), "since"]

    def clean_postcode(self):
        if postcode := normalise_postcode(self.cleaned_data["postcode"]):
            return postcode
        raise ValidationError("Enter a whole postcode, like RM1 3BB")


class ContactForm(SectionForm):
    class Meta:
        model = PupilContact
        fields = [
            "name",
            "relation",
            "phone",
            "other_phone",
            "email",
            "order",
            "is_emergency",
            "has_responsibility",
            "lives_with",
            "gets_letters",
            "note",
        ]
        labels = {
            "relation": "Relation to the pupil",
            "other_phone": "Other phone (optional)",
            "phone": "Phone (optional)",
            "email": "Email (optional)",
            "order": "Order in which to ring",
            "note": "Separated parents: what to know (optional)",
        }
        help_texts = {
            "note": "For example who collects the pupil, or what a court has ordered.",
            "order": "1 is rung first.",
        }

    def get_layout(self):
        reach = Fieldset("How to reach them", "phone", "other_phone", "email")
        role = Fieldset(
            "What they are to the pupil",
            "is_emergency",
            "has_responsibility",
            "lives_with",
            "gets_letters",
        )
        return [
            "name",
            "relation",
            reach,
            Question("order", width=2),
            role,
            Question("note", rows=4),
        ]

    def clean(self):
        facts = super().clean()
        if not facts.get("phone") and not facts.get("email"):
            self.add_error("phone", "Enter a phone number or an email address")
        return facts
