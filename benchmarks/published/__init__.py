"""What was measured last, as JSON with the machine and the versions it comes from, and what quotes it."""
