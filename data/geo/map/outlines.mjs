// The outline of each country code, from a topology of world-atlas: shared by the map and the distances.

// Outlines without a number of their own, and parts that carry another code than the outline
// they are drawn with. Box: west, south, east, north.
const NAMED = { Kosovo: "XK", "N. Cyprus": "CY", Somaliland: "SO" };
const PARTS = [
  { of: "FR", code: "GF", box: [-55, 2, -51, 6] },
  { of: "FR", code: "GP", box: [-62, 15.8, -60.9, 16.6] },
  { of: "FR", code: "MQ", box: [-61.3, 14.3, -60.7, 15] },
  { of: "FR", code: "RE", box: [55, -21.5, 56, -20.7] },
  { of: "FR", code: "YT", box: [44.9, -13.2, 45.4, -12.5] },
  { of: "NO", code: "SJ", box: [-10, 70.5, 36, 81.5], not: [15, 70.5, 32, 71.5] },
  { of: "NO", code: "BV", box: [3, -55, 4, -54] },
  { of: "NL", code: "BQ", box: [-69, 11, -62, 18] },
  { of: "RU", code: "UA", box: [32.3, 44.2, 36.8, 46.4] },
];
const inside = ([x, y], [west, south, east, north]) => x >= west && x <= east && y >= south && y <= north;

/** The polygons of each code, as lists of arcs. */
export function polygons(topology, numeric, topojson, d3) {
  const found = new Map();
  for (const outline of topology.objects.countries.geometries) {
    const base = numeric[outline.id] ?? NAMED[outline.properties.name];
    if (!base) continue;
    for (const arcs of outline.type === "Polygon" ? [outline.arcs] : outline.arcs) {
      const polygon = { type: "Polygon", arcs };
      const centre = d3.geoCentroid(topojson.feature(topology, polygon));
      const part = PARTS.find((p) => p.of === base && inside(centre, p.box) && !(p.not && inside(centre, p.not)));
      const code = part?.code ?? base;
      found.set(code, [...(found.get(code) ?? []), polygon]);
    }
  }
  return found;
}
