"""What comes in about providers. Each form hands its action `form.facts()`."""
