"""Which value of each threshold holds for which authority on which day."""

from apcommission.accounts.models import Organisation
from apcommission.flags.models import Threshold


def thresholds_for(rule, authority_id, on):
    """{name: value as text} in force for the authority on the day; the rule's defaults else."""
    return every_authority(rule, on, [authority_id])[authority_id]


def every_authority(rule, on, authority_ids=None):
    """{authority id: {name: value as text}} for these authorities, or for all."""
    if authority_ids is None:
        authority_ids = Organisation.objects.authorities().values_list("pk", flat=True)
    values = {pk: rule.defaults() for pk in authority_ids}
    own = Threshold.objects.in_force(on).filter(
        rule=rule.thresholds_name, authority_id__in=list(values)
    )
    # In the order of in_force: a later decision replaces an earlier one.
    for threshold in own:
        if threshold.name in values[threshold.authority_id]:
            values[threshold.authority_id][threshold.name] = threshold.value
    return values
