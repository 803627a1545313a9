/** Where boxes and lines of the path's picture stand: the PC on the left, the gateway of the tunnel between, all others
 *  on the right by where they are. */
import type { PathLink, PathNode, PathPicture } from '../../report.ts';

export interface Placed {
  readonly node: PathNode;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Zone {
  readonly title: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly zones: readonly Zone[];
  readonly placed: readonly Placed[];
  /** The box of each node, by the node's number. */
  readonly at: readonly (Placed | undefined)[];
  /** The tunnel from the PC to its gateway. */
  readonly pipes: readonly string[];
  /** Where each link meets its boxes: fractions of their height. */
  readonly ports: ReadonlyMap<PathLink, readonly [number, number]>;
}

const WIDTH = 1000;
const PC = { x: 12, width: 210 };
const GATEWAY = { x: 350, width: 170 };
const RIGHT = { x: 640, width: 300 };
const GAP = 12;
const HEAD = 32;

const TITLES: readonly (readonly [PathNode['zone'], string])[] = [
  ['inside', 'Inside (private addresses)'],
  ['outside', 'Internet'],
  ['local', 'Network around the PC'],
  ['unknown', 'Not known where'],
  ['peer', 'Other side of the call'],
];

/** Between lines that meet a box. */
const APART = 9;

/** Room for two or three lines of text, and for the links that meet it. */
const heightOf = (n: PathNode, links: number): number =>
  Math.max(n.kind === 'interface' || n.addresses.length === 0 || n.names.length === 0 ? 48 : 64, (links + 1) * APART);

/** Tunnel first: its lines go to the top. */
const rank = (n: PathNode): number => (n.class === 'tunnel' ? 0 : n.class === 'physical' ? 1 : 2);

interface Column {
  /** Links that meet each box. */
  readonly meet: ReadonlyMap<PathNode, number>;
  readonly zones: Zone[];
  readonly at: Map<PathNode, Placed>;
}

/** One box below the other within a zone. @returns where the zone ends. */
function stack(column: Column, title: string, nodes: readonly PathNode[], x: number, width: number, y: number): number {
  let next = y + HEAD;
  for (const node of nodes) {
    const height = heightOf(node, column.meet.get(node) ?? 0);
    column.at.set(node, { node, x: x + 10, y: next, width: width - 20, height });
    next += height + GAP;
  }
  column.zones.push({ title, x, y, width, height: next - y });
  return next;
}

export function boxesOf(path: PathPicture): Layout {
  const meet = new Map<PathNode, number>();
  for (const l of path.links)
    for (const n of [path.nodes[l.from], path.nodes[l.to]]) if (n) meet.set(n, (meet.get(n) ?? 0) + 1);
  const column: Column = { meet, zones: [], at: new Map() };
  const right = path.nodes.filter((n) => n.kind !== 'interface' && n.kind !== 'gateway');
  const known = new Set(TITLES.map(([zone]) => zone));
  let y = 8;
  for (const [zone, title] of TITLES) {
    const here = right.filter((n) => (known.has(n.zone) ? n.zone : 'unknown') === zone);
    if (here.length > 0) y = stack(column, title, here, RIGHT.x, RIGHT.width, y) + GAP;
  }
  // The gateway above the PC: what leaves beside the tunnel does not cross it.
  let gatewayY = 8;
  for (const node of path.nodes.filter((n) => n.kind === 'gateway')) {
    const height = heightOf(node, 0);
    column.at.set(node, { node, x: GATEWAY.x, y: gatewayY, width: GATEWAY.width, height });
    gatewayY += height + GAP;
  }
  const own = path.nodes.filter((n) => n.kind === 'interface').sort((a, b) => rank(a) - rank(b));
  const needed = own.reduce((sum, n) => sum + heightOf(n, meet.get(n) ?? 0) + GAP, HEAD);
  const ownTop = Math.max(gatewayY, (y - needed) / 2.5);
  const ownEnd = stack(column, 'This PC', own, PC.x, PC.width, ownTop);
  const placed = path.nodes.flatMap((n) => column.at.get(n) ?? []);
  const gateway = placed.find((p) => p.node.kind === 'gateway');
  const pipes = gateway
    ? placed
        .filter((p) => p.node.class === 'tunnel')
        .map((p) => `M${p.x + p.width} ${mid(p)}L${gateway.x} ${mid(gateway)}`)
    : [];
  return {
    width: WIDTH,
    height: Math.ceil(Math.max(y, ownEnd + 8, gatewayY + 8)),
    zones: column.zones,
    placed,
    at: path.nodes.map((n) => column.at.get(n)),
    pipes,
    ports: portsOf(path, column.at),
  };
}

const mid = (p: Placed): number => p.y + p.height / 2;

/** Lines leave a box in the order in which their other ends stand, so that few of them cross. */
function portsOf(path: PathPicture, at: ReadonlyMap<PathNode, Placed>): Layout['ports'] {
  const ends = new Map<PathNode, { readonly link: PathLink; readonly side: 0 | 1; readonly other: number }[]>();
  const add = (node: PathNode | undefined, link: PathLink, side: 0 | 1, other: PathNode | undefined): void => {
    const place = other && at.get(other);
    if (!node || !place) return;
    const known = ends.get(node) ?? [];
    known.push({ link, side, other: mid(place) });
    ends.set(node, known);
  };
  for (const link of path.links) {
    const [from, to] = [path.nodes[link.from], path.nodes[link.to]];
    add(from, link, 0, to);
    add(to, link, 1, from);
  }
  const ports = new Map<PathLink, [number, number]>();
  for (const all of ends.values()) {
    all.sort((a, b) => a.other - b.other);
    all.forEach((e, i) => {
      const known = ports.get(e.link) ?? [0.5, 0.5];
      known[e.side] = (i + 1) / (all.length + 1);
      ports.set(e.link, known);
    });
  }
  return ports;
}

export interface Curve {
  readonly d: string;
  readonly end: readonly [number, number];
  readonly middle: readonly [number, number];
  /** It comes to its box from the right. */
  readonly left: boolean;
}

const round = (n: number): number => Math.round(n * 10) / 10;

/** A point of a cubic Bézier curve. */
const point = (t: number, a: number, b: number, c: number, d: number): number =>
  round((1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t ** 2 * c + t ** 3 * d);

/** From the PC to the right; what goes through the tunnel passes its gateway; between boxes of the right column around
 *  its right side. */
export function curve(link: PathLink, layout: Layout): Curve | undefined {
  const [from, to] = [layout.at[link.from], layout.at[link.to]];
  const [out, into] = layout.ports.get(link) ?? [0.5, 0.5];
  if (!from || !to) return undefined;
  const y1 = round(from.y + from.height * out);
  const y2 = round(to.y + to.height * into);
  if (from.x === to.x) {
    const [x1, x2] = [from.x + from.width, to.x + to.width];
    const bend = x1 + 44;
    return {
      d: `M${x1} ${y1}C${bend} ${y1} ${bend} ${y2} ${x2 + 8} ${y2}`,
      end: [x2, y2],
      middle: [point(0.5, x1, bend, bend, x2), point(0.5, y1, y1, y2, y2)],
      left: true,
    };
  }
  const x2 = to.x;
  const gateway = layout.placed.find((p) => p.node.kind === 'gateway');
  if (from.node.class === 'tunnel' && gateway && to !== gateway) {
    const [gx, gy] = [gateway.x, round(gateway.y + gateway.height * out)];
    const x1 = gateway.x + gateway.width;
    const c = (x2 - x1) / 2;
    return {
      d: `M${from.x + from.width} ${y1}L${gx} ${gy}M${x1} ${gy}C${x1 + c} ${gy} ${x2 - c} ${y2} ${x2 - 8} ${y2}`,
      end: [x2, y2],
      middle: [point(0.6, x1, x1 + c, x2 - c, x2), point(0.6, gy, gy, y2, y2)],
      left: false,
    };
  }
  const x1 = from.x + from.width;
  const c = (x2 - x1) * 0.55;
  return {
    d: `M${x1} ${y1}C${x1 + c} ${y1} ${x2 - c} ${y2} ${x2 - 8} ${y2}`,
    end: [x2, y2],
    middle: [point(0.78, x1, x1 + c, x2 - c, x2), point(0.78, y1, y1, y2, y2)],
    left: false,
  };
}
