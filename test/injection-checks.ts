/** Whether an output is well-formed and inert, by readers that are not ours. */
import { parse as csvRows } from 'csv-parse/sync';
import MarkdownIt from 'markdown-it';
import { type DefaultTreeAdapterMap, parse, parseFragment } from 'parse5';
import { expect } from 'vitest';
import { csv } from '../src/format/csv.ts';
import { html } from '../src/format/html.ts';
import { json } from '../src/format/json.ts';
import { markdown } from '../src/format/markdown.ts';
import { ndjson } from '../src/format/ndjson.ts';
import { sarif } from '../src/format/sarif.ts';
import { text } from '../src/format/text.ts';
import type { Report } from '../src/report.ts';

/** Whatever a terminal, an editor or a browser would obey, and what cannot be seen. */
const UNSAFE =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e0fff}]/u;

export function inertText(output: string): void {
  // As it is written: no half of a pair is left.
  const words = new TextDecoder().decode(new TextEncoder().encode(output));
  expect(UNSAFE.exec(words)).toBeNull();
  expect(words.endsWith('\n') || !words.includes('\n')).toBe(true);
}

type Node = DefaultTreeAdapterMap['node'];
type Element = DefaultTreeAdapterMap['element'];

function elements(node: Node): Element[] {
  const children = 'childNodes' in node ? node.childNodes.flatMap(elements) : [];
  return 'tagName' in node ? [node, ...children] : children;
}

const wordsOf = (node: Node): string =>
  'value' in node ? node.value : 'childNodes' in node ? node.childNodes.map(wordsOf).join('') : '';

/** What GitHub's dialect makes of text: addresses and links with a scheme or `www.`, no bare names. */
const dialect = new MarkdownIt({ html: true, linkify: true });
dialect.linkify.set({ fuzzyLink: false });
dialect.linkify.add('www.', { validate: (words: string, at: number) => /^\S+/.exec(words.slice(at))?.[0].length ?? 0 });
/** Elements that the report itself has. */
const OURS = new Set(['h2', 'h3', 'p', 'strong', 'ul', 'ol', 'li', 'code', 'pre']);

function checkMarkdown(report: Report): void {
  const words = markdown(report);
  inertText(words);
  const all = elements(parseFragment(dialect.render(words)));
  expect([...new Set(all.map((e) => e.tagName))].filter((t) => !OURS.has(t))).toEqual([]);
  expect(all.flatMap((e) => e.attrs)).toEqual([]);
  const many = (tag: string): number => all.filter((e) => e.tagName === tag).length;
  const { findings, configuration } = report;
  expect([many('h2'), many('h3')]).toEqual([
    1 + (configuration.length > 0 ? 1 : 0),
    findings.length + configuration.length,
  ]);
  expect([many('pre'), many('ol')]).toEqual([configuration.length, findings.filter((f) => f.fix.length > 0).length]);
  // Mentions and references are found in what is no code.
  const plain = wordsOf(parseFragment(dialect.render(words).replace(/<code>[^<]*<\/code>/g, '')));
  expect(/@\w|(?<!\w)#\d/.exec(plain)).toBeNull();
}

function checkCsv(report: Report): void {
  const words = csv(report);
  expect(UNSAFE.exec(words.replaceAll('\r\n', ''))).toBeNull();
  const rows = csvRows(words) as string[][];
  expect(rows.length).toBe(1 + report.findings.length + (report.partial ? 1 : 0));
  expect(rows.flat().filter((cell) => /^\s*[=+\-@\uff0b\uff0d\uff1d\uff20]/.test(cell))).toEqual([]);
}

function checkNdjson(report: Report): void {
  const words = ndjson(report);
  inertText(words);
  const { sources, host, signIns, calls, areas, findings, configuration, outcomes } = report;
  const types = words
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { type: string }).type);
  const of = (type: string, list: readonly unknown[]): string[] => list.map(() => type);
  expect(types).toEqual([
    'run',
    ...of('source', sources),
    ...of('address', host.addresses),
    ...of('sign-in', signIns),
    ...of('call', calls),
    ...of('area', areas),
    ...of('finding', findings),
    ...of('configuration', configuration),
    ...of('outcome', outcomes),
  ]);
}

interface SarifLog {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly results: readonly { readonly ruleId: string; readonly ruleIndex: number; readonly level: string }[];
    },
  ];
}

function checkSarif(report: Report): void {
  const words = sarif(report);
  inertText(words);
  const log = JSON.parse(words) as SarifLog;
  const [run] = log.runs;
  expect(run.results.map((r) => [r.ruleId, r.level, run.tool.driver.rules[r.ruleIndex]?.id])).toEqual(
    report.findings.map((f) => [f.rule, f.severity, f.rule]),
  );
  JSON.stringify(log, (key, value: unknown) => {
    if (key === 'uri') {
      const { href } = new URL(String(value), 'file:///reports/one/');
      expect(href.startsWith('file:///reports/one/')).toBe(true);
    }
    if (key === 'message' || key === 'shortDescription') {
      const { text: shown } = value as { text: string };
      const rest = shown.replace(/\\[\\[\]]|\{\{|\}\}/g, '');
      expect(/[{}[\]\\]/.exec(rest)).toBeNull();
    }
    return value;
  });
}

function checkHtml(report: Report): void {
  const page = html(report);
  expect(UNSAFE.exec(page.replaceAll('\n', ''))).toBeNull();
  const all = elements(parse(page));
  const active = ['script', 'iframe', 'object', 'embed', 'base', 'form', 'link', 'img', 'animate', 'foreignobject'];
  expect(all.map((e) => e.tagName.toLowerCase()).filter((t) => active.includes(t))).toEqual([]);
  expect(all.filter((e) => e.tagName === 'style').length).toBe(1);
  const attributes = all.flatMap((e) => e.attrs);
  expect(attributes.filter((a) => /^on|^srcdoc$|^formaction$|^action$|^src$/i.test(a.name))).toEqual([]);
  expect(attributes.filter((a) => /href$/i.test(a.name) && !a.value.startsWith('#'))).toEqual([]);
  expect(attributes.filter((a) => a.name === 'style' && /url|expression|@|\/\//i.test(a.value))).toEqual([]);
  expect(all.filter((e) => e.tagName === 'meta' && e.attrs.some((a) => a.value === 'refresh'))).toEqual([]);
  // parse5 keeps what it cannot place: what is no attribute of ours shows as one with quotes or blanks in its name.
  expect(attributes.filter((a) => !/^[a-zA-Z][a-zA-Z:-]*\d*$/.test(a.name))).toEqual([]);
}

export function checkFormats(report: Report): void {
  for (const width of [60, 80, 120]) inertText(text(report, { color: false, verbose: width !== 80, width }));
  inertText(json(report));
  expect(JSON.parse(json(report))).toEqual(report);
  checkNdjson(report);
  checkMarkdown(report);
  checkCsv(report);
  checkSarif(report);
  checkHtml(report);
}
