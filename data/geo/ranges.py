"""Reads the range files of the providers into plain tuples.

Every reader returns (date the file states or None, regions, edges):
regions is a list of (network, region, zone or None, country), edges of (network, class, note).
"""

import csv
import io
import ipaddress
import json
import lzma
import re
import tomllib
import urllib.request
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
COUNTRIES = tomllib.loads((HERE / "region-countries.toml").read_text())
ANYCAST, CDN = "anycast", "cdn"

AWS_EDGE = {
    "CLOUDFRONT": (CDN, "CloudFront, published without a region"),
    "CLOUDFRONT_ORIGIN_FACING": (CDN, "CloudFront, published without a region"),
    "GLOBALACCELERATOR": (ANYCAST, "Global Accelerator"),
    "ROUTE53": (ANYCAST, "Route 53 name servers"),
}
AWS_GLOBAL = (ANYCAST, "Published as GLOBAL: without a region")


class UnknownRegion(Exception):
    pass


def net(text):
    return ipaddress.ip_network(text.strip(), strict=False)


def read(directory, name):
    path = Path(directory) / name
    packed = path.with_name(name + ".xz")
    return lzma.decompress(packed.read_bytes()) if packed.exists() else path.read_bytes()


def country_of(source, region, zone=None):
    """The country of a region or zone; None when the provider has published none."""
    table = COUNTRIES[source]
    if region in table["undetermined"]:
        return None
    found = table["regions"].get(region)
    if found and zone:
        found = table["zones"].get(region, {}).get(zone.removeprefix(region + "-"))
    if not found:
        name = f"{region} / {zone}" if zone else region
        raise UnknownRegion(f"{source}: {name} is not in region-countries.toml")
    return found


def aws(data):
    doc = json.loads(data)
    regions, edges = {}, {}
    for entry in doc["prefixes"] + doc["ipv6_prefixes"]:
        network = net(entry.get("ip_prefix") or entry["ipv6_prefix"])
        region, group = entry["region"], entry["network_border_group"]
        if region == "GLOBAL":
            # A named service says more than the catch-all AMAZON entry of the same prefix.
            if network not in edges or entry["service"] in AWS_EDGE:
                edges[network] = AWS_EDGE.get(entry["service"], AWS_GLOBAL)
        else:
            zone = group if group != region else None
            country = country_of("aws", region, zone)
            if country and regions.setdefault(network, (region, zone, country)) != (region, zone, country):
                raise ValueError(f"aws: {network} has two regions")
    return doc["createDate"][:10], [(n, *r) for n, r in regions.items()], [(n, *e) for n, e in edges.items()]


def azure(data):
    regions, edges = {}, {}
    tags = json.loads(data)["values"]
    # The AzureCloud tags are the authority; a service tag only adds prefixes they lack.
    for tag in sorted(tags, key=lambda tag: not tag["name"].startswith("AzureCloud.")):
        name, region = tag["name"], tag["properties"]["region"]
        prefixes = [net(prefix) for prefix in tag["properties"]["addressPrefixes"]]
        if region and (country := country_of("azure", region)):
            for network in prefixes:
                regions.setdefault(network, (region, None, country))
        if name in ("AzureFrontDoor.Frontend", "AzureFrontDoor.FirstParty", "AzureFrontDoor.MicrosoftSecurity"):
            edges.update((network, (ANYCAST, "Azure Front Door")) for network in prefixes)
    return None, [(n, *r) for n, r in regions.items()], [(n, *e) for n, e in edges.items()]


def gcp(data):
    doc = json.loads(data)
    regions, edges = [], []
    for entry in doc["prefixes"]:
        network, scope = net(entry.get("ipv4Prefix") or entry["ipv6Prefix"]), entry["scope"]
        if scope == "global":
            edges.append((network, ANYCAST, "Google Cloud load balancing and other global addresses"))
        elif country := country_of("gcp", scope):
            regions.append((network, scope, None, country))
    return doc["creationTime"][:10], regions, edges


def oci(data):
    doc = json.loads(data)
    regions = []
    for entry in doc["regions"]:
        if country := country_of("oci", entry["region"]):
            regions += [(net(cidr["cidr"]), entry["region"], None, country) for cidr in entry["cidrs"]]
    return doc["last_updated_timestamp"][:10], regions, []


def geofeed(data):
    """RFC 8805: prefix, country, subdivision, city, postal code."""
    text, regions = data.decode(), []
    for row in csv.reader(io.StringIO(text)):
        if len(row) > 3 and not row[0].startswith("#") and row[1]:
            regions.append((net(row[0]), row[3].strip() or row[1], None, row[1].upper()))
    stated = re.search(r"# Last modified: (\d{4}-\d\d-\d\d)", text)
    return stated and stated[1], regions, []


def listed(edge_class, note):
    """A list of prefixes: text, JSON of whatever shape, or a zip of text files."""
    def reader(data):
        if data[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(data)) as bundle:
                data = b"\n".join(bundle.read(name) for name in sorted(bundle.namelist()))
        found = re.findall(r"[0-9a-fA-F:.]+/\d{1,3}", data.decode())
        return None, [], [(net(prefix), edge_class, note) for prefix in found]
    return reader


READERS = {
    "aws": aws,
    "azure": azure,
    "digitalocean": geofeed,
    "gcp": gcp,
    "linode": geofeed,
    "oci": oci,
    "akamai": listed(CDN, "Blocks of the delivery network: the address depends on the place of the client"),
    "cloudflare": listed(ANYCAST, "Delivery network and web protection"),
    "fastly": listed(ANYCAST, "Delivery network"),
    "zscaler": listed(CDN, "Web proxy hubs: an address of the user's side, not of a server"),
}


def load(key, source, directory):
    """Reads one source from `directory`, or from its published address when that is None."""
    if directory:
        data = read(directory, source["file"])
    else:
        data = fetch(source["url"])
        if "link" in source:
            data = fetch(re.search(source["link"], data.decode())[0])
    stated, regions, edges = READERS[key](data)
    return stated, regions, edges


def fetch(url):
    request = urllib.request.Request(url, headers={"User-Agent": "waarborg-geo/1"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.read()
