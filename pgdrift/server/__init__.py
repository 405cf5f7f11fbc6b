"""An embedded PostgreSQL server: started, found again, healed and removed without anybody installing one.

Import from the modules: `binaries` (which programs), `cluster` (one server and its data), `temporary` (one
that is gone afterwards). Nothing is imported here: the watchdog loads this package with nothing but the
standard library around it.

As root, only the server's processes run as somebody else: the owner of the data, else `postgres`, else
`nobody`. No permission of a folder that is not ours is changed for them. When that account cannot reach the
programs (a virtual environment inside /root), they are copied once to /var/lib/pgdrift or
/var/tmp/pgdrift-root, which only root can write to and which may be deleted while no server runs. When it
cannot reach the data, the server is put there before it drops root's rights (Linux, PostgreSQL 16 and up).

Tried on Linux (x86-64), as root and as an ordinary user. Written for macOS too, and not tried there: it has
no /proc, so lsof is asked instead, and root cannot use a folder that the server's account cannot reach. Not
available on Windows: set DATABASE_URL there.
"""
