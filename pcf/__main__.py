"""``python -m pcf VERB`` is the same as ``pcf VERB``."""

from pcf.commands import main

if __name__ == "__main__":
    raise SystemExit(main())
