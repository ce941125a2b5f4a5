"""Records for tests: only what the database demands, related so that the rules hold."""
