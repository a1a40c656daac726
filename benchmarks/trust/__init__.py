"""What the campaigns share: the record that each leaves, resuming, and the page made of the records."""
