Next:
1. schema/${table}.py: fill in the columns and choose __tenancy__.
2. policies/${table}.py: keep what fits that choice. A table that no tenant owns has no policy.
3. Add the two imports:
     schema/__init__.py      from schema.${table} import ${class_name}   (and "${class_name}" in __all__)
     policies/__init__.py    ${table}, in the import and in collect(...)
4. ./noxw -s revision -- -m "add ${table}"   and read what it wrote.
5. ./noxw -s docs tests
