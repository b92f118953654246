#!/usr/bin/env python3
"""Holds the certificate lints beside pkilint, on certificates that others made and on random ones of our own.

    python3 -m venv venv && venv/bin/pip install pkilint cryptography_vectors certifi
    venv/bin/python tests/peers/lints.py [--folder DIR] [--random N] [--seed N] [--cargo COMMAND]

Collects certificates into DIR (cryptography's test vectors with NIST's PKITS, Mozilla's roots, N random ones), lets our
lints speak (an ignored test; effective dates left out), lets pkilint speak, and prints for each rule that both have
where they differ. Ends with 1 when a difference is not among those explained below. Not part of the default test run.
"""

import argparse
import collections
import datetime
import ipaddress
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import warnings

import certifi
import cryptography_vectors
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import AuthorityInformationAccessOID as Access
from cryptography.x509.oid import ExtendedKeyUsageOID as Purpose
from cryptography.x509.oid import NameOID
from pkilint import loader
from pkilint.cabf import serverauth
from pkilint.cabf.serverauth import serverauth_constants
from pkilint.pkix import certificate, extension, name

warnings.simplefilter("ignore")

# Ours, and what pkilint calls it. Only rules that mean the same on both sides.
SAME = {
    "extensions-need-version-three": ["pkix.certificate_version_is_not_v3"],
    "signature-algorithms-agree": ["pkix.certificate_signature_algorithm_mismatch"],
    "no-unique-identifiers": ["pkix.issuer_unique_id_present", "pkix.subject_unique_id_present"],
    "extensions-not-repeated": ["pkix.duplicate_extension"],
    "serial-positive|serial-at-most-twenty-octets": ["pkix.certificate_serial_number_out_of_range"],
    "starts-before-it-ends": ["pkix.certificate_negative_validity_period"],
    "time-type-fits-year": ["pkix.wrong_time_useful_type"],
    "utc-times-to-the-second": ["pkix.utctime_incorrect_syntax"],
    "generalized-times-to-the-second": ["pkix.generalizedtime_incorrect_syntax"],
    "issuer-not-empty|authority-subject-not-empty": ["pkix.name_empty"],
    "empty-subject-has-critical-names": ["pkix.san_extension_not_critical_empty_subject"],
    "named-subject-has-plain-names": ["pkix.san_extension_is_critical_non_empty_subject"],
    "authority-key-present": ["pkix.authority_key_identifier_extension_absent"],
    "authority-key-names-key": ["pkix.authority_key_identifier_keyid_missing"],
    "authority-key-not-critical": ["pkix.certificate_akid_extension_critical", "pkix.authority_key_identifier_critical"],
    "authority-key-pair-complete": [
        "pkix.aki_with_cert_issuer_but_serial_number_absent",
        "pkix.aki_with_serial_number_but_cert_issuer_absent",
    ],
    "subject-key-present": ["pkix.certificate_skid_ca_missing"],
    "subject-key-not-critical": ["pkix.certificate_skid_extension_critical"],
    "authority-has-key-usage": ["pkix.ca_certificate_no_ku_extension"],
    "authority-signs-certificates": ["pkix.ca_certificate_keycertsign_keyusage_not_set"],
    "only-authorities-sign-certificates": ["pkix.ee_certificate_keycertsign_keyusage_set"],
    "key-usage-critical": ["pkix.key_usage_extension_not_critical"],
    "key-usage-not-empty": ["pkix.no_ku_bits_set"],
    "ec-key-does-not-encipher": ["pkix.key_usage_value_prohibited_for_ec"],
    "rsa-key-does-not-agree": ["pkix.key_usage_value_prohibited_for_rsa"],
    "edwards-key-does-one-thing": [
        "pkix.key_usage_value_prohibited_for_edwards_curve",
        "pkix.key_usage_value_required_but_missing_for_edwards_curve",
    ],
    "authority-says-so-critically": ["pkix.basic_constraints_extension_not_critical"],
    "path-length-only-for-authorities": ["pkix.basic_constraints_has_pathlen_for_non_ca"],
    "name-constraints-only-for-authorities": ["pkix.name_constraints_in_ee_certificate"],
    "name-constraints-critical": ["pkix.certificate_name_constraints_extension_not_critical"],
    "name-constraints-not-empty": ["pkix.name_constraints_no_subtrees"],
    "name-constraints-plain": ["pkix.name_constraints_non_default_minimum", "pkix.name_constraints_maximum_specified"],
    "name-constraints-addresses-with-mask": ["pkix.ip_address_name_constraint_wrong_length"],
    "name-constraints-masks-whole": ["pkix.ip_address_name_constraint_invalid_cidr"],
    "policies-not-repeated": ["pkix.duplicate_certificate_policy_oids"],
    "any-policy-qualifiers-known": ["pkix.certificate_policies_anypolicy_has_prohibited_qualifier"],
    "policy-rules-only-for-authorities": [
        "pkix.end_entity_inhibit_anypolicy_extension_present",
        "pkix.end_entity_policy_constraints_extension_present",
        "pkix.end_entity_policy_mappings_extension_present",
    ],
    "points-not-critical": ["pkix.certificate_crldp_extension_critical"],
    "points-lead-somewhere": ["pkix.distribution_point_does_not_contain_name_or_issuer"],
    "information-not-critical": ["pkix.authority_information_access_extension_critical"],
    "subject-information-not-critical": ["pkix.subject_information_access_extension_critical"],
    "issuer-names-not-critical": ["pkix.issuer_alt_name_extension_critical"],
    "directory-attributes-not-critical": ["pkix.subject_directory_attributes_extension_critical"],
    "timestamps-readable": ["pkix.sct_list_empty", "pkix.sct_list_extension_invalid_encoding"],
    "addresses-of-right-length": ["pkix.ip_address_wrong_length"],
}
CA, LEAF, ROOT = (f"cabf.serverauth.{kind}." for kind in ("ca", "subscriber", "root"))
DV, OV, IV, EV = "cabf.serverauth.dv.", "cabf.serverauth.ov.", "cabf.serverauth.iv.", "cabf.ev_guidelines."
# The same for rules of the CA/Browser Forum, which only public certificates are held to.
SAME_PUBLIC = {
    "authority-names-itself": [f"{CA}country_attribute_absent", f"{CA}organization_name_attribute_absent"],
    "authority-has-common-name": [f"{CA}common_name_attribute_absent"],
    "domain-validated-names-country-at-most": [f"{DV}unknown_attribute_present"],
    "organization-validated-names-organization": [f"{OV}country_attribute_absent", f"{OV}organization_name_attribute_absent"],
    "individual-validated-names-person": [
        f"{IV}country_attribute_absent", f"{IV}given_name_attribute_absent", f"{IV}surname_attribute_absent"
    ],
    "extended-validation-names-holder": [
        f"{EV}{kind}_attribute_absent"
        for kind in ("country", "organization_name", "business_category", "serial_number", "jurisdiction_country")
    ],
    "purposes-present": [f"{LEAF}extended_key_usage_extension_absent"],
    "purposes-not-critical": [f"{LEAF}critical_extended_key_usage_extension", f"{CA}critical_extended_key_usage_extension"],
    "public-server-purposes": [
        f"{LEAF}{kind}" for kind in (
            "serverauth_eku_absent", "anyeku_eku_present", "emailprotection_eku_present", "codesigning_eku_present"
        )
    ],
    "server-authority-purposes": [f"{CA}anyeku_eku_present", f"{CA}emailprotection_eku_present", f"{CA}codesigning_eku_present"],
    "root-without-purposes": [f"{ROOT}extended_key_usage_extension_present"],
    "policies-present": [f"{LEAF}certificate_policies_extension_absent", f"{CA}certificate_policies_extension_absent"],
    "policies-not-critical": [f"{LEAF}critical_certificate_policies_extension", f"{CA}critical_certificate_policies_extension"],
    "points-present": [f"{CA}crl_distribution_points_extension_absent"],
    "information-of-known-kinds": [f"{LEAF}unknown_aia_access_method_present", f"{CA}unknown_aia_access_method_present"],
    "issuer-certificate-findable": [
        f"{LEAF}ca_issuers_aia_access_method_absent", f"{LEAF}authority_info_access_extension_absent"
    ],
    "public-alternative-names-present": [f"{LEAF}subject_altname_extension_absent"],
    "authority-signs-certificates|public-authority-signs-lists": ["cabf.ca_certificate_required_ku_missing"],
    "public-authority-does-nothing-else": ["cabf.ca_certificate_prohibited_ku_present"],
    "dns-names-letters-digits-hyphens|dns-names-without-underscore|dns-labels-not-empty|dns-labels-at-most-63|"
    "dns-labels-without-outer-hyphens|wildcard-is-first-label|dns-names-not-blank|dns-names-not-addresses": [
        "cabf.serverauth.invalid_dnsname_syntax"
    ],
    "one-attribute-each-part": ["cabf.serverauth.rdn_contains_multiple_atvs"],
    "attributes-not-repeated": ["cabf.serverauth.prohibited_duplicate_attribute_type"],
    "attributes-in-order": ["cabf.serverauth.invalid_rdn_order"],
    "attributes-in-public-types": ["cabf.serverauth.attribute_value_invalid_encoding_type"],
    "attributes-say-something": ["cabf.insignificant_attribute_value_present"],
    "common-name-is-alternative-name": ["cabf.serverauth.subscriber_common_name_unknown_source"],
    "holder-has-place": ["cabf.serverauth.subscriber_stateprovince_and_locality_missing"],
    "alternative-names-of-public-kinds": ["cabf.serverauth.prohibited_san_type"],
    "addresses-public": ["cabf.internal_ip_address"],
    "dns-labels-not-reserved": ["cabf.serverauth.dnsname_contains_prohibited_reserved_label"],
    "dns-names-not-internal": ["cabf.internal_domain_name"],
    "dns-names-not-reverse": ["cabf.serverauth.ip_reverse_zone_domain_name_present"],
    "authority-key-names-only-key": ["cabf.authority_key_identifier_has_issuer_cert"],
    "root-points-to-itself": ["cabf.serverauth.root_aki_ski_not_equal"],
    "root-lifetime-in-bounds": [
        "cabf.serverauth.root_validity_period_too_long",
        "cabf.serverauth.root_validity_period_too_short",
    ],
    "public-server-key-uses": [
        "cabf.serverauth.subscriber_prohibited_ku_present",
        "cabf.serverauth.subscriber_required_ku_missing",
    ],
    "public-server-is-no-ca": ["cabf.serverauth.subscriber_basic_constraints_ca_bit_set"],
    "one-reserved-policy": [
        "cabf.serverauth.subscriber_multiple_reserved_policy_oids",
        "cabf.serverauth.subscriber_missing_reserved_policy_oid",
    ],
    "reserved-policy-first": ["cabf.serverauth.subscriber_first_policy_oid_not_reserved"],
    "no-any-policy": ["cabf.serverauth.subscriber_anypolicy_oid_present"],
    "qualifiers-only-of-statements": ["cabf.serverauth.prohibited_certificate_policy_qualifier_type"],
    "statement-on-the-web": ["cabf.cps_uri_is_not_http"],
    "points-on-the-web": [
        "cabf.serverauth.crldp_dpname_prohibited_uri_scheme",
        "cabf.serverauth.crldp_dpname_prohibited_generalname_type",
        "cabf.serverauth.crldp_dpname_prohibited_field_present",
    ],
    "points-whole": ["cabf.serverauth.crldp_dp_prohibited_field_present"],
    "information-on-the-web": [
        "cabf.serverauth.aia_location_uri_not_http",
        "cabf.serverauth.aia_location_not_uri",
    ],
    "public-key-algorithm-permitted": ["cabf.serverauth.prohibited_subject_public_key_algorithm_encoding"],
    "public-signature-permitted": ["cabf.serverauth.prohibited_signature_algorithm_encoding"],
    "rsa-modulus-long-enough": ["cabf.rsa_modulus_invalid_length"],
    "rsa-exponent-odd": ["cabf.rsa_exponent_prohibited_value"],
    "rsa-exponent-in-range": ["cabf.rsa_exponent_not_in_recommended_range"],
    "rsa-modulus-without-small-factor": ["cabf.rsa_modulus_has_small_prime_factor"],
    "revocation-findable": ["cabf.serverauth.subscriber.revocation_information_absent"],
    "extended-validation-without-wildcard": ["cabf.ev_guidelines.ev_wildcard_san_present"],
}
# Where the two differ and why, found by looking at each: our id, which side speaks, and the reason.
STOPS = "pkilint stops at a graver fault in the same place"
ROOTS = "pkilint holds roots to it as well; nobody relies on their form"
FIRST = "pkilint reads the first attribute of a part with several"
EXPLAINED = {
    ("extensions-need-version-three", "only pkilint"): "RFC 5280 allows version 1 where there is no extension",
    ("issuer-not-empty|authority-subject-not-empty", "only ours"): "pkilint asks for a name of the issuer only",
    ("empty-subject-has-critical-names", "only ours"): "pkilint asks only when there are alternative names",
    ("authority-key-present", "only pkilint"): "a certificate that names itself as its issuer may do without",
    ("authority-key-names-key", "only pkilint"): "a certificate that names itself as its issuer may do without",
    ("subject-key-present", "only pkilint"): "basicConstraints twice: is it an authority?",
    ("authority-has-key-usage", "only pkilint"): "basicConstraints twice: is it an authority?",
    ("key-usage-critical", "only ours"): "pkilint gives up at an unusual signature algorithm",
    ("path-length-only-for-authorities", "only ours"): "RFC 5280 also asks for keyCertSign",
    ("name-constraints-critical", "only pkilint"): "in a server certificate they must not be there at all",
    ("name-constraints-addresses-with-mask", "only pkilint"): "in a server certificate they must not be there at all",
    ("name-constraints-masks-whole", "only pkilint"): "in a server certificate they must not be there at all",
    ("authority-names-itself", "only pkilint"): FIRST,
    ("authority-has-common-name", "only pkilint"): FIRST,
    ("organization-validated-names-organization", "only pkilint"): FIRST,
    ("attributes-in-order", "only ours"): FIRST,
    ("domain-validated-names-country-at-most", "only ours"): "several of the Forum's policies: pkilint chooses one",
    ("domain-validated-names-country-at-most", "only pkilint"): "none of the Forum's policies: pkilint assumes this one",
    ("organization-validated-names-organization", "only ours"): "several of the Forum's policies: pkilint chooses one",
    ("individual-validated-names-person", "only ours"): "several of the Forum's policies: pkilint chooses one",
    ("individual-validated-names-person", "only pkilint"): FIRST,
    ("extended-validation-names-holder", "only pkilint"): FIRST,
    ("server-authority-purposes", "only pkilint"): "without serverAuth it may be a cross certificate, with rules of its own",
    ("public-authority-does-nothing-else", "only ours"): STOPS,
    ("one-reserved-policy", "only ours"): STOPS,
    ("reserved-policy-first", "only ours"): STOPS,
    ("dns-names-letters-digits-hyphens|dns-names-without-underscore|dns-labels-not-empty|dns-labels-at-most-63|"
     "dns-labels-without-outer-hyphens|wildcard-is-first-label|dns-names-not-blank|dns-names-not-addresses",
     "only ours"): "pkilint calls an address among the DNS names an internal name instead",
    ("attributes-in-order", "only pkilint"): ROOTS,
    ("qualifiers-only-of-statements", "only pkilint"): ROOTS,
    ("points-on-the-web", "only pkilint"): ROOTS,
    ("public-signature-permitted", "only pkilint"): ROOTS,
    ("attributes-say-something", "only pkilint"): "the rule is about server certificates",
    ("alternative-names-of-public-kinds", "only ours"): "after extended validation pkilint has another code for it",
    ("dns-names-not-internal", "only pkilint"): "pkilint also looks at the hosts of URIs, and at names that are no names",
    ("dns-names-not-reverse", "only ours"): "pkilint leaves out what starts before March 2026; here dates are left out",
}


def find(folder, der, label, role, public=False):
    """Stores a certificate under a name that says its role."""
    middle = ".public" if public else ""
    (folder / f"{label}{middle}.{role}.der").write_bytes(der)


def role_of(cert):
    try:
        ca = cert.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except Exception:
        ca = False
    if not ca:
        return "leaf"
    return "root" if cert.subject == cert.issuer else "intermediate"


def collect(folder):
    base = pathlib.Path(cryptography_vectors.__file__).parent / "x509"
    for path in sorted(base.rglob("*")):
        if path.suffix not in (".pem", ".der", ".crt") or "requests" in path.parts or "ocsp" in path.parts:
            continue
        data = path.read_bytes()
        try:
            certs = x509.load_pem_x509_certificates(data) if b"BEGIN CERT" in data else [x509.load_der_x509_certificate(data)]
        except Exception:
            continue
        for number, cert in enumerate(certs):
            label = f"{path.relative_to(base).with_suffix('')}-{number}".replace("/", "_").replace(" ", "_").replace(".", "_")
            find(folder, cert.public_bytes(serialization.Encoding.DER), label, role_of(cert))
    roots = x509.load_pem_x509_certificates(pathlib.Path(certifi.where()).read_bytes())
    for number, cert in enumerate(roots):
        find(folder, cert.public_bytes(serialization.Encoding.DER), f"mozilla-{number:03}", "root", True)


def some(rng, values, most):
    return rng.sample(values, rng.randint(1, min(most, len(values))))


def subject(rng):
    kinds = [
        (NameOID.COMMON_NAME, ["www.fictief.nl", "fictief.nl", "ander.nl"]),
        (NameOID.COUNTRY_NAME, ["NL", "DE"]),
        (NameOID.STATE_OR_PROVINCE_NAME, ["Utrecht", "-", "."]),
        (NameOID.LOCALITY_NAME, ["Utrecht"]),
        (NameOID.ORGANIZATION_NAME, ["Fictief B.V."]),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, ["IT"]),
        (NameOID.SURNAME, ["Jansen"]),
        (NameOID.GIVEN_NAME, ["Jan"]),
        (NameOID.SERIAL_NUMBER, ["123"]),
        (NameOID.BUSINESS_CATEGORY, ["Private Organization"]),
        (NameOID.JURISDICTION_COUNTRY_NAME, ["NL"]),
    ]
    if rng.random() < 0.05:
        return x509.Name([])
    picked = some(rng, kinds, 6)
    if rng.random() < 0.1:
        picked.append(rng.choice(picked))
    parts = [x509.NameAttribute(kind, rng.choice(values)) for kind, values in picked]
    if len(parts) > 2 and rng.random() < 0.1:
        pair = x509.RelativeDistinguishedName(parts[:2]) if parts[0].oid != parts[1].oid else x509.RelativeDistinguishedName(parts[:1])
        return x509.Name([pair] + [x509.RelativeDistinguishedName([part]) for part in parts[2:]])
    return x509.Name(parts)


def alternative(rng):
    names = [
        x509.DNSName("www.fictief.nl"), x509.DNSName("*.fictief.nl"), x509.DNSName("fictief.nl"),
        x509.DNSName("mail"), x509.DNSName("a.local"), x509.DNSName("4.3.2.1.in-addr.arpa"),
        x509.DNSName("ab--c.nl"), x509.DNSName("xn--fictef-7va.nl"), x509.DNSName("_a.fictief.nl"),
        x509.DNSName("w*.fictief.nl"), x509.DNSName("a..nl"), x509.DNSName("-a.nl"), x509.DNSName("a" * 64 + ".nl"),
        x509.DNSName("192.0.2.1"), x509.DNSName("www.fictief.nl."),
        x509.IPAddress(ipaddress.ip_address("8.8.8.8")), x509.IPAddress(ipaddress.ip_address("10.0.0.1")),
        x509.IPAddress(ipaddress.ip_address("2a01::1")), x509.IPAddress(ipaddress.ip_address("fd00::1")),
        x509.RFC822Name("a@fictief.nl"), x509.UniformResourceIdentifier("https://fictief.nl/"),
    ]
    return x509.SubjectAlternativeName(some(rng, names, 3) if rng.random() < 0.7 else names[:1])


def usage(rng, ca):
    if rng.random() < 0.5:
        flags = [not ca, False, False, False, False, ca, ca, False, False]
    else:
        flags = [rng.random() < 0.4 for _ in range(7)]
        flags += [flags[4] and rng.random() < 0.3, flags[4] and rng.random() < 0.3]
    if not any(flags):
        flags[0] = True
    return x509.KeyUsage(*flags)


RESERVED = ["2.23.140.1.1", "2.23.140.1.2.1", "2.23.140.1.2.2", "2.23.140.1.2.3"]


def policies(rng):
    oids = [rng.choice(RESERVED)] if rng.random() < 0.8 else []
    oids += [oid for oid in ["1.3.5.7", "2.5.29.32.0", rng.choice(RESERVED)] if rng.random() < 0.15]
    rng.shuffle(oids)
    qualifiers = [None, None, None, ["http://fictief.nl/cps"], ["www.fictief.nl"], [x509.UserNotice(None, "Hallo")]]
    oids = list(dict.fromkeys(oids)) or ["1.3.5.7"]
    return x509.CertificatePolicies([x509.PolicyInformation(x509.ObjectIdentifier(oid), rng.choice(qualifiers)) for oid in oids])


def points(rng):
    one = x509.DistributionPoint([x509.UniformResourceIdentifier(rng.choice(["http://crl.fictief.nl/1", "http://crl.fictief.nl/2", "https://crl.fictief.nl", "ldap://crl.fictief.nl"]))], None, None, None)
    if rng.random() < 0.1:
        one = x509.DistributionPoint(one.full_name, None, frozenset([x509.ReasonFlags.key_compromise]), None)
    if rng.random() < 0.1:
        one = x509.DistributionPoint(one.full_name, None, None, [x509.DirectoryName(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "CA")]))])
    return x509.CRLDistributionPoints([one])


def information(rng):
    places = [
        x509.AccessDescription(Access.OCSP, x509.UniformResourceIdentifier("http://ocsp.fictief.nl")),
        x509.AccessDescription(Access.CA_ISSUERS, x509.UniformResourceIdentifier("http://ca.fictief.nl")),
        x509.AccessDescription(Access.CA_ISSUERS, x509.UniformResourceIdentifier("https://ca.fictief.nl")),
        x509.AccessDescription(x509.ObjectIdentifier("1.3.6.1.5.5.7.48.5"), x509.UniformResourceIdentifier("http://ca.fictief.nl/r")),
    ]
    return x509.AuthorityInformationAccess(places[:2] if rng.random() < 0.7 else some(rng, places, 3))


def constraints(rng):
    trees = [x509.DNSName("fictief.nl"), x509.IPAddress(ipaddress.ip_network("10.0.0.0/8"))]
    return x509.NameConstraints(some(rng, trees, 2), None)


def mint(rng, keys):
    """A random certificate, more often right than wrong in each part."""
    ca = rng.random() < 0.3
    key = rng.choice(keys)
    issuer = x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "NL"), x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Fictieve CA"), x509.NameAttribute(NameOID.COMMON_NAME, "Fictieve CA")])
    start = datetime.datetime(2026, rng.randint(1, 12), 1)
    builder = (
        x509.CertificateBuilder().issuer_name(issuer).subject_name(subject(rng)).public_key(key.public_key())
        .serial_number(rng.getrandbits(rng.choice([8, 64, 120, 158])) + 1)
        .not_valid_before(start).not_valid_after(start + datetime.timedelta(days=rng.choice([5, 7, 8, 90, 10000]), seconds=-1))
    )
    own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    full = x509.AuthorityKeyIdentifier(own.digest, [x509.DirectoryName(issuer)], 1)
    plain = x509.AuthorityKeyIdentifier(own.digest, None, None)
    without = x509.AuthorityKeyIdentifier(None, [x509.DirectoryName(issuer)], 1)
    purposes = [Purpose.SERVER_AUTH, Purpose.CLIENT_AUTH, Purpose.EMAIL_PROTECTION, Purpose.ANY_EXTENDED_KEY_USAGE, Purpose.CODE_SIGNING]
    # What, whether it belongs there, whether it is usually critical.
    parts = [
        (rng.choice([plain] * 8 + [full, without]), 0.9, False),
        (own, 0.9 if ca else 0.2, False),
        (usage(rng, ca), 0.9, True),
        (x509.ExtendedKeyUsage(some(rng, purposes, 2) if rng.random() < 0.4 else purposes[:1]), 0.9, False),
        (policies(rng), 0.9, False),
        (x509.BasicConstraints(ca, 0 if ca and rng.random() < 0.5 else None), 1.0 if ca else 0.6, True),
        (points(rng), 0.8, False),
        (information(rng), 0.8, False),
        (constraints(rng), 0.15 if ca else 0.03, True),
        (x509.TLSFeature([x509.TLSFeatureType.status_request]), 0.05, False),
        (x509.InhibitAnyPolicy(0), 0.05, True),
        (x509.PolicyConstraints(0, None), 0.05, True),
    ]
    if not ca:
        parts.append((alternative(rng), 0.95, False))
    for part, chance, critical in parts:
        if rng.random() < chance:
            builder = builder.add_extension(part, critical if rng.random() < 0.93 else not critical)
    hashed = None if isinstance(key, ed25519.Ed25519PrivateKey) else rng.choice([hashes.SHA256(), hashes.SHA384(), hashes.SHA512()])
    return builder.sign(key, hashed), "intermediate" if ca else "leaf"


def make(folder, count, seed):
    rng = random.Random(seed)
    keys = [ec.generate_private_key(curve) for curve in (ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1(), ec.SECP256K1())]
    keys += [rsa.generate_private_key(65537, 2048), rsa.generate_private_key(3, 2048), ed25519.Ed25519PrivateKey.generate()]
    keys += [keys[0]] * 4 + [keys[4]] * 4
    for number in range(count):
        cert, role = mint(rng, keys)
        find(folder, cert.public_bytes(serialization.Encoding.DER), f"random-{number:05}", role, True)


def ours(folder, cargo):
    command = cargo.split() + ["test", "--quiet", "--test", "it", "--", "--ignored", "--exact", "check::profile::says_what_it_thinks_of_a_folder"]
    subprocess.run(command, check=True, env={**os.environ, "WAARBORG_LINTS": str(folder)}, stdout=subprocess.DEVNULL)
    said = collections.defaultdict(set)
    for line in (folder / "ours.tsv").read_text().splitlines():
        file, lint, *_ = line.split("\t")
        said[file].add(lint)
    return said


def pkix_rules():
    return certificate.create_pkix_certificate_validator_container(
        certificate.create_decoding_validators(name.ATTRIBUTE_TYPE_MAPPINGS, extension.EXTENSION_MAPPINGS),
        [
            certificate.create_issuer_validator_container([]),
            certificate.create_validity_validator_container(),
            certificate.create_subject_validator_container([]),
            certificate.create_extensions_validator_container([]),
            certificate.create_spki_validator_container([]),
        ],
    )


def public_rules(cert, role, cache):
    if role == "root":
        kind = serverauth_constants.CertificateType.ROOT_CA
    elif role == "intermediate":
        kind = serverauth_constants.CertificateType.INTERNAL_UNCONSTRAINED_TLS_CA
    else:
        try:
            kind = serverauth.determine_certificate_type(cert)
        except Exception:
            kind = serverauth_constants.CertificateType.OV_FINAL_CERTIFICATE
        if kind not in serverauth_constants.SUBSCRIBER_CERTIFICATE_TYPES:
            kind = serverauth_constants.CertificateType.OV_FINAL_CERTIFICATE
    if kind not in cache:
        cache[kind] = certificate.create_pkix_certificate_validator_container(
            serverauth.create_decoding_validators(), serverauth.create_validators(kind)
        )
    return cache[kind]


def theirs(folder):
    pkix, cache, said, unread = pkix_rules(), {}, {}, set()
    load = loader.RFC5280CertificateDocumentLoader()
    for path in sorted(folder.glob("*.der")):
        role = path.name.split(".")[-2]
        codes = set()
        try:
            cert = load.load_der_document(path.read_bytes(), path.name)
            runs = [pkix] + ([public_rules(cert, role, cache)] if ".public." in path.name else [])
            for rules in runs:
                for result in rules.validate(load.load_der_document(path.read_bytes(), path.name).root):
                    codes |= {found.finding.code for found in result.finding_descriptions}
        except Exception as error:
            unread.add((path.name, f"{type(error).__name__}: {error}"[:100]))
            continue
        said[path.name] = codes
    return said, unread


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--folder", type=pathlib.Path)
    arguments.add_argument("--random", type=int, default=500)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--cargo", default="cargo")
    arguments = arguments.parse_args()
    folder = arguments.folder or pathlib.Path(tempfile.mkdtemp())
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.der"):
        old.unlink()
    collect(folder)
    make(folder, arguments.random, arguments.seed)
    peer, unread = theirs(folder)
    mine = ours(folder, arguments.cargo)
    agreed = unexplained = 0
    print(f"{len(peer)} certificates; pkilint could not read {len(unread)}")
    for same, only_public in ((SAME, False), (SAME_PUBLIC, True)):
        for lint, codes in same.items():
            ids = set(lint.split("|"))
            both, only_us, only_them = [], [], []
            for file, found in peer.items():
                if only_public and ".public." not in file or "unreadable" in mine[file]:
                    continue
                us, them = bool(ids & mine[file]), bool(set(codes) & found)
                if us and them:
                    both.append(file)
                elif us:
                    only_us.append(file)
                elif them:
                    only_them.append(file)
            agreed += len(both)
            for side, files in (("only ours", only_us), ("only pkilint", only_them)):
                if not files:
                    continue
                reason = EXPLAINED.get((lint, side))
                unexplained += 0 if reason else len(files)
                print(f"{lint}: {side} {len(files)} (both {len(both)}) {reason or 'UNEXPLAINED ' + ', '.join(files[:3])}")
    print(f"agreed on {agreed}; unexplained differences: {unexplained}")
    sys.exit(1 if unexplained else 0)


if __name__ == "__main__":
    main()
