"""An embedded PostgreSQL server: started, found again, healed and removed without anybody installing one.

Import from the modules: `binaries` (which programs), `cluster` (one server and its data), `temporary` (one that
is gone afterwards). Nothing is imported here, because the watchdog process loads this package with nothing but
the standard library around it.

Tried on Linux (x86-64), as root and as an ordinary user. Written for macOS too but not tried there; without
/proc, processes left over by a killed server are found through its pid file only. Not available on Windows:
set DATABASE_URL there.
"""
