"""What goes wrong around the program: nothing half-written, nothing lost, one clear line."""
