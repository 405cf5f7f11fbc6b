"""Tenants that interleave at random on shared connections, beside a dictionary that knows who owns what."""
