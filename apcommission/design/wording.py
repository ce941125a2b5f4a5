"""Error messages that say what to do, in place of Django's where a form gives none of its own."""

from django import forms

PLAIN = {
    "invalid_choice": "Select an option from the list",
    "max_length": "{label} must be %(limit_value)s characters or fewer",
    "min_value": "{label} must be %(limit_value)s or more",
    "max_value": "{label} must be %(limit_value)s or less",
}
INVALID = {
    forms.EmailField: "Enter an email address in the correct format, like name@example.com",
    forms.IntegerField: "{label} must be a whole number",
    forms.DecimalField: "{label} must be a number",
}
PICKED = (forms.ChoiceField, forms.ModelChoiceField)


def say_what_to_do(field):
    """Replace the messages the form has not chosen itself; messages of its own stay."""
    label = str(field.label).replace("%", "%%")
    own = own_messages(field)
    for code, message in PLAIN.items():
        field.error_messages[code] = message.format(label=label)
    for kind, message in INVALID.items():
        if isinstance(field, kind) and not isinstance(field, forms.FloatField):
            field.error_messages["invalid"] = message.format(label=label)
    field.error_messages["required"] = required_message(field)
    field.error_messages.update(own)


def own_messages(field):
    """The messages a form or one of our fields gave, without those that Django came with."""
    return {
        code: message
        for code, message in field.error_messages.items()
        if message is not _djangos(type(field), code)
    }


def _djangos(kind, code):
    for parent in kind.__mro__:
        messages = vars(parent).get("default_error_messages", {})
        if parent.__module__.startswith("django.") and code in messages:
            return messages[code]
    return None


def required_message(field):
    """ "Enter the start date", "Select the provider", or the question itself to be answered."""
    label = str(field.label)
    if isinstance(field, forms.BooleanField):
        return f"Tick the box to confirm: {label}"
    if label.endswith("?"):
        return f"Answer “{label}”"
    if isinstance(field, forms.FileField):
        return f"Choose a file: {lower_first(label)}"
    verb = "Select" if isinstance(field, PICKED) else "Enter"
    article = "" if label.lower().startswith(("a ", "an ", "the ", "your ", "their ")) else "the "
    return f"{verb} {article}{lower_first(label)}"


def lower_first(text):
    """Lower the first letter, but not of an abbreviation such as UPN."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]
