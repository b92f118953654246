#!/usr/bin/env python3
"""Write third-parties.csv from the npm package third-party-web (MIT).

    npm pack third-party-web@0.30.0 && tar xzf third-party-web-0.30.0.tgz
    python3 third_parties.py package

The same package gives the same bytes. A domain stands for itself and for every name below it: the
package tells the two apart by a leading `*.`, but a name below one that a company serves is served
by the same company, and the longest match wins. Entities without domains are left out, and so are bare addresses.
"""

import argparse
import csv
import ipaddress
import json
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
DOMAIN = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)+[a-z][a-z0-9-]*")


def rows(entities):
    """Give (entity, category, domain) for each domain, sorted; stop where two entities claim one."""
    wide, exact = {}, {}
    for entity in entities:
        name = " ".join(entity["name"].split())
        for given in entity.get("domains", []):
            domain = given.strip().lower()
            found = wide if domain.startswith("*.") else exact
            domain = domain.removeprefix("*.")
            if is_address(domain):
                continue
            if not DOMAIN.fullmatch(domain):
                sys.exit(f"{name}: no domain name: {given!r}")
            row = (name, entity["category"], domain)
            if found.setdefault(domain, row) != row:
                sys.exit(f"{domain}: both {found[domain][0]} and {name}")
    # As in the package: a name that is listed itself goes before the same name with `*.`.
    return sorted((wide | exact).values(), key=lambda row: (row[0].casefold(), row[0], row[2]))


def is_address(text):
    """Tell whether this is an IP address: whose it was says nothing about whose it is."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("package", type=Path, help="folder of the unpacked package")
    parser.add_argument("--out", type=Path, default=HERE / "third-parties.csv")
    arguments = parser.parse_args()

    about = json.loads((arguments.package / "package.json").read_text("utf-8"))
    if about["license"] != "MIT":
        sys.exit(f"third-party-web {about['version']} is under {about['license']}, not MIT: read its terms first")
    source = arguments.package / "dist" / "entities-nostats.json"
    table = rows(json.loads(source.read_text("utf-8")))
    with arguments.out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("entity", "category", "domain"))
        writer.writerows(table)
    entities = len({row[0] for row in table})
    print(f"third-party-web {about['version']}: {len(table)} domains of {entities} entities")


if __name__ == "__main__":
    main()
