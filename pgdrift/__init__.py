"""pgdrift reads PostgreSQL's catalog into facts and finds, explains, repairs and generates what differs."""
