// Draws map.json: outlines and label points of all countries, for the map in the report.
// Needs the npm packages world-atlas, topojson-client and d3-geo; see ../README.md.
//   node generate.mjs FOLDER-WITH-node_modules

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { polygons } from "./outlines.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const packages = createRequire(join(resolve(process.argv[2] ?? "."), "package.json"));
const topojson = packages("topojson-client");
const d3 = await import(pathToFileURL(packages.resolve("d3-geo")));
const atlas = (scale) => JSON.parse(readFileSync(packages.resolve(`world-atlas/countries-${scale}.json`)));

const WIDTH = 960;
const MARGIN = 6;
const { numeric, places } = JSON.parse(readFileSync(join(here, "places.json")));
const codes = [...new Set([...readFileSync(join(here, "../../locations/areas.toml"), "utf8")
  .matchAll(/^code = "([A-Z]{2})"$/gm)].map((m) => m[1]))].sort();

const inside = ([x, y], [west, south, east, north]) => x >= west && x <= east && y >= south && y <= north;

/** One geometry per code, from the polygons of the topology. */
function countries(topology) {
  const found = polygons(topology, numeric, topojson, d3);
  return new Map([...found].map(([code, list]) => [code, topojson.merge(topology, list)]));
}

/** The rings that a projection draws, each polygon with its holes, as lists of points. */
function drawn(geometry, projection) {
  const polygons = [];
  let ring = null;
  const stream = projection.stream({
    point: (x, y) => ring?.push([x, y]),
    lineStart: () => (ring = []),
    lineEnd: () => { if (ring.length > 2) polygons.at(-1)?.push(ring); ring = null; },
    polygonStart: () => polygons.push([]),
    polygonEnd: () => {},
    sphere: () => {},
  });
  // One polygon at a time, so that holes stay with their outer ring.
  for (const coordinates of geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates) {
    d3.geoStream({ type: "Polygon", coordinates }, stream);
  }
  return polygons.filter((rings) => rings.length);
}

const ringArea = (ring) => Math.abs(ring.reduce((sum, [x, y], i) => {
  const [u, v] = ring[(i + 1) % ring.length];
  return sum + x * v - u * y;
}, 0) / 2);
const polygonArea = (rings) => Math.max(...rings.map(ringArea));

/** Distance from a point to the nearest edge, negative when outside. */
function depth([x, y], rings) {
  let within = false, nearest = Infinity;
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [ax, ay] = ring[i], [bx, by] = ring[j];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) within = !within;
      const length = (bx - ax) ** 2 + (by - ay) ** 2;
      const t = length ? Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length)) : 0;
      nearest = Math.min(nearest, Math.hypot(ax + t * (bx - ax) - x, ay + t * (by - ay) - y));
    }
  }
  return within ? nearest : -nearest;
}

/** The point of the largest polygon that lies deepest inside it. */
function labelPoint(polygons) {
  const rings = polygons.reduce((a, b) => (polygonArea(b) > polygonArea(a) ? b : a));
  const points = rings.flat();
  const [xs, ys] = [points.map((p) => p[0]), points.map((p) => p[1])];
  let [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  let best = null;
  for (let round = 0; round < 6; round++) {
    for (let i = 0; i <= 16; i++) {
      for (let j = 0; j <= 16; j++) {
        const point = [left + ((right - left) * i) / 16, top + ((bottom - top) * j) / 16];
        const value = depth(point, rings);
        if (!best || value > best.value) best = { point, value };
      }
    }
    const [w, h] = [(right - left) / 6, (bottom - top) / 6];
    [left, right, top, bottom] = [best.point[0] - w, best.point[0] + w, best.point[1] - h, best.point[1] + h];
  }
  return best.point;
}

/** SVG path data with one decimal; specks are left out unless they are all there is. */
function pathData(polygons, speck) {
  const large = polygons.filter((rings) => polygonArea(rings) >= speck);
  const kept = large.length ? large : [polygons.reduce((a, b) => (polygonArea(b) > polygonArea(a) ? b : a))];
  const round = (n) => Math.round(n * 10);
  const text = (n) => String(n / 10);
  return kept.flat().map((ring) => {
    let [px, py] = ring[0].map(round), out = `M${text(px)},${text(py)}`, steps = 0;
    for (const point of ring.slice(1)) {
      const [x, y] = point.map(round);
      if (x === px && y === py) continue;
      const [dx, dy] = [text(x - px), text(y - py)];
      out += `${steps++ ? (dx.startsWith("-") ? "" : " ") : "l"}${dx}${dy.startsWith("-") ? "" : ","}${dy}`;
      [px, py] = [x, y];
    }
    return steps > 1 ? `${out}z` : "";
  }).join("").replaceAll(/(?<=[ ,l-])0\./g, ".");
}

function view(shapes, projection, height, speck, everyCode) {
  const frame = [0, 0, WIDTH, height];
  const result = {};
  for (const code of codes) {
    const shape = shapes.get(code);
    const polygons = shape && code !== "AQ" ? drawn(shape, projection) : [];
    let point = projection(places[code]);
    // A sliver of a country whose place lies outside the frame is no use to a reader.
    const shown = polygons.some((rings) => polygonArea(rings) > 20) || (polygons.length && inside(point, frame));
    const path = shown ? pathData(polygons, speck) : "";
    if (path) point = labelPoint(polygons);
    if (!path && !inside(point, frame)) {
      if (!everyCode) continue;
      point = [Math.min(Math.max(point[0], 8), WIDTH - 8), Math.min(Math.max(point[1], 8), height - 8)];
    }
    result[code] = { path, x: Math.round(point[0]), y: Math.round(point[1]) };
  }
  return { width: WIDTH, height, countries: result };
}

const world = countries(atlas("110m"));
const detailed = countries(atlas("50m"));

// The whole globe in width; in height from the north of Greenland to Cape Horn.
const whole = d3.geoEqualEarth().rotate([-11, 0]).fitWidth(WIDTH, { type: "Sphere" });
const [north, south] = [[-35, 83.9], [-67, -57]].map((place) => whole(place)[1]);
const [left, top] = whole.translate();
whole.translate([left, top - north + MARGIN]);
const worldHeight = Math.ceil(south - north + 2 * MARGIN);

const edge = { type: "MultiPoint", coordinates: [[-24.6, 65.4], [-18.2, 67.2], [-9.7, 36.6], [-10.6, 53.5], [34.9, 34.4],
  [23.8, 34.5], [12.5, 35.3], [31.8, 62.9], [28, 71.4]] };
const near = d3.geoAzimuthalEqualArea().rotate([-12, -53]).fitWidth(WIDTH, edge);
const europeHeight = Math.ceil(d3.geoPath(near).bounds(edge)[1][1]);
near.clipExtent([[0, 0], [WIDTH, europeHeight]]);

const map = {
  source: "Natural Earth (public domain), through world-atlas 2.0.2",
  views: {
    world: view(world, whole, worldHeight, 0.4, true),
    europe: view(detailed, near, europeHeight, 1.5, false),
  },
};
const missing = codes.filter((code) => !map.views.world.countries[code]);
if (missing.length) throw new Error(`no place for ${missing.join(", ")}`);
writeFileSync(join(here, "map.json"), `${JSON.stringify(map)}\n`);
console.log(`map.json: ${JSON.stringify(map).length} bytes, world ${WIDTH}x${worldHeight}, europe ${WIDTH}x${europeHeight}`);
