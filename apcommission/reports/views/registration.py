"""The registration watch: every provider's numbers, and one provider's working."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from apcommission.accounts.access import allow
from apcommission.accounts.roles import Permission as P
from apcommission.audit.views_log import viewed
from apcommission.flags.models import Flag
from apcommission.flags.thresholds import thresholds_for
from apcommission.reports.flag_lines import flag_lines
from apcommission.reports.registration_working import standing_of, standings, working_today
from placements.registration import REGISTRATION_NEEDED
from providers.models import Provider


@allow(P.REGISTRATION_VIEW)
def registration_list(request):
    today = timezone.localdate()
    providers = Provider.objects.visible_to(request.user).select_related("organisation")
    context = {
        "standings": standings(providers, request.user, today),
        "today": today,
        **rule_words(request.user, today),
    }
    return render(request, "reports/registration_list.html", context)


@allow(P.REGISTRATION_VIEW)
def registration_detail(request, pk):
    user, today = request.user, timezone.localdate()
    providers = Provider.objects.visible_to(user).select_related("organisation")
    provider = get_object_or_404(providers, pk=pk)
    standing, shares = standing_of(provider, user, today)
    working = working_today(provider, user, today)
    viewed(request, [pupil for pupil, _ in working])
    flags = Flag.objects.visible_to(user).open().of_provider_registration(provider.pk)
    context = {
        "provider": provider,
        "standing": standing,
        "shares": shares,
        "working": working,
        "flags": flag_lines(flags.by_urgency(), user),
        "today": today,
        **rule_words(user, today),
    }
    return render(request, "reports/registration_detail.html", context)


def rule_words(user, today):
    """The rule as it stands today for the viewer, and its source."""
    authority = user.organisation.area_id
    rule = REGISTRATION_NEEDED
    thresholds = thresholds_for(rule, authority, today) if authority else rule.defaults()
    return {"rule_text": rule.describe(thresholds), "source": rule.source}
