"""Pupils read from files of a school's own system, compared with the register, and written."""
