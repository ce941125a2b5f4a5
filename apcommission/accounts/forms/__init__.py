"""What comes in: forms of sign-in and of an organisation's people."""
