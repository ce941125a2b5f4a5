"""Providers, sites and offers from a spreadsheet: one row an offer."""
