"""Registers, marks and statutory codes. Imports placements and what is below it."""
