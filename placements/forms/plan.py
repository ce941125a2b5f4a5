from django import forms

from apcommission.design.fields import DateField
from apcommission.design.forms import ServiceForm
from placements.choices import ObjectiveArea

AREAS = [("", "Select the area"), *ObjectiveArea.choices]


def text(label, help_text="", *, required=True, missing=""):
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.Textarea,
        max_length=4000,
        error_messages={"required": missing} if missing else None,
    )


class PlanForm(ServiceForm):
    """The words of a support plan."""

    strengths = text("Strengths", "What the pupil does well and enjoys")
    needs = text("Needs", "What gets in the way of learning")
    strategies = text(
        "What helps", "What those who teach the pupil should do", missing="Enter what helps"
    )
    pupil_view = text("The pupil's own view (optional)", required=False)
    parent_view = text("The parent or carer's view (optional)", required=False)

    @staticmethod
    def from_plan(plan):
        """What the form begins with when a plan is changed."""
        names = ("strengths", "needs", "strategies", "pupil_view", "parent_view")
        return {name: getattr(plan, name) for name in names} if plan else {}


class ObjectiveForm(ServiceForm):
    """One objective that can be measured: from a baseline to a target by a date."""

    area = forms.ChoiceField(label="Area", choices=AREAS)
    text = forms.CharField(label="Objective", max_length=300)
    baseline = forms.CharField(label="Baseline", help_text="Where it is now", max_length=100)
    target = forms.CharField(label="Target", max_length=100)
    # Not required by the field: an empty date would count as a change of an unused form.
    due_on = DateField(label="By when", what="Target date", required=False)

    def clean_due_on(self):
        if not self.cleaned_data["due_on"]:
            raise forms.ValidationError("Enter the target date")
        return self.cleaned_data["due_on"]


class BaseObjectiveFormSet(forms.BaseFormSet):
    """Any of the forms may be left or made empty; give `initial` only to show them."""

    def _construct_form(self, i, **kwargs):
        return super()._construct_form(i, **kwargs | {"empty_permitted": True})

    def clean(self):
        if not any(form.has_changed() for form in self.forms):
            self.forms[0].add_error("text", "Enter at least one objective")

    def objectives(self):
        """Each objective that was filled in, as write_plan takes it."""
        return [form.cleaned_data for form in self.forms if form.has_changed()]


ObjectiveFormSet = forms.formset_factory(
    ObjectiveForm, formset=BaseObjectiveFormSet, extra=3, max_num=8, absolute_max=8
)


def objectives_of(plan):
    """What the objectives' forms begin with when a plan is changed."""
    if plan is None:
        return []
    names = ("area", "text", "baseline", "target", "due_on")
    return list(plan.objectives.values(*names))


def plan_facts(form, formset):
    """Both forms together, as write_plan takes them."""
    return {**form.cleaned_data, "objectives": formset.objectives()}
