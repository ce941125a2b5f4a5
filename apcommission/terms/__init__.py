"""Academic years, half terms, closures and the half-day sessions between dates. Imports accounts."""
