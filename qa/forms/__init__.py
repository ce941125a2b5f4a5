"""What comes in about visits, their standards and what follows from them."""
