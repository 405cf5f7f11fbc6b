"""Tenants at work in parallel on pooled connections, while everything that can break does."""
