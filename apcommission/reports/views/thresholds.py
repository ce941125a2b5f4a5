"""The thresholds of an authority's flags, and setting one from a date."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from apcommission.accounts.access import allow
from apcommission.accounts.roles import Permission as P
from apcommission.audit.refusal import NotAllowed
from apcommission.flags.actions import set_threshold
from apcommission.flags.models import Threshold
from apcommission.flags.rules import installed_rules, rule_named
from apcommission.flags.thresholds import thresholds_for
from apcommission.reports.flag_forms import ThresholdSetForm


@allow(P.THRESHOLD_SET)
def threshold_list(request):
    today = timezone.localdate()
    authority = request.user.organisation.pk
    rules = [rule for rule in installed_rules() if not rule.settings_of]
    context = {
        "rules": [(rule, rows_of(rule, thresholds_for(rule, authority, today))) for rule in rules],
        "decisions": Threshold.objects.visible_to(request.user).newest_first(),
        "today": today,
    }
    return render(request, "reports/threshold_list.html", context)


def rows_of(rule, values):
    """[(Setting, value in force)] of a rule."""
    return [(setting, values[setting.name]) for setting in rule.settings]


@allow(P.THRESHOLD_SET)
def threshold_set(request, rule, name):
    rule = rule_named(rule)
    if rule is None or rule.settings_of or name not in rule.defaults():
        raise Http404
    setting = rule.setting(name)
    form = ThresholdSetForm(
        request.POST or None,
        setting=setting,
        initial={"in_force_from": timezone.localdate()},
        cancel_url=reverse("reports:threshold_list"),
    )
    if form.is_valid():
        try:
            set_threshold(rule=rule, name=name, by=request.user, **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The threshold is set. The next run of the job uses it.")
            return redirect("reports:threshold_list")
    authority = request.user.organisation.pk
    value = thresholds_for(rule, authority, timezone.localdate())[name]
    context = {"rule": rule, "setting": setting, "value": value, "form": form}
    return render(request, "reports/threshold_set.html", context)
