#!/usr/bin/env python3
"""The report on paper, read by programs that others wrote.

    python3 -m venv /tmp/pdf && /tmp/pdf/bin/pip install pikepdf pdfua outloud
    /tmp/pdf/bin/python tests/foreign/pdf.py report.pdf...

Checks the rules of PDF/A-3a (ISO 19005-3) that a program can check without veraPDF, which no package registry here has,
and lets pdfua and outloud judge PDF/UA-1 (ISO 14289-1). With poppler's pdftotext, pdffonts and pdfdetach on the path it
asks those too. Exit 0 when everything holds.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pikepdf

# What outloud says that is no fault here, and why.
EXPECTED = {
    "LNK-010": "addresses that a provider sent are text on purpose: they must not be links",
    "PAG-001": "lines that recur in tables are content",
    "TAG-002": "heads of tables that are repeated on the next page are artifacts, as they should be",
}


def archive(path):
    """The rules of PDF/A-3a, each with whether it holds."""
    pdf = pikepdf.open(path)
    root = pdf.Root
    yield "opens without repair", not pdf.get_warnings()
    yield "not encrypted (6.1.3)", not pdf.is_encrypted
    with open(path, "rb") as file:
        head = file.read(64)
    yield "binary comment after the header (6.1.2)", head[:5] == b"%PDF-" and any(b > 127 for b in head)
    yield "document id (6.1.3)", "/ID" in pdf.trailer
    with pdf.open_metadata() as meta:
        yield "pdfaid:part 3 (6.6.4)", meta.get("pdfaid:part") == "3"
        yield "pdfaid:conformance A (6.6.4)", meta.get("pdfaid:conformance") == "A"
        yield "pdfuaid:part 1", meta.get("pdfuaid:part") == "1"
        yield "title in the metadata", bool(meta.get("dc:title"))
        if "/Info" in pdf.trailer and "/Title" in pdf.docinfo:
            yield "title agrees with the information dictionary (6.6.3)", str(pdf.docinfo["/Title"]) == meta.get("dc:title")
    intents = list(root.get("/OutputIntents", []))
    yield "one output intent with a profile (6.2.3)", len(intents) == 1 and "/DestOutputProfile" in intents[0]
    yield "tagged (6.7)", bool(root.get("/MarkInfo", {}).get("/Marked")) and "/StructTreeRoot" in root
    yield "language (6.7.4)", str(root.get("/Lang", "")) in ("nl", "en")
    yield "bookmarks", "/Outlines" in root
    yield "title in the window, not the file name", bool(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"))
    yield "no scripts or automatic actions (6.5)", not ({"/OpenAction", "/AA"} & set(root.keys())) and "/JavaScript" not in root.get("/Names", {})
    kinds = set()
    fonts, bare = 0, []
    files = []
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream):
            filters = thing.get("/Filter", [])
            names = [str(filters)] if isinstance(filters, pikepdf.Name) else [str(f) for f in filters]
            kinds.update(names)
        if not isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
            continue
        if thing.get("/Type") == "/FontDescriptor":
            fonts += 1
            if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(thing.keys()):
                bare.append(str(thing.get("/FontName")))
        if thing.get("/Type") == "/Font" and thing.get("/Subtype") == "/Type0" and "/ToUnicode" not in thing:
            bare.append("without ToUnicode")
        if thing.get("/Type") == "/Filespec":
            files.append(thing)
    yield "every font inside, with its letters (6.2.11)", fonts > 0 and not bare
    yield "no LZW (6.1.7)", "/LZWDecode" not in kinds
    for file in files:
        names = set(file.keys())
        yield "file inside: name, description, relation (6.8)", {"/F", "/UF", "/Desc", "/AFRelationship"} <= names
        yield "file inside: associated with the document (6.8)", any(f.objgen == file.objgen for f in root.get("/AF", []))
        stream = file.EF.F
        yield "file inside: media type and date (6.8)", "/Subtype" in stream and "/ModDate" in stream.get("/Params", {})
        yield "file inside: an assessment", json.loads(stream.read_bytes()).get("format") is not None
    for number, page in enumerate(pdf.pages, 1):
        if "/Annots" in page and str(page.get("/Tabs", "")) != "/S":
            yield f"page {number}: tab order follows the structure", False
    pdf.close()


def others(path):
    """What programs of others say."""
    if shutil.which("pdftotext"):
        text = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=False)
        yield "pdftotext reads words", len(text.stdout.split()) > 100
    if shutil.which("pdfdetach"):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(["pdfdetach", "-saveall", "-o", folder, path], capture_output=True, check=False)
            saved = Path(folder) / "assessment.json"
            yield "pdfdetach takes the assessment out", saved.is_file() and "findings" in json.loads(saved.read_text())
    here = Path(sys.executable).parent
    if (here / "pdfua").exists():
        said = subprocess.run([here / "pdfua", "check", path], capture_output=True, text=True, check=False)
        wrong = [line.strip() for line in said.stdout.splitlines() if "[ERROR]" in line or "[WARN" in line]
        yield f"pdfua: {wrong[:3] or 'nothing wrong'}", not wrong
    if (here / "outloud").exists():
        said = subprocess.run([here / "outloud", path], capture_output=True, text=True, check=False)
        lines = [line.split() for line in said.stdout.splitlines() if line.strip().startswith(("ERROR", "WARNING"))]
        wrong = [words for words in lines if len(words) > 1 and words[1] not in EXPECTED]
        yield f"outloud: {wrong[:3] or 'nothing unexpected'}", not wrong


def main(paths):
    if not paths:
        print(__doc__)
        return 2
    passed = failed = 0
    for path in paths:
        for rule, holds in [*archive(path), *others(path)]:
            passed, failed = passed + holds, failed + (not holds)
            print(f"{'ok  ' if holds else 'FAIL'} {path}: {rule}")
    print(f"{passed} passed, {failed} failed")
    return 0 if failed == 0 and passed > 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
