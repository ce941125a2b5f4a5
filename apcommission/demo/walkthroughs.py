"""A walk-through for each role: where to look first in the demo, and what is going on there."""

from apcommission.accounts.choices import Role

WALKTHROUGHS = {
    Role.COMMISSIONER: [
        "Today: Riverside Motor Project needs to register. Its flag shows the working.",
        "Providers: Raphael Park Boat Club is suspended with three pupils still placed there.",
        "Visits: one visit waits for your sign-off; its grade is in the catalogue at once.",
        "Forum reports: publish the draft and read it as the Forum will.",
    ],
    Role.OFFICER: [
        "Visits: begin a visit on the national standards; the last visit stands beside it.",
        "Placements: those the LA arranges are yours to start, review and end.",
    ],
    Role.FINANCE_OFFICER: [
        "Placements: what is placed where and what it costs a week, without plans.",
    ],
    Role.SCHOOL_LEAD: [
        "Today: who of your pupils is not where they should be, and which reviews are owed.",
        "Providers: find one by need, day and distance, then request a placement.",
    ],
    Role.SCHOOL_ATTENDANCE: [
        "Attendance: today's marks as they come in, with the code proposed for your register.",
    ],
    Role.PROVIDER_LEAD: [
        "Today: a request waits for an answer, and yesterday's afternoon register is missing.",
    ],
    Role.PROVIDER_STAFF: [
        "Registers: take this session's register on a phone. P, L and N mark with a keyboard.",
    ],
    Role.FORUM_MEMBER: [
        "Forum reports: the published paper as a page, a PDF and a table of figures.",
    ],
}
# Whose account stands for the role in the demo: the mailbox before the @.
SHOWN = {
    Role.COMMISSIONER: "commissioner.havering",
    Role.OFFICER: "officer.havering",
    Role.FINANCE_OFFICER: "finance-officer.havering",
    Role.SCHOOL_LEAD: "school-lead.school1.havering",
    Role.SCHOOL_ATTENDANCE: "school-attendance.school1.havering",
    Role.PROVIDER_LEAD: "provider-lead.riverside",
    Role.PROVIDER_STAFF: "provider-staff.riverside",
    Role.FORUM_MEMBER: "forum-member.forum.havering",
}
