"""What goes wrong around the program: disks, kills, locales, line endings, Pythons; `python -m benchmarks.faults`."""
