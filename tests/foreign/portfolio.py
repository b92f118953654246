#!/usr/bin/env python3
"""Has the calendar, the metrics and the workbook of a portfolio read by programs that others wrote. Not part of `cargo test`.

    pip install icalendar openpyxl prometheus_client; apt install prometheus      (promtool; or give its path in PROMTOOL)
    tests/foreign/portfolio.py PROGRAM DIR

DIR is a folder of dossiers. What is not installed is skipped, and that is said. Ends with 1 when one does not read what
the program says in JSON.
"""

import csv
import datetime
import json
import os
import shutil
import subprocess
import sys
import tempfile

program, folder = sys.argv[1:3]
bad = 0


def show(form, lang="en", output=None):
    arguments = [program, "portfolio", folder, "--format", form, "--lang", lang]
    if output:
        arguments += ["--output", output]
    ran = subprocess.run(arguments, capture_output=True, check=False)
    if ran.returncode not in (0, 3):
        sys.exit(f"BAD: {form} ended with {ran.returncode}: {ran.stderr.decode()}")
    return ran.stdout


def expect(what, good):
    global bad
    print("ok " if good else "BAD", what)
    bad |= not good


told = json.loads(show("json"))
due = sorted(one["day"] for entry in told["entries"] for one in entry.get("due", []))

try:
    import icalendar
except ImportError:
    print("skipped: the Python package icalendar is not installed")
else:
    for lang in ("en", "nl"):
        raw = show("ics", lang)
        lines = raw.split(b"\r\n")
        expect(f"calendar {lang}: lines of at most 75 octets", all(len(line) <= 75 for line in lines))
        calendar = icalendar.Calendar.from_ical(raw)
        events = list(calendar.walk("VEVENT"))
        expect(f"calendar {lang}: read without faults", not calendar.errors and not any(e.errors for e in events))
        days = sorted(event["DTSTART"].dt.isoformat() for event in events)
        expect(f"calendar {lang}: {len(days)} events on their days", days == due)
        whole = [event["DTEND"].dt - event["DTSTART"].dt == datetime.timedelta(days=1) for event in events]
        expect(f"calendar {lang}: whole days", all(whole))
        expect(f"calendar {lang}: ids differ", len({str(e["UID"]) for e in events}) == len(events))
        again = icalendar.Calendar.from_ical(calendar.to_ical())
        same = [str(e["SUMMARY"]) for e in again.walk("VEVENT")] == [str(e["SUMMARY"]) for e in events]
        expect(f"calendar {lang}: the same after a way there and back", same)

promtool = os.environ.get("PROMTOOL") or shutil.which("promtool")
if promtool:
    metrics = show("prometheus")
    ran = subprocess.run([promtool, "check", "metrics"], input=metrics, capture_output=True, check=False)
    expect(f"metrics: promtool is content {ran.stderr.decode().strip()}", ran.returncode == 0 and not ran.stderr)
else:
    print("skipped: promtool is not installed")

try:
    from prometheus_client.parser import text_string_to_metric_families
except ImportError:
    print("skipped: the Python package prometheus_client is not installed")
else:
    families = list(text_string_to_metric_families(show("prometheus").decode()))
    samples = [sample for family in families for sample in family.samples]
    verdicts = {s.labels["dossier"] for s in samples if s.name == "waarborg_verdict"}
    expect(f"metrics: {len(families)} families, {len(samples)} samples read", bool(samples))
    expect("metrics: every family has a type and help", all(f.type == "gauge" and f.documentation for f in families))
    expect("metrics: a verdict for each dossier", len(verdicts) == len(told["entries"]))
    ones = [s for s in samples if s.name == "waarborg_verdict" and s.value == 1]
    expect("metrics: one verdict holds of each", len(ones) == len(told["entries"]))

if shutil.which("soffice"):
    # An office program opens both and saves them as CSV again: as many rows, and no cell that is an error.
    with tempfile.TemporaryDirectory() as place:
        for form in ("xlsx", "csv"):
            path = os.path.join(place, f"register.{form}")
            show(form, output=path)
            out = os.path.join(place, f"from-{form}")
            subprocess.run(
                ["soffice", f"-env:UserInstallation=file://{place}/profile", "--headless", "--convert-to",
                 "csv:Text - txt - csv (StarCalc):44,34,76", "--outdir", out, path],
                capture_output=True, check=True, timeout=180,
            )
            with open(os.path.join(out, "register.csv"), encoding="utf-8-sig", newline="") as saved:
                rows = list(csv.reader(saved))
            expect(f"{form}: LibreOffice reads a row a dossier", len(rows) == len(told["entries"]) + 1)
            bad_cells = [cell for row in rows for cell in row if cell.startswith(("#NAME", "#REF", "Err:", "#VALUE"))]
            expect(f"{form}: LibreOffice finds no error in a cell", not bad_cells)
else:
    print("skipped: soffice is not installed")

try:
    import openpyxl
except ImportError:
    print("skipped: the Python package openpyxl is not installed")
else:
    with tempfile.TemporaryDirectory() as place:
        path = os.path.join(place, "register.xlsx")
        show("xlsx", output=path)
        book = openpyxl.load_workbook(path)
        expect("workbook: a row a dossier", book.worksheets[0].max_row == len(told["entries"]) + 1)
        cells = [cell for sheet in book for row in sheet for cell in row]
        expect(f"workbook: no formula in {len(cells)} cells", all(cell.data_type != "f" for cell in cells))
        dates = [cell.value for cell in book.worksheets[1]["A"][1:]]
        expect("workbook: what is due, as days", [day.date().isoformat() for day in dates] == due)

sys.exit(bad)
