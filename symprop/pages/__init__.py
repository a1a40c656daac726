"""Documents people read: one outline, and a writer for each format. Every escape to a format stands in its writer."""
