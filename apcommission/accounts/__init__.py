"""People, organisations, memberships, roles, sign-in and row security. Imports audit only."""
