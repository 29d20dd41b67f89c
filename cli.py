"""The door: ``python cli.py VERB`` from a checkout is the same as ``pcf VERB``."""

from pcf.commands import main

if __name__ == "__main__":
    raise SystemExit(main())
