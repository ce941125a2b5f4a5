"""A commissioner's import of providers: read, shown, then confirmed or discarded."""

from dataclasses import asdict

from django.utils import timezone

from apcommission.audit.record import record
from apcommission.audit.refusal import NotAllowed
from providers.actions.entry import (
    add_offer,
    add_provider,
    add_site,
    edit_offer,
    edit_provider,
    edit_site,
)
from providers.imports.checking import check, read_provider_file
from providers.models import ProviderImport

State = ProviderImport.State


def start_provider_import(*, file, file_name, by):
    """Read a file and keep its good and bad rows until it is confirmed. Nothing else changes.

    Raises Unreadable.
    """
    columns, rows = read_provider_file(file)
    checked = check(rows, timezone.localdate())
    refused = {problem.row for problem in checked.problems}
    with record("provider_import_started", by=by):
        return ProviderImport.objects.create(
            authority=by.organisation,
            made_by_id=by.pk,
            file_name=file_name[-100:],
            columns=columns,
            rows=checked.rows,
            problems=[asdict(problem) for problem in checked.problems],
            bad_rows={number: cells for number, cells in rows if number in refused},
        )


def confirm_provider_import(*, provider_import, by):
    """Write the good rows to the register, all of them or, when one fails, none.

    No approval comes with it: the authority decides on each new provider as on any other.
    Raises NotAllowed when it is done already, or when the register has changed so that a row
    can no longer be taken.
    """
    with record("provider_import_confirmed", by=by):
        waiting = _locked(provider_import)
        checked = check(waiting.rows, timezone.localdate())
        if checked.problems:
            raise NotAllowed(
                "The register has changed since the file was read, and row "
                f"{checked.problems[0].row} can no longer be imported. Upload the file again."
            )
        for step in checked.plan.steps:
            _provider(step, by)
        waiting.added, waiting.changed = len(checked.plan.new), len(checked.plan.changed)
        _close(waiting, State.DONE)
    return waiting


def discard_provider_import(*, provider_import, by):
    """Put the file away without writing a provider. Raises NotAllowed when it is done already."""
    with record("provider_import_discarded", by=by):
        waiting = _locked(provider_import)
        _close(waiting, State.DISCARDED)
    return waiting


def _provider(step, by):
    if step.is_new:
        # The plan has made sure that it is none of those with its name.
        provider = add_provider(by=by, namesake=True, **step.facts)
    else:
        provider = step.record
        if step.facts:
            edit_provider(by=by, provider=provider, **step.facts)
    for place in step.parts:
        _site(place, provider, by)


def _site(step, provider, by):
    if step.is_new:
        site = add_site(by=by, provider=provider, **step.facts)
    else:
        site = step.record
        if step.facts:
            edit_site(by=by, site=site, **step.facts)
    for sold in step.parts:
        if sold.is_new:
            add_offer(by=by, site=site, **sold.facts)
        elif sold.facts:
            edit_offer(by=by, offer=sold.record, **sold.facts)


def _locked(provider_import):
    waiting = ProviderImport.objects.select_for_update().waiting()
    found = waiting.filter(pk=provider_import.pk).first()
    if found is None:
        raise NotAllowed("This import is done already.")
    return found


def _close(provider_import, state):
    provider_import.state = state
    provider_import.rows = []
    provider_import.save(update_fields=["state", "rows", "added", "changed"])
