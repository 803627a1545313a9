/** The HTML report, read back by a real HTML parser. In a real browser: html-chromium.test.ts. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import { describe, expect, test } from 'vitest';
import { clockOf, instant, shownTime } from '../../src/format/html/clock.ts';
import { h } from '../../src/format/html/markup.ts';
import { boxesOf, curve } from '../../src/format/html/path-layout.ts';
import { html } from '../../src/format/html.ts';
import { json } from '../../src/format/json.ts';
import type { PathPicture, Report } from '../../src/report.ts';
import { storedReport } from '../../src/stored.ts';
import { report } from '../analyze-bytes.ts';
import { EMPTY, finding } from './report.ts';

type Element = DefaultTreeAdapterTypes.Element;

const sample = (name: string, files: readonly string[]): Report =>
  report(
    files.map((file) => ({
      name: file,
      bytes: readFileSync(join(import.meta.dirname, '..', '..', 'samples', name, file)),
    })),
  );
const FILES = ['capture.pcapng', 'client.UccApilog', 'ipconfig.txt', 'PanGPS.log', 'route-print.txt'];
const INCIDENT = sample('globalprotect-incident', FILES);
const HEALTHY = sample('healthy-split-tunnel', FILES);

/** Elements in order; the parser has nothing to complain of. */
function elements(page: string): Element[] {
  const errors: string[] = [];
  const tree = parse(page, { onParseError: (e) => errors.push(`${e.code} at ${e.startLine}:${e.startCol}`) });
  expect(errors).toEqual([]);
  const found: Element[] = [];
  const visit = (node: DefaultTreeAdapterTypes.Node): void => {
    if ('tagName' in node) found.push(node);
    if ('childNodes' in node) for (const child of node.childNodes) visit(child);
  };
  visit(tree);
  return found;
}

const attribute = (e: Element, name: string): string | undefined => e.attrs.find((a) => a.name === name)?.value;

function words(e: DefaultTreeAdapterTypes.Node): string {
  if (e.nodeName === '#text' && 'value' in e) return e.value;
  return 'childNodes' in e ? e.childNodes.map(words).join('') : '';
}
const tidy = (text: string): string => text.replace(/\s+/g, ' ').trim();

const within = (e: Element, tag: string): Element[] => {
  const found: Element[] = [];
  const visit = (node: DefaultTreeAdapterTypes.ChildNode): void => {
    if (!('tagName' in node)) return;
    if (node.tagName === tag) found.push(node);
    node.childNodes.forEach(visit);
  };
  e.childNodes.forEach(visit);
  return found;
};

/** What holds for every page, whatever its report. */
function sound(page: string): Element[] {
  const all = elements(page);
  const ids = all.flatMap((e) => attribute(e, 'id') ?? []);
  expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
  // Nothing is fetched, run or sent.
  expect(all.filter((e) => ['script', 'img', 'iframe', 'object', 'embed', 'form', 'base'].includes(e.tagName))).toEqual(
    [],
  );
  const names = new Set(all.flatMap((e) => e.attrs.map((a) => a.name)));
  expect([...names].filter((n) => /^on|^src|^action$|^xlink|^formaction$|^srcdoc$/.test(n))).toEqual([]);
  const links = all.flatMap((e) => attribute(e, 'href') ?? []);
  expect(links.filter((l) => !l.startsWith('#') || !ids.includes(l.slice(1)))).toEqual([]);
  const style = all
    .filter((e) => e.tagName === 'style')
    .map(words)
    .join('');
  expect(style).not.toMatch(/url\(|@import|expression/);
  // Headings go down by one level at a time; there is one of the first.
  const levels = all.flatMap((e) => (/^h[1-6]$/.test(e.tagName) ? [Number(e.tagName[1])] : []));
  expect(levels.filter((l) => l === 1)).toEqual([1]);
  expect(levels.filter((l, i) => i > 0 && l > levels[i - 1]! + 1)).toEqual([]);
  for (const table of all.filter((e) => e.tagName === 'table')) {
    expect(within(table, 'caption')).toHaveLength(1);
    expect(within(table, 'th').every((th) => attribute(th, 'scope') !== undefined)).toBe(true);
  }
  for (const picture of all.filter((e) => e.tagName === 'svg'))
    expect([
      attribute(picture, 'role') === 'img' && attribute(picture, 'aria-label'),
      attribute(picture, 'aria-hidden'),
    ]).toSatisfy(
      ([label, hidden]: [string | false | undefined, string | undefined]) => Boolean(label) || hidden === 'true',
    );
  const regions = all.flatMap((e) => (attribute(e, 'role') === 'region' ? [attribute(e, 'aria-label') ?? ''] : []));
  expect(regions.filter((label, i) => label === '' || regions.indexOf(label) !== i)).toEqual([]);
  for (const e of all) {
    const by = attribute(e, 'aria-labelledby');
    if (by !== undefined) expect(ids).toContain(by);
  }
  return all;
}

describe('markup', () => {
  test('what is interpolated stays text, in elements and in attributes', () => {
    const hostile = `<b>&amp;"'`;
    expect(String(h`<i title="${hostile}">${hostile}</i>`)).toBe(
      '<i title="&lt;b&gt;&amp;amp;&quot;&#39;">&lt;b&gt;&amp;amp;&quot;&#39;</i>',
    );
  });

  test('markup, lists of it, numbers and nothing', () => {
    expect(String(h`${h`<b>${1}</b>`}${['<', h`<i></i>`, undefined]}${undefined}${false}`)).toBe('<b>1</b>&lt;<i></i>');
  });

  test('what only looks like markup is none', () => {
    expect(() => h`${{ toString: () => '<b>' } as never}`).toThrow(TypeError);
  });

  test('text that turns a page around is made inert', () => {
    expect(String(h`${'a\u202eb\u0000c'}`)).toBe('a\ufffdb\ufffdc');
  });
});

describe('the page', () => {
  test('of the incident has all its parts', () => {
    const all = sound(html(INCIDENT));
    expect(all.filter((e) => e.tagName === 'h2').map((e) => tidy(words(e)))).toEqual([
      'Verdict',
      'Area by area',
      'Findings',
      'Timeline',
      'Calls',
      'Where packets went',
      'Settings to paste',
      'What was read, and what was not seen',
    ]);
    const articles = all.filter((e) => e.tagName === 'article' && attribute(e, 'id'));
    expect(articles.map((e) => tidy(words(within(e, 'h3')[0]!)))).toEqual(
      INCIDENT.findings.map((f, i) => `${i + 1} ${f.title}`),
    );
    const evidence = articles.map((a) => within(a, 'details').flatMap((d) => within(d, 'li')).length);
    expect(evidence).toEqual(INCIDENT.findings.map((f) => f.evidence.length));
    const captions = all.filter((e) => e.tagName === 'caption').map((e) => tidy(words(e)));
    expect(captions).toEqual([
      'Times are those of the log',
      'audio: ours down, theirs across',
      'Messages of call 1',
      'Only what the input showed',
      'Inputs',
      'This PC’s addresses',
      'Sign-ins, in the time of the log',
    ]);
    expect(all.filter((e) => e.tagName === 'svg' && attribute(e, 'role') === 'img')).toHaveLength(2);
    const events = all.filter((e) => e.tagName === 'ol' && attribute(e, 'class') === 'events');
    expect(events.flatMap((e) => within(e, 'li'))).toHaveLength(INCIDENT.timeline!.events.length);
  });

  test('begins with the verdict in four lines', () => {
    const all = sound(html(INCIDENT));
    const verdict = all.find((e) => attribute(e, 'id') === 'verdict')!;
    expect(within(verdict, 'dt').map(words)).toEqual(['What happened', 'Cause', 'Who acts', 'Next step']);
    const [what, cause, , next] = within(verdict, 'dd').map((e) => tidy(words(e)));
    expect(what).toContain('The outgoing audio call of 09:22:10 failed');
    expect(cause).toBe(`${INCIDENT.findings[0]!.title}${INCIDENT.findings[0]!.message}`);
    expect(next).toBe(INCIDENT.findings[0]!.fix[0]);
  });

  test('keeps settings line by line', () => {
    const all = sound(html(INCIDENT));
    expect(all.filter((e) => e.tagName === 'pre').map(words)).toEqual(
      INCIDENT.configuration.map((b) => b.lines.map((l) => l.text).join('\n')),
    );
  });

  test('of the healthy sample says that nothing was found, and shows no failure', () => {
    const page = html(HEALTHY);
    const all = sound(page);
    const verdict = all.find((e) => attribute(e, 'id') === 'verdict')!;
    expect(tidy(words(verdict))).toBe('Verdict Nothing wrong was found in what this input could show.');
    const classes = all.flatMap((e) => (attribute(e, 'class') ?? '').split(' '));
    expect(classes.filter((c) => c === 'is-bad' || c === 'failed' || c === 'bad')).toEqual([]);
  });

  test('forbids itself everything but its own style', () => {
    const policy = sound(html(INCIDENT)).find((e) => attribute(e, 'http-equiv') === 'Content-Security-Policy')!;
    expect(attribute(policy, 'content')).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
    );
  });

  test('same report, same bytes; also of the report read back', () => {
    expect(html(INCIDENT)).toBe(html(INCIDENT));
    expect(html(storedReport(json(INCIDENT)) as Report)).toBe(html(INCIDENT));
  });

  test('of an empty report, and of one of the first release', () => {
    const empty = sound(html(EMPTY));
    expect(tidy(words(empty.find((e) => attribute(e, 'id') === 'verdict')!))).toBe(
      'Verdict This input could not show anything that the rules look for.',
    );
    const { timeline: _, callDetails: __, path: ___, ...old } = INCIDENT;
    expect(
      sound(html(old))
        .filter((e) => e.tagName === 'h2')
        .map((e) => tidy(words(e))),
    ).toEqual([
      'Verdict',
      'Area by area',
      'Findings',
      'Calls',
      'Settings to paste',
      'What was read, and what was not seen',
    ]);
  });

  test('tells what is accepted, redacted, partial and left out', () => {
    const page = html({
      ...EMPTY,
      redacted: true,
      partial: true,
      blind: ['Stopped at 12 %.'],
      findings: [finding({ rule: 'a-b', fingerprint: 'a', accepted: { reason: 'known', until: '2026-12-31' } })],
      dropped: { 'sip.message': 7 },
      timeline: {
        events: [{ time: '2026-03-02T09:00:00.000', lane: 'DNS', words: 'x', state: 'ok', source: 's', line: 1 }],
        left: 3,
      },
    });
    const text = tidy(words(sound(page).find((e) => e.tagName === 'body')!));
    for (const said of [
      'Names and addresses on this page are pseudonyms.',
      'The run was stopped early: this page is partial. Stopped at 12 %.',
      'Accepted by the site until 2026-12-31: known',
      'Let go, oldest first: 7 sip.message.',
      '3 more events are left out',
      'how far its clock is from UTC is not known',
    ])
      expect(text).toContain(said);
  });
});

/** Values that are words of the product itself, or times; everything else comes from an input. */
const OWN = new Set(
  'severity confidence owner state outcome lane area result direction way clock class kind zone type by name time start end first last from until rule'.split(
    ' ',
  ),
);
const HOSTILE = `</style></script><img src=x onerror=alert(1)><b a="'\`>&lt;{{7*7}}`;

function poisoned(value: unknown, key: string): unknown {
  if (typeof value === 'string') return value === '' || OWN.has(key) ? value : value + HOSTILE;
  if (Array.isArray(value)) return value.map((v) => poisoned(v, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, poisoned(v, k)]));
}

describe('hostile text', () => {
  test('in every field leaves the page’s elements and attributes as they are', () => {
    const skeleton = (all: readonly Element[]): string[] =>
      all.map((e) => `${e.tagName} ${e.attrs.map((a) => a.name).join(' ')}`);
    const page = html(poisoned(INCIDENT, '') as Report);
    expect(skeleton(sound(page))).toEqual(skeleton(sound(html(INCIDENT))));
    expect(page.split('&lt;img src=x onerror=alert(1)&gt;').length).toBeGreaterThan(300);
  });

  test('in times and words of the product too', () => {
    const page = html({
      ...EMPTY,
      areas: [{ area: HOSTILE as never, state: HOSTILE as never, findings: [], checked: 1, rules: 1 }],
      findings: [finding({ rule: HOSTILE, fingerprint: HOSTILE, severity: 'error', owner: HOSTILE as never })],
      signIns: [
        { start: HOSTILE, kind: 'first', result: HOSTILE as never, way: 'edge', challenges: 0, diagnostics: [] },
      ],
      timeline: {
        events: [
          { time: HOSTILE, lane: HOSTILE as never, words: HOSTILE, state: HOSTILE as never, source: HOSTILE, frame: 1 },
        ],
        left: 0,
      },
    });
    const all = sound(page);
    expect(all.filter((e) => e.tagName === 'b')).toEqual([]);
  });
});

describe('times', () => {
  const clock = (offsets: readonly (number | undefined)[]): ReturnType<typeof clockOf> =>
    clockOf({
      ...EMPTY,
      sources: offsets.map((utcOffset) => ({
        name: 'a',
        parser: 'uccapi-log',
        bytes: 1,
        unrecognised: 0,
        clock: 'local',
        ...(utcOffset === undefined ? {} : { utcOffset }),
      })),
    });

  test('are the user’s own where every log’s clock is tied to UTC alike', () => {
    expect(clock([60, 60])).toEqual({ offset: 60, name: 'UTC+01:00' });
    expect(clock([-210])).toEqual({ offset: -210, name: 'UTC−03:30' });
    expect(clock([0])).toEqual({ offset: 0, name: 'UTC' });
    expect(clock([60, 120])).toEqual({ name: 'UTC' });
    expect(clock([60, undefined])).toEqual({ name: 'UTC' });
    expect(clock([])).toEqual({ name: 'UTC' });
  });

  test('shift over midnight; local ones stay; what is none is shown as it is', () => {
    const east = { offset: 60, name: 'UTC+01:00' };
    expect(shownTime('2026-03-02T23:30:00.000Z', east)).toEqual({ day: '2026-03-03', time: '00:30:00.000' });
    expect(shownTime('2026-03-02T23:30:00.000', east)).toEqual({ day: '2026-03-02', time: '23:30:00.000' });
    expect(shownTime('soon', east)).toEqual({ day: '', time: 'soon' });
    expect(instant('2026-03-02T99:00:00Z')).toBeUndefined();
  });
});

describe('the picture of the path', () => {
  const node = fc.record({
    kind: fc.constantFrom('interface', 'gateway', 'resolver', 'server', 'peer'),
    label: fc.string({ maxLength: 40 }),
    zone: fc.constantFrom('pc', 'local', 'inside', 'outside', 'peer', 'unknown'),
    class: fc.constantFrom('tunnel', 'physical', 'unknown'),
    addresses: fc.array(fc.ipV6(), { maxLength: 6 }),
    more: fc.nat(9),
    names: fc.array(fc.domain(), { maxLength: 4 }),
  });
  const link = fc.record({
    from: fc.nat(12),
    to: fc.nat(12),
    state: fc.constantFrom('ok', 'failed', 'unused', 'should'),
    words: fc.string(),
  });
  const pictures = fc.record({
    nodes: fc.array(node, { maxLength: 12 }),
    links: fc.array(link, { maxLength: 20 }),
    left: fc.nat(3),
  }) as fc.Arbitrary<PathPicture>;

  test('boxes lie apart and within it, lines have finite ends, the page stays sound', () => {
    fc.assert(
      fc.property(pictures, (path) => {
        const layout = boxesOf(path);
        expect(layout.placed).toHaveLength(path.nodes.length);
        for (const [i, a] of layout.placed.entries()) {
          expect(a.x >= 0 && a.y >= 0 && a.x + a.width <= layout.width && a.y + a.height <= layout.height).toBe(true);
          for (const b of layout.placed.slice(i + 1))
            expect(a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y).toBe(
              true,
            );
        }
        for (const l of path.links) expect(curve(l, layout)?.d ?? '').not.toMatch(/NaN|Infinity|undefined/);
        sound(html({ ...EMPTY, path }));
      }),
      { seed: 1, numRuns: 60 },
    );
  });
});
