"""Running a project's migrations on a live database: one at a time, as the right role, nothing half done."""
