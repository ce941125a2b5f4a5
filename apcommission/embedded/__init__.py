"""Real PostgreSQL and Redis-protocol servers from wheels, for the demo and the tests.

Importable without Django. Nothing here runs where DATABASE_URL and REDIS_URL are given.
"""
