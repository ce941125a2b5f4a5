"""Pupils, placements, timetables, support plans, reviews and the registration rule."""
