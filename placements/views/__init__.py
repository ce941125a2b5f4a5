"""The pages about pupils and placements."""
