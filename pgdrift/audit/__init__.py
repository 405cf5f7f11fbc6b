"""What goes wrong in multi-tenant schemas, looked for in any database: one rule per file."""
