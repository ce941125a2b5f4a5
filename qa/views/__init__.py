"""The pages of quality assurance."""
