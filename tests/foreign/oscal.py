#!/usr/bin/env python3
"""The OSCAL export, read and validated by a program that others wrote: compliance-trestle.

    python3 -m venv /tmp/oscal && /tmp/oscal/bin/pip install compliance-trestle
    /tmp/oscal/bin/python tests/foreign/oscal.py report.oscal.json...

Exit 0 when every file is read, valid, and its findings rest on observations that are in it.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from trestle.oscal.assessment_results import AssessmentResults

TRESTLE = Path(sys.executable).with_name("trestle")


def faults(path):
    """What is wrong with a file, in words."""
    results = AssessmentResults.oscal_read(path)
    for result in results.results:
        known = {observation.uuid for observation in result.observations or []}
        findings = result.findings or []
        if not known or not findings:
            yield "no observations, or no findings"
        for finding in findings:
            for related in finding.related_observations or []:
                if related.observation_uuid not in known:
                    yield f"finding {finding.uuid} rests on an observation that is not there"
    with tempfile.TemporaryDirectory() as folder:
        for words in (["init"], ["import", "-f", str(path.resolve()), "-o", "export"], ["validate", "-a"]):
            ran = subprocess.run([TRESTLE, *words], cwd=folder, capture_output=True, text=True, check=False)
            if ran.returncode != 0:
                yield f"trestle {words[0]}: {(ran.stdout + ran.stderr).strip()[-2000:]}"
                return


wrong = False
for name in sys.argv[1:] or sys.exit(__doc__):
    found = list(faults(Path(name)))
    wrong = wrong or bool(found)
    print(f"{name}: {'; '.join(found) or 'read and valid'}")
sys.exit(1 if wrong else 0)
