// Writes ../../locations/distances.csv: how far it is at least from an observer in one country (row) to a place that is
// said to be in another (column), in kilometres.
// Needs the npm packages world-atlas, topojson-client and d3-geo; see ../README.md.
//   node distances.mjs FOLDER-WITH-node_modules
//
// A distance is used to say that a place is impossible, so it must never be too long. It is the shortest way between two
// outlines of the 1:10m map, less what the map and this program can be off. An observer is where the code says; a place
// that is said to be in a country may be in any territory that the country could have on its list.

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { polygons } from "./outlines.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const packages = createRequire(join(resolve(process.argv[2] ?? "."), "package.json"));
const topojson = packages("topojson-client");
const d3 = await import(pathToFileURL(packages.resolve("d3-geo")));
const topology = JSON.parse(readFileSync(packages.resolve("world-atlas/countries-10m.json")));
const { numeric } = JSON.parse(readFileSync(join(here, "places.json")));

const EARTH_KM = 6371.0088;
/** Points along an outline lie no further apart than this. */
const STEP_KM = 4;
/** The earth is no sphere: a way along it is at most this much shorter than on one. */
const FLATTENING = 0.994;
/** Steps between points, the coarseness of the map, and islands that are too small to be drawn. */
const MARGIN_KM = 30;

// Parts that have a code of their own and that ISO 3166-2 also lists under these.
const ALSO = {
  CN: ["HK", "MO", "TW"],
  FI: ["AX"],
  FR: ["BL", "GF", "GP", "MF", "MQ", "NC", "PF", "PM", "RE", "TF", "WF", "YT"],
  NL: ["AW", "BQ", "CW", "SX"],
  NO: ["BV", "SJ"],
  US: ["AS", "GU", "MP", "PR", "UM", "VI"],
  // Places that more than one country lists as its own. No position is taken on any of them.
  AR: ["FK"],
  IL: ["PS"],
  MA: ["EH"],
  PS: ["IL"],
  RS: ["XK"],
};
// Outlines that the map draws apart, or with one of those that list them.
const SHARED = {
  Akrotiri: ["CY", "GB"],
  Baikonur: ["KZ", "RU"],
  "Cyprus U.N. Buffer Zone": ["CY"],
  Dhekelia: ["CY", "GB"],
  "N. Cyprus": ["CY", "TR"],
  "Siachen Glacier": ["IN", "PK"],
  "USNB Guantanamo Bay": ["CU", "US"],
};
const CRIMEA = [32.3, 44.2, 36.8, 46.4];

const radians = (degrees) => (degrees * Math.PI) / 180;
const vector = ([lon, lat]) => [
  Math.cos(radians(lat)) * Math.cos(radians(lon)), Math.cos(radians(lat)) * Math.sin(radians(lon)), Math.sin(radians(lat)),
];

/** Points along the rings of a polygon, as flat unit vectors. */
function points(polygon, into) {
  for (const ring of topojson.feature(topology, polygon).geometry.coordinates) {
    for (let i = 0; i + 1 < ring.length; i++) {
      const [a, b] = [ring[i], ring[i + 1]];
      // A ring that goes round the pole or over the date line has no long edge there.
      const long = Math.abs(a[0] - b[0]) > 180;
      const length = long ? 0 : d3.geoDistance(a, b) * EARTH_KM;
      // Along a parallel the straight line of the map is longer than the great circle.
      const steps = Math.max(1, Math.ceil((length * 1.6) / STEP_KM));
      for (let s = 0; s < steps; s++) {
        into.push(...vector([a[0] + ((b[0] - a[0]) * s) / steps, a[1] + ((b[1] - a[1]) * s) / steps]));
      }
    }
  }
}

/** A tree of boxes around points. */
function tree(list) {
  const count = list.length / 3;
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  const build = (from, to) => {
    const low = [Infinity, Infinity, Infinity], high = [-Infinity, -Infinity, -Infinity];
    for (let i = from; i < to; i++) {
      for (let k = 0; k < 3; k++) {
        const value = list[order[i] * 3 + k];
        if (value < low[k]) low[k] = value;
        if (value > high[k]) high[k] = value;
      }
    }
    if (to - from <= 12) return { low, high, from, to };
    const widths = high.map((h, k) => h - low[k]);
    const axis = widths.indexOf(Math.max(...widths));
    order.subarray(from, to).sort((a, b) => list[a * 3 + axis] - list[b * 3 + axis]);
    const middle = (from + to) >> 1;
    return { low, high, left: build(from, middle), right: build(middle, to) };
  };
  return { list, order, root: build(0, count) };
}

/** The square of the distance between two boxes. */
function apart(a, b) {
  let sum = 0;
  for (let k = 0; k < 3; k++) {
    const gap = Math.max(a.low[k] - b.high[k], b.low[k] - a.high[k], 0);
    sum += gap * gap;
  }
  return sum;
}

/** The square of the shortest chord between two trees. */
function nearest(a, b) {
  let best = Infinity;
  const visit = (x, y) => {
    if (apart(x, y) >= best) return;
    if (!x.left && !y.left) {
      for (let i = x.from; i < x.to; i++) {
        for (let j = y.from; j < y.to; j++) {
          const [p, q] = [a.order[i] * 3, b.order[j] * 3];
          const d = (a.list[p] - b.list[q]) ** 2 + (a.list[p + 1] - b.list[q + 1]) ** 2 + (a.list[p + 2] - b.list[q + 2]) ** 2;
          if (d < best) best = d;
        }
      }
      return;
    }
    const pairs = [];
    for (const u of x.left ? [x.left, x.right] : [x]) for (const v of y.left ? [y.left, y.right] : [y]) pairs.push([apart(u, v), u, v]);
    pairs.sort((m, n) => m[0] - n[0]);
    for (const [, u, v] of pairs) visit(u, v);
  };
  visit(a.root, b.root);
  return best;
}

const add = (outlines, code, polygon) => {
  if (!outlines.has(code)) outlines.set(code, []);
  points(polygon, outlines.get(code));
};
const own = new Map();
const byCode = polygons(topology, numeric, topojson, d3);
for (const [code, list] of byCode) for (const polygon of list) add(own, code, polygon);
for (const outline of topology.objects.countries.geometries) {
  const list = outline.type === "Polygon" ? [outline.arcs] : outline.arcs;
  for (const arcs of list) {
    const polygon = { type: "Polygon", arcs };
    for (const code of SHARED[outline.properties.name] ?? []) add(own, code, polygon);
    const [x, y] = d3.geoCentroid(topojson.feature(topology, polygon));
    const [west, south, east, north] = CRIMEA;
    if (outline.properties.name === "Russia" && x >= west && x <= east && y >= south && y <= north) add(own, "RU", polygon);
  }
}

const codes = [...own.keys()].sort();
const trees = new Map(codes.map((code) => [code, tree(Float64Array.from(own.get(code)))]));
const chords = new Map();
const chord = (a, b) => {
  const key = a < b ? a + b : b + a;
  if (!chords.has(key)) chords.set(key, a === b ? 0 : Math.sqrt(nearest(trees.get(a), trees.get(b))));
  return chords.get(key);
};
const rows = codes.map((from) => {
  const row = codes.map((to) => {
    const places = [to, ...(ALSO[to] ?? [])].filter((code) => trees.has(code));
    const km = 2 * Math.asin(Math.min(1, Math.min(...places.map((place) => chord(from, place))) / 2)) * EARTH_KM;
    return Math.max(0, Math.floor(km * FLATTENING - MARGIN_KM));
  });
  return [from, ...row].join(",");
});
const path = join(here, "../../locations/distances.csv");
writeFileSync(path, `${["km", ...codes].join(",")}\n${rows.join("\n")}\n`);
console.log(`distances.csv: ${codes.length} countries and territories`);
