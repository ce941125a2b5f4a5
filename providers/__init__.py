"""Providers, their sites and offers, and each authority's approval of them."""
