"""An embedded PostgreSQL server: started, found again, healed and removed without anybody installing one.

Import from the modules: `binaries` (which programs), `cluster` (one server and its data), `temporary` (one
that is gone afterwards). Nothing is imported here: the watchdog loads this package with nothing but the
standard library around it.

Tried on Linux (x86-64), as root and as an ordinary user. Written for macOS too, and not tried there: without
/proc, what a killed server left running is found through its pid file only, and root cannot use a folder that
the server's account cannot reach. Not available on Windows: set DATABASE_URL there.
"""
