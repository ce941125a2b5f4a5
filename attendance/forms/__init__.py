"""What comes in: registers, changed marks, decided codes."""
