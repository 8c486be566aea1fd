/**
 * Scaling curves as an SVG: both axes logarithmic, every line named at its end.
 *
 * @module
 */

/** One line: points of size and value, and who it is. */
export interface Curve {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Drawn thick: the one that the picture is about. */
  readonly strong?: boolean | undefined;
}

/** What is to be drawn. */
export interface Drawing {
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly curves: readonly Curve[];
  /** How a value on an axis reads. */
  readonly formatX: (value: number) => string;
  readonly formatY: (value: number) => string;
}

const WIDTH = 760;
const HEIGHT = 460;
const LEFT = 84;
const RIGHT = 190;
const TOP = 56;
const BOTTOM = 60;
const LABEL_HEIGHT = 15;
/** Told apart by those who see red and green alike (Okabe and Ito). */
const COLORS = [
  "#0072b2",
  "#d55e00",
  "#009e73",
  "#cc79a7",
  "#e69f00",
  "#56b4e9",
  "#8c6d31",
  "#7f7f7f",
  "#a05195",
  "#4d4d4d",
  "#b2182b",
  "#1b7837",
];

/** Maps a value on a logarithmic axis to a place on the paper. */
class Axis {
  readonly ticks: readonly number[];
  readonly #low: number;
  readonly #high: number;
  readonly #from: number;
  readonly #to: number;

  constructor(values: readonly number[], from: number, to: number) {
    const low = Math.floor(Math.log10(Math.min(...values)) + 1e-9);
    const high = Math.ceil(Math.log10(Math.max(...values)) - 1e-9);
    this.#low = low;
    this.#high = Math.max(high, low + 1);
    this.#from = from;
    this.#to = to;
    this.ticks = Array.from(
      { length: this.#high - low + 1 },
      (_, index) => 10 ** (low + index),
    );
  }

  at(value: number): number {
    const share = (Math.log10(value) - this.#low) / (this.#high - this.#low);
    return Number((this.#from + share * (this.#to - this.#from)).toFixed(1));
  }
}

/**
 * The drawing as the text of an SVG file. Points that are not finite and above
 * zero have no place on a logarithmic axis and are left out.
 *
 * @throws {RangeError} when no point is left.
 */
export function drawCurves(drawing: Drawing): string {
  const curves = drawing.curves.map((curve, index) => ({
    ...curve,
    color: COLORS[index % COLORS.length]!,
    points: curve.points.filter(([x, y]) => x > 0 && y > 0 && isFinite(y)),
  })).filter((curve) => curve.points.length > 0);
  if (curves.length === 0) throw new RangeError("No points to draw");
  const points = curves.flatMap((curve) => curve.points);
  const x = new Axis(points.map(([at]) => at), LEFT, WIDTH - RIGHT);
  const y = new Axis(points.map(([, at]) => at), HEIGHT - BOTTOM, TOP);
  const ends = spread(
    curves.map((curve) => y.at(curve.points[curve.points.length - 1]![1])),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}"` +
    ` font-family="system-ui, sans-serif" font-size="12" role="img">`,
    `<title>${escapeText(drawing.title)}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    text(LEFT, 26, drawing.title, ` font-size="16" font-weight="600"`),
    ...drawGrid(drawing, x, y),
    ...curves.flatMap((curve, index) => drawCurve(curve, x, y, ends[index]!)),
    `</svg>`,
    "",
  ].join("\n");
}

function drawGrid(drawing: Drawing, x: Axis, y: Axis): string[] {
  const bottom = HEIGHT - BOTTOM;
  const right = WIDTH - RIGHT;
  const middle = (TOP + bottom) / 2;
  return [
    ...x.ticks.flatMap((tick) => [
      rule(x.at(tick), TOP, x.at(tick), bottom),
      text(x.at(tick), bottom + 20, drawing.formatX(tick), ANCHOR_MIDDLE),
    ]),
    ...y.ticks.flatMap((tick) => [
      rule(LEFT, y.at(tick), right, y.at(tick)),
      text(LEFT - 8, y.at(tick) + 4, drawing.formatY(tick), ANCHOR_END),
    ]),
    text((LEFT + right) / 2, HEIGHT - 16, drawing.xTitle, ANCHOR_MIDDLE),
    text(
      18,
      middle,
      drawing.yTitle,
      `${ANCHOR_MIDDLE} transform="rotate(-90 18 ${middle})"`,
    ),
  ];
}

function drawCurve(
  curve: Curve & { readonly color: string },
  x: Axis,
  y: Axis,
  end: number,
): string[] {
  const places = curve.points.map(([at, value]) => [x.at(at), y.at(value)]);
  const width = curve.strong ? 3.5 : 1.8;
  const [lastX, lastY] = places[places.length - 1]!;
  const label = WIDTH - RIGHT + 14;
  return [
    `<polyline fill="none" stroke="${curve.color}" stroke-width="${width}"` +
    ` points="${places.map((place) => place.join(",")).join(" ")}"/>`,
    ...places.map(([cx, cy]) =>
      `<circle cx="${cx}" cy="${cy}" r="${width}" fill="${curve.color}"/>`
    ),
    `<path d="M${lastX} ${lastY}L${label - 3} ${end}" stroke="${curve.color}"` +
    ` stroke-width="0.8" stroke-dasharray="2 2" fill="none"/>`,
    text(
      label,
      end + 4,
      curve.name,
      ` fill="${curve.color}"${curve.strong ? ' font-weight="700"' : ""}`,
    ),
  ];
}

/** Moves labels apart that would lie on one another, keeping their order. */
function spread(places: readonly number[]): number[] {
  const order = places.map((_, index) => index)
    .sort((a, b) => places[a]! - places[b]!);
  const spaced: number[] = [];
  for (const index of order) {
    const above = spaced.length === 0 ? -Infinity : spaced[spaced.length - 1];
    spaced.push(Math.max(places[index]!, above! + LABEL_HEIGHT));
  }
  const over = Math.max(0, (spaced.at(-1) ?? 0) - (HEIGHT - BOTTOM));
  const result: number[] = [];
  for (const [rank, index] of order.entries()) {
    result[index] = spaced[rank]! - over;
  }
  return result;
}

const ANCHOR_MIDDLE = ` text-anchor="middle"`;
const ANCHOR_END = ` text-anchor="end"`;

function rule(x1: number, y1: number, x2: number, y2: number): string {
  return `<path d="M${x1} ${y1}L${x2} ${y2}" stroke="#dddddd"/>`;
}

function text(x: number, y: number, words: string, attributes = ""): string {
  return `<text x="${x}" y="${y}"${attributes}>${escapeText(words)}</text>`;
}

function escapeText(words: string): string {
  return words.replaceAll("&", "&amp;").replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}
