"""The databases that a check compares: declared and migrated, each built from nothing, and the live one."""
