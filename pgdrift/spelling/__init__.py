"""Whether two texts say the same: PostgreSQL decides, in a scratch database."""
