/** The picture of the path, and the same links in words. */
import type { PathLink, PathNode, PathPicture, Report } from '../../report.ts';
import { findingLinks, type Numbers } from './findings.ts';
import { h, type Markup } from './markup.ts';
import { boxesOf, curve, type Layout, type Placed, type Zone } from './path-layout.ts';

const STATE: Readonly<Record<PathLink['state'], string>> = {
  ok: 'Answered',
  failed: 'Failed',
  unused: 'Unanswered',
  should: 'Where it belongs',
};
const TONE: Readonly<Record<PathLink['state'], string>> = { ok: 'ok', failed: 'bad', unused: '', should: '' };

const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);

/** `PC 192.168.1.34 (physical)`, `Exchange, inside (10.60.4.30)` */
function nameOf(node: PathNode | undefined): string {
  if (!node) return '?';
  const all = [...node.addresses, ...(node.more > 0 ? [`${node.more} more`] : []), ...node.names].join(', ');
  if (node.kind === 'interface') return `this PC, ${node.label} (${node.class ?? 'unknown'})`;
  const where = node.zone === 'peer' ? 'other side: ' : '';
  const zone = node.zone === 'inside' || node.zone === 'outside' ? `, ${node.zone}` : '';
  return `${where}${node.label}${zone}${all === '' ? '' : ` (${all})`}`;
}

function drawn(p: Placed): Markup {
  const { node, x, y, width, height } = p;
  const room = Math.floor((width - 20) / 7.4);
  const head = node.kind === 'interface' ? node.label : node.label.charAt(0).toUpperCase() + node.label.slice(1);
  const addresses = `${node.addresses[0] ?? ''}${node.addresses.length + node.more > 1 ? ` +${node.addresses.length + node.more - 1}` : ''}`;
  const second = node.kind === 'interface' ? `${node.class ?? 'unknown'} adapter` : addresses || (node.names[0] ?? '');
  const third = node.kind === 'interface' || addresses === '' ? '' : (node.names[0] ?? '');
  return h`<rect class="node ${node.class === 'tunnel' || node.kind === 'gateway' ? 'tunnel' : ''}" x="${x}" y="${y}" width="${width}" height="${height}" rx="7"/><text class="${
    node.kind === 'interface' ? 't-mono t-bold' : 't-bold'
  }" x="${x + 10}" y="${y + 20}">${cut(head, room)}</text><text class="${node.kind === 'interface' ? 't-soft' : 't-mono'}" x="${x + 10}" y="${y + 37}">${cut(second, room)}</text>${
    third === '' ? undefined : h`<text class="t-soft" x="${x + 10}" y="${y + 53}">${cut(third, room)}</text>`
  }`;
}

const zone = (z: Zone): Markup =>
  h`<rect class="zone" x="${z.x}" y="${z.y}" width="${z.width}" height="${z.height}" rx="10"/><text class="t-soft t-bold" x="${z.x + 12}" y="${z.y + 20}">${z.title}</text>`;

function line(link: PathLink, layout: Layout): Markup | undefined {
  const way = curve(link, layout);
  if (!way) return undefined;
  const [x, y] = way.end;
  const [mx, my] = way.middle;
  return h`<path class="link ${link.state}" d="${way.d}"/><path class="tip ${link.state}" d="M${x} ${y}l${way.left ? 10 : -10} -5v10z"/>${
    link.state === 'failed'
      ? h`<circle class="disc" cx="${mx}" cy="${my}" r="8"/><path class="cross" d="M${mx - 3.5} ${my - 3.5}l7 7m0 -7l-7 7"/>`
      : undefined
  }`;
}

const sample = (state: PathLink['state']): Markup =>
  h`<li><svg viewBox="0 0 38 12" aria-hidden="true" focusable="false"><line class="link ${state}" x1="0" y1="6" x2="38" y2="6"/></svg>${STATE[state]}</li>`;

function picture(path: PathPicture): Markup {
  const layout = boxesOf(path);
  const failed = path.links.filter((l) => l.state === 'failed').length;
  // Failures lie on top.
  const order = { unused: 0, ok: 1, should: 2, failed: 3 } as const;
  const links = [...path.links].sort((a, b) => (order[a.state] ?? 0) - (order[b.state] ?? 0));
  const used = (Object.keys(STATE) as PathLink['state'][]).filter((s) => path.links.some((l) => l.state === s));
  return h`
<div class="scroll picture" tabindex="0" role="region" aria-label="Path, drawn">
<svg class="path" viewBox="0 0 ${layout.width} ${layout.height}" role="img" aria-label="This PC, the VPN, and who it talked to: ${path.links.length} ways, ${failed} of them failed; the table below has them all">${layout.zones.map(zone)}${layout.pipes.map(
    (d) => h`<path class="pipe" d="${d}"/>`,
  )}${links.map((l) => line(l, layout))}${layout.placed.map(drawn)}</svg></div>
<ul class="legend">${used.map(sample)}</ul>`;
}

export function pathPart(report: Report, numbers: Numbers): Markup | undefined {
  const { path } = report;
  if (!path || path.nodes.length === 0 || path.links.length === 0) return undefined;
  return h`
<section id="path" aria-labelledby="path-title">
<h2 id="path-title">Where packets went</h2>
${picture(path)}
<details><summary>The same in words (${path.links.length})</summary>
<div class="scroll" tabindex="0" role="region" aria-label="Path as a table">
<table><caption>Only what the input showed${path.left > 0 ? `; ${path.left} more are left out` : ''}</caption>
<thead><tr><th scope="col">From</th><th scope="col">To</th><th scope="col">Result</th><th scope="col">What</th><th scope="col">Finding</th></tr></thead>
<tbody>${path.links.map(
    (l) => h`
<tr><td>${nameOf(path.nodes[l.from])}</td><td>${nameOf(path.nodes[l.to])}</td><td><span class="tag ${TONE[l.state] ?? ''}">${STATE[l.state] ?? l.state}</span></td><td class="value">${l.words}</td><td>${
      l.finding === undefined ? '' : (findingLinks([l.finding], numbers) ?? '')
    }</td></tr>`,
  )}
</tbody></table></div></details>
</section>`;
}
