"""What it starts with: the personas, and the loader that brings a database in line with them."""
