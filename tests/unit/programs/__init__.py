"""Generated programs, and the networks that they are made of."""
