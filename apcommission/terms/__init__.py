"""Academic years, half terms, closures and half-day sessions. Imports accounts."""
