import datetime as dt

from django.urls import path, register_converter

from attendance.views import absence, attendance, follow, mark, register, report, week


class DateConverter:
    """2026-11-23 in an address; what is no date is no page."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value):
        return dt.date.fromisoformat(value)

    def to_url(self, value):
        return value.isoformat()


class SessionConverter:
    """A half-day in an address."""

    regex = "am|pm"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return str(value)


register_converter(DateConverter, "date")
register_converter(SessionConverter, "session")
ONE = "<date:date>/<session:session>"

app_name = "attendance"
urlpatterns = [
    path("registers/", register.register_today, name="register_today"),
    path(f"registers/<int:site>/{ONE}/", register.register_take, name="register_take"),
    path(
        f"registers/<int:site>/{ONE}/not-delivered/",
        register.register_not_delivered,
        name="register_not_delivered",
    ),
    path(f"registers/<int:site>/{ONE}/enter/", register.register_enter, name="register_enter"),
    path(f"registers/<int:site>/{ONE}/reopen/", follow.register_reopen, name="register_reopen"),
    path(f"marks/<int:placement>/{ONE}/change/", mark.mark_change, name="mark_change"),
    path(f"marks/<int:placement>/{ONE}/code/", mark.code_decide, name="code_decide"),
    path("attendance/", attendance.attendance_day, name="attendance_day"),
    path(f"marks/<int:placement>/{ONE}/follow-up/", follow.follow_up_add, name="follow_up_add"),
    path("registers/<int:site>/week/<date:date>/", week.register_week, name="register_week"),
    path("registers/<int:site>/sheet/<date:date>/", week.register_sheet, name="register_sheet"),
    path("attendance/report/", report.attendance_report, name="attendance_report"),
    path("attendance/conflicts/", follow.conflict_list, name="conflict_list"),
    path("attendance/conflicts/<int:pk>/", follow.conflict_settle, name="conflict_settle"),
    path("attendance/pupils/<int:pk>/planned/", absence.absence_plan, name="absence_plan"),
    path(
        "attendance/planned/<int:pk>/withdraw/",
        absence.planned_absence_withdraw,
        name="planned_absence_withdraw",
    ),
    path("attendance/pupils/<int:pk>/part-time/", absence.part_time_agree, name="part_time_agree"),
    path("attendance/part-time/<int:pk>/end/", absence.part_time_stop, name="part_time_stop"),
    path("attendance/pupils/<int:pk>/", attendance.attendance_pupil, name="attendance_pupil"),
]
