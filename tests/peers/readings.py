"""From the output of each tool to the one form of `facts`."""

import base64
import hashlib
import json
import re
import subprocess
import xml.etree.ElementTree as Tree

import facts
from facts import NO, UNSURE, YES, Facts, word

FEATURE = {"absent": NO, "present": YES}


def waarborg(text):
    """The only place that knows the shape of our own output."""
    result = Facts()
    for observation in json.loads(text)["observations"]:
        reading = observation["reading"]
        fact = reading.get("observed", {}).get("tls") if isinstance(reading, dict) else None
        if fact is None:
            # A failed look says nothing about the server: every fact stays unseen.
            continue
        return waarborg_fact(fact)
    return result


def waarborg_fact(fact):
    """One TLS fact."""
    result = Facts()
    picture = fact.get("picture") or {}
    for trial in fact["versions"]:
        result[f"version/{trial['version']}"] = {"offered": YES, "refused": NO}.get(trial["state"], UNSURE) \
            if isinstance(trial["state"], str) else UNSURE
    for kind, key in (("suite", "suites"), ("group", "groups")):
        for part in picture.get(key, ()):
            prefix = f"{kind}/{part['version']}"
            for item in part[key]:
                last = f"{item['code']:0{6 if part['version'] == 'SSL 2.0' else 4}x}" if kind == "suite" else facts.group(item["name"])
                result[f"{prefix}/{last}"] = YES
            if part.get("incomplete"):
                result[prefix] = UNSURE
            else:
                result.complete.add(prefix)
            if kind == "suite" and part["order"] in ("server", "client"):
                result[f"order/{part['version']}"] = part["order"]
    sizes = [dh["bits"] for dh in picture.get("dh_parameters", ()) if not dh.get("export")]
    if sizes:
        result["dh/bits"] = str(min(sizes))
    features, sessions = picture.get("features", {}), picture.get("sessions", {})
    for name in ("extended-master-secret", "encrypt-then-mac", "secure-renegotiation", "client-renegotiation", "compression",
                 "heartbeat", "fallback-scsv"):
        _feature(result, name, features.get(name.replace("-", "_")))
    for name, key in (("resumption-by-id", "by_id"), ("resumption-by-ticket", "by_ticket"), ("early-data", "early_data")):
        _feature(result, name, sessions.get(key))
    if picture:
        result["feature/stapling"] = word(picture.get("stapled_ocsp"))
    chains = [fact.get("chain", [])] + [other["chain"] for other in picture.get("other_chains", ())]
    for chain in chains:
        for entry in chain[:1]:
            certificate = entry.get("parsed", entry)
            if "sha256" in certificate:
                result[f"leaf/{certificate['sha256']}"] = YES
    for trial in picture.get("weaknesses", ()):
        state = trial["state"]
        if state == "not-applicable":
            result[f"weakness/{trial['weakness']}"] = NO
        else:
            result[f"weakness/{trial['weakness']}"] = {"affected": YES, "not-affected": NO}.get(state, UNSURE) \
                if isinstance(state, str) else UNSURE
    return result


def _feature(result, name, value):
    if isinstance(value, dict):
        result[f"feature/{name}"] = UNSURE
    elif value in FEATURE:
        result[f"feature/{name}"] = FEATURE[value]


SSLYZE_VERSIONS = {"ssl_2_0": "SSL 2.0", "ssl_3_0": "SSL 3.0", "tls_1_0": "TLS 1.0", "tls_1_1": "TLS 1.1",
                   "tls_1_2": "TLS 1.2", "tls_1_3": "TLS 1.3"}


def sslyze(text):
    result = Facts()
    scan = json.loads(text)["server_scan_results"][0]["scan_result"] or {}

    def of(command):
        return (scan.get(command) or {}).get("result")

    for key, version in SSLYZE_VERSIONS.items():
        found = of(f"{key}_cipher_suites")
        if found is None:
            continue
        result[f"version/{version}"] = word(found["is_tls_version_supported"])
        for which, said in (("accepted", YES), ("rejected", NO)):
            for suite in found[f"{which}_cipher_suites"]:
                result[f"suite/{version}/{facts.code(suite['cipher_suite']['name'])}"] = said
        for suite in found["accepted_cipher_suites"]:
            key_used = suite.get("ephemeral_key") or {}
            if key_used.get("type_name") == "DH":
                result["dh/bits"] = str(min(int(result.get("dh/bits", 99999)), key_used["size"]))
    curves = of("elliptic_curves")
    if curves and curves["supports_ecdh_key_exchange"]:
        for which, said in (("supported", YES), ("rejected", NO)):
            for curve in curves[f"{which}_curves"] or ():
                result[f"group/any/{facts.group(curve['name'])}"] = said
    for command, field, name in (
        ("tls_compression", "supports_compression", "feature/compression"),
        ("tls_1_3_early_data", "supports_early_data", "feature/early-data"),
        ("openssl_ccs_injection", "is_vulnerable_to_ccs_injection", "weakness/ccs-injection"),
        ("tls_fallback_scsv", "supports_fallback_scsv", "feature/fallback-scsv"),
        ("heartbleed", "is_vulnerable_to_heartbleed", "weakness/heartbleed"),
        ("session_renegotiation", "supports_secure_renegotiation", "feature/secure-renegotiation"),
        ("session_renegotiation", "is_vulnerable_to_client_renegotiation_dos", "feature/client-renegotiation"),
        ("tls_extended_master_secret", "supports_ems_extension", "feature/extended-master-secret"),
    ):
        found = of(command)
        if found is not None and found[field] is not None:
            result[name] = word(found[field])
    robot = of("robot")
    if robot and not robot["robot_result"].startswith("UNKNOWN"):
        result["weakness/robot"] = word(robot["robot_result"].startswith("VULNERABLE"))
    resumption = of("session_resumption")
    if resumption:
        for kind, field in (("id", "session_id_resumption_result"), ("ticket", "tls_ticket_resumption_result")):
            if resumption[field] in ("FULLY_SUPPORTED", "NOT_SUPPORTED"):
                result[f"feature/resumption-by-{kind}"] = word(resumption[field] == "FULLY_SUPPORTED")
    certificates = of("certificate_info")
    for deployment in (certificates or {}).get("certificate_deployments", ()):
        # A named tuple of chain, in PEM.
        first = deployment["received_certificate_chain"][0]
        result[f"leaf/{_fingerprint(first['as_pem'])}"] = YES
        result["feature/stapling"] = word(deployment.get("ocsp_response"))
    return result


def _fingerprint(pem):
    body = re.sub(r"-----[^-]+-----|\s", "", pem)
    return hashlib.sha256(base64.b64decode(body)).hexdigest()


SSLSCAN_VERSIONS = {"SSLv2": "SSL 2.0", "SSLv3": "SSL 3.0", "TLSv1.0": "TLS 1.0", "TLSv1.1": "TLS 1.1", "TLSv1.2": "TLS 1.2",
                    "TLSv1.3": "TLS 1.3"}


def sslscan(text):
    result = Facts()
    test = Tree.fromstring(text).find("ssltest")
    if test is None:
        return result
    for protocol in test.iter("protocol"):
        name = f"{'SSL' if protocol.get('type') == 'ssl' else 'TLS'} {float(protocol.get('version')):.1f}"
        result[f"version/{name}"] = word(protocol.get("enabled") == "1")
    known = subprocess.run(["openssl", "ciphers", "-V", "ALL:COMPLEMENTOFALL:@SECLEVEL=0"], capture_output=True, check=True,
                           timeout=10).stdout.decode()
    # What its library knows was asked for; of TLS 1.3 it asks five of its own.
    codes = {code.replace("0x", "").replace(",", "").lower() for code in re.findall(r"0x\w\w,0x\w\w", known)}
    for version in ("TLS 1.0", "TLS 1.1", "TLS 1.2"):
        if result.get(f"version/{version}") == YES:
            for code in codes - {"1301", "1302", "1303"}:
                result[f"suite/{version}/{code}"] = NO
    for cipher in test.iter("cipher"):
        version = SSLSCAN_VERSIONS[cipher.get("sslversion")]
        result[f"suite/{version}/{cipher.get('id')[2:].lower().zfill(4)}"] = YES
        if " DHE " in f" {cipher.get('cipher').replace('-', ' ')} " and cipher.get("dhebits"):
            result["dh/bits"] = str(min(int(result.get("dh/bits", 99999)), int(cipher.get("dhebits"))))
    for group in test.iter("group"):
        result[f"group/{SSLSCAN_VERSIONS[group.get('sslversion')]}/{facts.group(group.get('name'))}"] = YES
    for name in ("renegotiation", "compression", "fallback"):
        found = test.find(name)
        if found is None:
            continue
        if name == "renegotiation":
            result["feature/secure-renegotiation"] = word(found.get("secure") == "1")
        else:
            result[f"feature/{'fallback-scsv' if name == 'fallback' else name}"] = word(found.get("supported") == "1")
    bleeding = [found.get("vulnerable") == "1" for found in test.iter("heartbleed")]
    if bleeding:
        result["weakness/heartbleed"] = word(any(bleeding))
    for blob in test.iter("certificate-blob"):
        result[f"leaf/{_fingerprint(blob.text)}"] = YES
        break
    return result


NMAP_VERSIONS = {"SSLv3": "SSL 3.0", "TLSv1.0": "TLS 1.0", "TLSv1.1": "TLS 1.1", "TLSv1.2": "TLS 1.2", "TLSv1.3": "TLS 1.3"}


def nmap(text):
    result = Facts()
    script = next((found for found in Tree.fromstring(text).iter("script") if found.get("id") == "ssl-enum-ciphers"), None)
    if script is None:
        return result
    for version in NMAP_VERSIONS.values():
        result[f"version/{version}"] = NO
    codes = {code for name, code in facts.registry().items() if name.startswith("TLS_") and len(code) == 4}
    for table in script.findall("table"):
        version = NMAP_VERSIONS.get(table.get("key"))
        if not version:
            continue
        result[f"version/{version}"] = YES
        warnings = " ".join(text for part in table.iter("table") if part.get("key") == "warnings" for text in part.itertext())
        # Its list ends early where the server hung up; then it says so.
        for code in codes if version != "TLS 1.3" else ():
            result.setdefault(f"suite/{version}/{code}", NO)
        for cipher in table.iter("elem"):
            if cipher.get("key") == "name":
                result[f"suite/{version}/{facts.code(cipher.text)}"] = YES
            if cipher.get("key") == "kex_info" and (size := re.fullmatch(r"dh (\d+)", cipher.text or "")):
                result["dh/bits"] = str(min(int(result.get("dh/bits", 99999)), int(size[1])))
        order = next((part.text for part in table.findall("elem") if part.get("key") == "cipher preference"), None)
        if order in ("server", "client") and "indeterminate" not in warnings:
            result[f"order/{version}"] = order
        methods = next((part for part in table.findall("table") if part.get("key") == "compressors"), None)
        if methods is not None:
            found = any(part.text != "NULL" for part in methods.iter("elem"))
            result["feature/compression"] = word(found or result.get("feature/compression") == YES)
    return result


TESTSSL_VERSIONS = {"SSLv2": "SSL 2.0", "SSLv3": "SSL 3.0", "TLS1": "TLS 1.0", "TLS1_1": "TLS 1.1", "TLS1_2": "TLS 1.2",
                    "TLS1_3": "TLS 1.3"}
TESTSSL_PROTOCOLS = {"ssl2": "SSL 2.0", "ssl3": "SSL 3.0", "tls1": "TLS 1.0", "tls1_1": "TLS 1.1", "tls1_2": "TLS 1.2",
                     "tls1_3": "TLS 1.3"}
TESTSSL_WEAKNESSES = {"heartbleed": "heartbleed", "CCS": "ccs-injection", "ROBOT": "robot", "ticketbleed": "ticketbleed"}


def testssl(text):
    result = Facts()
    for entry in json.loads(text):
        name, finding = entry["id"], entry["finding"]
        offered = NO if "not offered" in finding else YES
        if name in TESTSSL_VERSIONS and "offered" in finding:
            result[f"version/{TESTSSL_VERSIONS[name]}"] = offered
        elif match := re.fullmatch(r"cipher-(ssl\d|tls1(?:_\d)?)_x([0-9a-f]+)", name):
            digits = match[2].zfill(4) if len(match[2]) <= 4 else match[2].zfill(6)
            result[f"suite/{TESTSSL_PROTOCOLS[match[1]]}/{digits}"] = YES
        elif name in ("PFS_ECDHE_curves", "DH_groups"):
            for group in finding.split():
                if re.fullmatch(r"[\w-]+", group) and (name != "DH_groups" or group.startswith("ffdhe")):
                    result[f"group/any/{facts.group(group)}"] = YES
        elif name in TESTSSL_WEAKNESSES and ("vulnerable" in finding or "VULNERABLE" in finding):
            if not re.search(r"test failed|likely|potential|unable", finding, re.I):
                result[f"weakness/{TESTSSL_WEAKNESSES[name]}"] = word(not finding.lower().startswith("not vulnerable"))
        elif name == "secure_renego" and ("supported" in finding or "vulnerable" in finding.lower()):
            result["feature/secure-renegotiation"] = word(finding.startswith("supported"))
        elif name == "secure_client_renego" and "vulnerable" in finding.lower():
            result["feature/client-renegotiation"] = word(not finding.lower().startswith("not vulnerable"))
        elif name == "CRIME_TLS" and "vulnerable" in finding.lower():
            result["feature/compression"] = word(not finding.lower().startswith("not vulnerable"))
        elif name == "TLS_extensions":
            for said, feature in (("extended master secret", "extended-master-secret"), ("encrypt-then-mac", "encrypt-then-mac"),
                                  ("heartbeat", "heartbeat")):
                result[f"feature/{feature}"] = word(said in finding)
        elif name == "fallback_SCSV" and finding.startswith(("supported", "not supported", "Downgrade attack prevention NOT")):
            result["feature/fallback-scsv"] = word(finding.startswith("supported"))
        elif name.startswith("sessionresumption_"):
            kind = "id" if name.endswith("_ID") else "ticket"
            if finding in ("supported", "not supported"):
                result[f"feature/resumption-by-{kind}"] = word(finding == "supported")
        elif name.startswith("cert_fingerprintSHA256"):
            result[f"leaf/{finding.strip().lower()}"] = YES
        elif name.startswith("OCSP_stapling"):
            result["feature/stapling"] = offered
    return result
