"""How the database got to where it is: `env.py` runs the revisions, `versions/` holds them."""
