"""Writing one revision for whatever is declared, proven on scratch databases before it stays."""
