#!/usr/bin/env python3
"""Builds the shipped geo tables. Same input and same --date give the same bytes; see README.md."""

import argparse
import csv
import datetime
import hashlib
import ipaddress
import re
import shutil
import sys
import tempfile
import tomllib
from pathlib import Path

import ranges
from tables import Trie, toml_table, write_mmdb

HERE = Path(__file__).resolve().parent
HEADER = "# Written by generate.py; do not edit. See README.md.\n\n"
DBIP_LINE = "IP Geolocation by DB-IP (https://db-ip.com), IP to Country Lite, {month}, CC BY 4.0, repackaged."
ASN_LINE = "ASN data: RouteViews, DB-IP and NRO, CC BY 4.0, reduced."

# Holder names that say hosting, and names that say it by accident.
HOSTING = re.compile(
    r"\b(?:\w*hosting|\w*hoster|webhost\w*|\w*host|host\w*|\w*cloud|cloud\w*|data ?cent(?:er|re|rum)s?|datacent\w*|"
    r"servers?|dedicated|colo|colocation|co-location|vps|cdn|rackspace|iaas|infomaniak|serverius|"
    r"content delivery|virtual machines?|mail ?gun|sendgrid|mimecast|proofpoint|sinch|mailjet)\b", re.I)
ACCIDENT = re.compile(
    r"\b(?:university|universidad\w*|school|college|bank|county|city of|ministry|hospital|church|insurance|hostel|"
    r"hostage|cloudy|telecom\w*|telekom\w*|telecommunications?|broadband|cable|wireless|fib(?:er|ra)|mobile|isp|"
    # These two lease most of their many blocks out to others.
    r"hostroyale|it hostline|internet service|airlines?|police|department|government|hotel|provedor|telefon\w*)\b", re.I)


def main():
    args = arguments()
    operators = tomllib.loads((HERE.parent / "providers" / "operators.toml").read_text())["operator"]
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch)
        databases = write_locations(out, *collect(args), {operator["id"] for operator in operators}, args)
        if args.dbip:
            shutil.copyfile(args.dbip, out / "dbip-country-lite.mmdb")
            databases.append(dict(
                file="dbip-country-lite.mmdb", title="DB-IP IP to Country Lite", family="dbip", dated=args.dbip_date,
                licence="CC-BY-4.0", attribution=DBIP_LINE.format(month=args.dbip_date.strftime("%B %Y"))))
        if args.asn_csv:
            asns = {asn for operator in operators for asn in operator.get("asns", [])}
            databases.append(write_networks(out, asns, args))
        databases = sorted(databases + kept(databases), key=lambda database: database["file"])
        rows = []
        for database in databases:
            built = out / database["file"]
            path = built if built.exists() else HERE / database["file"]
            rows.append(toml_table("[[database]]", database | {"sha256": hashlib.sha256(path.read_bytes()).hexdigest()}))
        (out / "databases.toml").write_text(HEADER + "\n".join(rows))
        for path in sorted(out.iterdir()):
            shutil.copyfile(path, HERE / path.name)
            print(f"{path.name}: {path.stat().st_size} bytes")


def arguments():
    day = datetime.date.fromisoformat
    parser = argparse.ArgumentParser(description=__doc__)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--ranges", metavar="DIR", help="folder with the range files named in sources.toml")
    source.add_argument("--online", action="store_true", help="fetch the addresses the providers publish")
    parser.add_argument("--date", type=day, required=True, metavar="YYYY-MM-DD", help="build date of the tables")
    parser.add_argument("--dbip", metavar="FILE.mmdb", help="DB-IP Country Lite")
    parser.add_argument("--dbip-date", type=day, metavar="YYYY-MM-DD", help="date of that file")
    parser.add_argument("--asn-csv", action="append", metavar="FILE", help="start,end,asn,name; once per family")
    parser.add_argument("--asn-date", type=day, metavar="YYYY-MM-DD", help="date of those files")
    args = parser.parse_args()
    for given, date, name in ((args.dbip, args.dbip_date, "dbip"), (args.asn_csv, args.asn_date, "asn")):
        if bool(given) != bool(date):
            parser.error(f"--{name}-date belongs with the file")
    args.epoch = int(datetime.datetime.combine(args.date, datetime.time(), datetime.UTC).timestamp())
    return args


def collect(args):
    """The sources of regions, and every prefix of both kinds with the row it stands for."""
    sources, regions, edges = {}, [], []
    for key, source in tomllib.loads((HERE / "sources.toml").read_text()).items():
        stated, located, delivery = ranges.load(key, source, args.ranges)
        fallback = args.date if args.online else source.get("dated")
        dated = datetime.date.fromisoformat(stated) if stated else fallback
        if located:
            sources[key] = dict(title=source["title"], url=source["url"], dated=dated)
            regions += [(n, (source["operator"], *rest, key)) for n, *rest in located]
        if delivery:
            cited = f"{source['title']}, {source['url']}"
            edges += [(n, (source["operator"], kind, cited, dated, note)) for n, kind, note in delivery]
    hand = tomllib.loads((HERE / "edge-networks-by-hand.toml").read_text())
    for edge in hand["edge"]:
        cited = f"Compiled by hand, held against the origin network; {edge['url']}"
        edges += [(ranges.net(prefix), (edge["operator"], edge["class"], cited, hand["dated"], edge["note"]))
                  for prefix in edge["prefixes"]]
    return sources, regions, edges


def write_locations(out, sources, regions, edges, operators, args):
    """The region and the edge table. An address is in at most one of them: the more specific
    prefix wins, and at equal length the edge does."""
    trie = Trie()
    for kind, prefixes in (("region", regions), ("edge", edges)):
        for network, row in prefixes:
            trie.insert(network, (kind, row))
    flat = trie.flatten()
    databases = []
    for kind, published, name, listing, title, columns in (
            ("region", regions, "cloud-regions", "regions.toml", "Regions and zones as cloud providers publish them",
             ("provider", "region", "zone", "country", "source")),
            ("edge", edges, "edge-networks", "edges.toml", "Anycast and delivery networks: addresses without a location",
             ("operator", "class", "source", "dated", "note"))):
        placed = [(network, row) for network, (what, row) in flat if what == kind]
        ids = {row: number for number, row in enumerate(sorted({row for _, row in placed}, key=sort_key), 1)}
        if missing := {row[0] for row in ids} - operators:
            sys.exit(f"not in operators.toml: {', '.join(sorted(missing))}")
        write_mmdb(out / f"{name}.mmdb", f"waarborg-{name}", title, args.epoch,
                   ((network, {kind: ids[row]}) for network, row in placed))
        tables = [toml_table(f"[source.{key}]", row) for key, row in sorted(sources.items())] if kind == "region" else []
        tables += [toml_table(f"[[{kind}]]", {"id": number} | dict(zip(columns, row))) for row, number in ids.items()]
        (out / listing).write_text(HEADER + "\n".join(tables))
        print(f"{name}: {len(published)} published prefixes, {len(placed)} in the table, {len(ids)} rows")
        dated = max(source["dated"] for source in sources.values()) if kind == "region" else max(row[3] for row in ids)
        databases.append(dict(
            file=f"{name}.mmdb", title=title, family="provider", dated=dated, licence="CC0-1.0",
            attribution=f"Address ranges as published by the providers, compiled {args.date.isoformat()}."))
    return databases


def sort_key(value):
    return tuple(str(part or "") for part in value)


def write_networks(out, asns, args):
    """The ASN table, reduced to the operators and to holders whose name says hosting."""
    trie, names = Trie(), {}
    for file in args.asn_csv:
        with open(file, newline="") as handle:
            for first, last, asn, name in csv.reader(handle):
                asn = int(asn)
                if asn in asns or (HOSTING.search(name) and not ACCIDENT.search(name)):
                    # A sole trader is named by the trade name, not by the person.
                    names[asn] = re.sub(r"^.* trading as ", "", name).strip("\"' ")
                    start, end = ipaddress.ip_address(first), ipaddress.ip_address(last)
                    for network in ipaddress.summarize_address_range(start, end):
                        trie.insert(network, asn)
    if missing := asns - names.keys():
        print(f"operators' networks without a range: {', '.join(map(str, sorted(missing)))}", file=sys.stderr)
    rows = trie.flatten()
    write_mmdb(out / "networks.mmdb", "waarborg-networks", "Origin networks of hosting, cloud and mail operators",
               args.epoch, ((network, {"asn": asn}) for network, asn in rows))
    with open(out / "holders.csv", "w", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(["asn", "name"])
        writer.writerows(sorted(names.items()))
    print(f"networks: {len(rows)} prefixes, {len(names)} networks")
    return dict(file="networks.mmdb", title="Origin networks (ASN), hosting subset", family="asn",
                dated=args.asn_date, licence="CC-BY-4.0", attribution=ASN_LINE)


def kept(databases):
    """Rows of databases.toml that this run does not rebuild."""
    path = HERE / "databases.toml"
    known = tomllib.loads(path.read_text())["database"] if path.exists() else []
    rebuilt = {database["file"] for database in databases}
    return [row for row in known if row["file"] not in rebuilt]


if __name__ == "__main__":
    main()
