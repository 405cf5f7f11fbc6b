"""How the outcome of a comparison is shown: to people, to programs, or as SQL to run."""
