"""The timetable, the table of flag rules, run records and the tasks that start nightly work."""
