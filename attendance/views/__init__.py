"""The pages about registers and attendance."""
