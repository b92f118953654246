#!/usr/bin/env bash
# The export for code scanning, held against the validator of the makers of SARIF: the rules of the format, and those that
# GitHub adds.
#
#   npm install --prefix /tmp/sarif @microsoft/sarif-multitool
#   tests/foreign/sarif.sh report.sarif...
#
# MULTITOOL names the program (default: where the line above puts it). Exit 0 when nothing is wrong, 1 when something is.
set -euo pipefail

multitool=${MULTITOOL:-/tmp/sarif/node_modules/.bin/sarif-multitool}
[ $# -gt 0 ] || { echo "usage: sarif.sh report.sarif..." >&2; exit 2; }
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1

wrong=0
for file in "$@"; do
  for rules in Sarif Ghas; do
    said=$("$multitool" validate "$file" --rule-kind "$rules" 2>&1 || true)
    # SARIF2005 wants the address of a public page about the program: there is none.
    found=$(grep -E ': (error|warning) ' <<<"$said" | grep -v ' SARIF2005: ' || true)
    if [ -n "$found" ]; then
      printf '%s, %s:\n%s\n' "$file" "$rules" "$found"
      wrong=1
    elif ! grep -q 'Analysis completed successfully' <<<"$said"; then
      printf '%s, %s: the validator did not finish:\n%s\n' "$file" "$rules" "$said"
      wrong=1
    else
      echo "$file, $rules: nothing wrong"
    fi
  done
done
exit $wrong
