"""Today's registers for the home page: an authority's in numbers, a provider's to take, and who
of a school's own pupils is not here."""

import datetime as dt

from apcommission.flags.thresholds import thresholds_for
from apcommission.terms.choices import Session
from attendance.choices import RegisterState
from attendance.day import RegisterLine, own_header, register_lines, state_counts
from attendance.expected import NOBODY, expected_counts, expected_registers
from attendance.flags import REGISTER_MISSING
from attendance.models import Register
from attendance.rules import cut_off, opens_at, register_state
from attendance.sheet import read_sheet
from providers.models import Site

TAKEN = {RegisterState.IN, RegisterState.LATE, RegisterState.NOT_DELIVERED}


def stats(lines, url=""):
    """Registers of the day in three numbers."""
    counts = state_counts(lines)
    return [
        {
            "value": counts["due"],
            "label": "register due today" if counts["due"] == 1 else "registers due today",
            "url": url,
        },
        {"value": counts["in"], "label": "in"},
        {"value": counts["missing"], "label": "missing"},
    ]


def authority_lines(user, date, *, now):
    """[RegisterLine] of each register in which the authority's pupils are expected."""
    expected = {}
    for row in expected_counts(date, *Session.values, authority=user.organisation.pk):
        key = row.site_id, row.session
        number, marked = expected.get(key, NOBODY)
        expected[key] = number + row.expected, marked + row.marked
    settings = thresholds_for(REGISTER_MISSING, user.organisation.pk, date)
    return _lines(user, date, expected, now, settings)


def provider_lines(user, date, *, now):
    """[RegisterLine] of the registers at the sites this person works at, earliest first."""
    expected = expected_registers(date, provider=user.organisation.pk)
    lines = _lines(user, date, expected, now, REGISTER_MISSING.defaults())
    return sorted(lines, key=lambda line: (line.session, line.site_name))


def next_to_take(lines):
    """The register that the big button opens; None when nothing is left to take today."""
    order = [RegisterState.MISSING, RegisterState.PART, RegisterState.DUE, RegisterState.NOT_DUE]
    open_lines = [line for line in lines if line.state not in TAKEN]
    return min(open_lines, key=lambda line: order.index(line.state), default=None)


def school_day(user, date, *, now):
    """(lines, rows of the school's own pupils marked not here today)."""
    sheet = read_sheet(date, Session.values, of=user.organisation.kind, pk=user.organisation.pk)
    site_ids = {row.site_id for row in sheet.rows}
    headers = Register.objects.visible_to(user).on(date).at_sites(site_ids).with_person()
    lines = register_lines(sheet.rows, headers, now=now)
    return lines, [row for row in sheet.rows if row.is_absent]


def _lines(user, date, expected, now, settings):
    sites = Site.objects.visible_to(user).select_related("provider__organisation")
    sites = sites.in_bulk({site_id for site_id, _ in expected})
    headers = {
        (header.site_id, header.session): header
        for header in Register.objects.visible_to(user).on(date).at_sites(sites)
    }
    return [
        _line(sites[site_id], session, date, counts, headers.get((site_id, session)), now, settings)
        for (site_id, session), counts in expected.items()
        if site_id in sites
    ]


def _line(site, session, date, counts, header, now, settings):
    number, marked = counts
    starts_at = site.times(session)[0]
    due_at = cut_off(
        date,
        session,
        setting=_time(settings[f"{session}_cut_off"]),
        starts_at=starts_at,
    )
    return RegisterLine(
        session=session,
        site_id=site.pk,
        site_name=site.name,
        provider_id=site.provider_id,
        provider_name=site.provider.name,
        expected=number,
        marked=marked,
        absent=0,
        state=register_state(
            own_header(header, marked),
            number,
            now=now,
            opens=opens_at(date, starts_at),
            cut_off=due_at,
        ),
        header=header,
    )


def _time(text):
    hours, minutes = text.split(":")
    return dt.time(int(hours), int(minutes))
