"""What the form pack in templates/apuk needs: kinds of control, classes, error targets."""

from django import forms, template

from apcommission.design.widgets import AffixInput, DateInput

register = template.Library()

# The first match wins, so a more particular widget stands above its parent.
KINDS = (
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (DateInput, "date"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Textarea, "textarea"),
    (forms.Select, "select"),
    (forms.FileInput, "file-upload"),
    (forms.PasswordInput, "password"),
    (AffixInput, "affix"),
)
CLASSES = {
    "textarea": "govuk-textarea",
    "select": "govuk-select",
    "file-upload": "govuk-file-upload",
    "checkbox": "govuk-checkboxes__input",
}
DATE_LABELS = ("Day", "Month", "Year")


@register.filter
def kind(field):
    """The GOV.UK component that shows this bound field."""
    widget = field.field.widget
    return next((name for parent, name in KINDS if isinstance(widget, parent)), "input")


@register.simple_tag
def control(field, question=None):
    """The field's control with GOV.UK classes. Django itself adds aria-invalid and describedby."""
    question = question or {}
    name = kind(field)
    attrs = {"class": control_classes(field, name, question)}
    if name == "password":
        attrs |= {"spellcheck": "false", "autocapitalize": "none"}
    if rows := question.get("rows"):
        attrs["rows"] = rows
    if max_characters(field, question):
        described = [field.aria_describedby, f"{field.auto_id}-info"]
        attrs["aria-describedby"] = " ".join(filter(None, described))
    if name == "file-upload":
        # Django's own widget adds a link and a box to clear the file, neither of them labelled.
        return field.as_widget(forms.FileInput(field.field.widget.attrs), attrs=attrs)
    return field.as_widget(attrs=attrs)


def control_classes(field, name, question):
    base = CLASSES.get(name, "govuk-input")
    classes = [base, field.field.widget.attrs.get("class", "")]
    if name == "password":
        classes.append("govuk-password-input__input govuk-js-password-input-input")
    if width := question.get("width"):
        prefix = "govuk-input--width-" if isinstance(width, int) else "govuk-!-width-"
        classes.append(f"{prefix}{width}")
    if max_characters(field, question):
        classes.append("govuk-js-character-count")
    if field.errors and name != "checkbox":
        classes.append(f"{base}--error")
    return " ".join(filter(None, classes))


@register.simple_tag
def max_characters(field, question=None):
    """How many characters a text area takes, when it says so; its count is shown then."""
    if kind(field) != "textarea":
        return None
    return (question or {}).get("max_characters") or getattr(field.field, "max_length", None)


@register.simple_tag
def options(field, question=None):
    """What each radio or checkbox of the field shows, without Django's empty "---------"."""
    hints = (question or {}).get("hints", {})
    return [
        {
            "id": option.data["attrs"]["id"],
            "name": option.data["name"],
            "type": option.data["type"],
            "value": option.data["value"],
            "label": option.data["label"],
            "checked": option.data["selected"],
            "disabled": option.data["attrs"].get("disabled", False),
            "hint": hints.get(str(option.data["value"]), ""),
        }
        for option in field.subwidgets
        if not (option.data["value"] == "" and option.data["label"] == "---------")
    ]


@register.simple_tag
def date_parts(field):
    """The three boxes of a date: label, id, name, value, width, and whether it is wrong."""
    wrong = wrong_parts(field)
    boxes = field.subwidgets[0].data["subwidgets"]
    return [
        {
            "label": DATE_LABELS[number],
            "id": box["attrs"]["id"],
            "name": box["name"],
            "value": box["value"],
            "width": 4 if number == 2 else 2,
            "error": number in wrong,
        }
        for number, box in enumerate(boxes)
    ]


def wrong_parts(field):
    """Which boxes of a date are wrong: those its errors name, or all three."""
    errors = field.form.errors.as_data().get(field.name, []) if field.errors else []
    parts = {part for error in errors for part in (error.params or {}).get("parts", (0, 1, 2))}
    return sorted(parts)


@register.filter
def target(field):
    """The id of the control an error link goes to: the first option, the first wrong date box."""
    name = kind(field)
    if name in ("radios", "checkboxes"):
        return next((option["id"] for option in options(field)), field.auto_id)
    if name == "date":
        return f"{field.auto_id}_{next(iter(wrong_parts(field)), 0)}"
    return field.auto_id


@register.filter
def error_items(form):
    """(id of the control, message) for each error of a form, in the order of its fields."""
    fields = form.visible_fields()
    start = target(fields[0]) if fields else "main-content"
    items = [(start, message) for message in form.non_field_errors()]
    for field in form.hidden_fields():
        items += [(start, message) for message in field.errors]
    for field in fields:
        items += [(target(field), message) for message in field.errors]
    return items


@register.inclusion_tag("apuk/error_summary.html")
def error_summary(form=None, formset=None):
    """The box "There is a problem" for a form or a formset; nothing when all is well."""
    items = list(error_items(form)) if form and form.errors else []
    if formset and formset.is_bound:
        items += [("main-content", message) for message in formset.non_form_errors()]
        items += [item for each in formset.forms for item in error_items(each)]
    return {"items": items}


@register.inclusion_tag("apuk/field.html")
def question(field, **options):
    """One field outside {% crispy %}; the options are those of `design.layout.Question`."""
    return {"field": field, "question": options}
