/** Text of an input is inert in every output: each hostile string in each field that an input controls, through the real
 *  parsers, and every format read back by a reader of that format. */
import { readFileSync } from 'node:fs';
import { join as path } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parsers } from '../parsers/index.ts';
import { rules } from '../rules/index.ts';
import { type Analysis, analysis } from '../src/analyze.ts';
import { compare } from '../src/compare.ts';
import { callsText } from '../src/format/calls.ts';
import { compareText } from '../src/format/compare.ts';
import { json } from '../src/format/json.ts';
import { ladderText } from '../src/format/ladder.ts';
import { ladderOf } from '../src/ladder.ts';
import { readProfile, siteOf } from '../src/profile.ts';
import { NO_SITE, type Site } from '../src/site.ts';
import { storedReport } from '../src/stored.ts';
import { clean } from '../src/text.ts';
import { UsageError } from '../src/usage-error.ts';
import { type NamedBytes, parseAll } from './analyze-bytes.ts';
import { checkFormats, inertText } from './injection-checks.ts';
import { HOSTILE } from './injection-corpus.ts';
import { hostileCapture } from './injection-made.ts';

const SAMPLES = path(import.meta.dirname, '..', 'samples');
const sample = (...parts: string[]): string => readFileSync(path(SAMPLES, ...parts), 'latin1');

const TEXTS: Readonly<Record<string, string>> = {
  'client.UccApilog': sample('globalprotect-incident', 'client.UccApilog'),
  'ipconfig.txt': sample('globalprotect-incident', 'ipconfig.txt'),
  'route-print.txt': sample('globalprotect-incident', 'route-print.txt'),
  'PanGPS.log': sample('globalprotect-incident', 'PanGPS.log'),
  'vpn-connection.txt': readFileSync(path(SAMPLES, 'windows-vpn-incident', 'vpn-connection.txt'), 'utf16le').slice(1),
  'iptables-save.txt': sample('strongswan-incident', 'gateway', 'iptables-save.txt'),
  'ip-addr.txt': sample('strongswan-incident', 'gateway', 'ip-addr.txt'),
  'list-sas.txt': sample('strongswan-incident', 'gateway', 'list-sas.txt'),
  'hosts.txt': '# Copyright (c) 1993-2009 Microsoft Corp.\r\n10.60.4.21 sip.contoso.com inside\r\n',
};

/** What an input controls: the file, and the words that stand there in the sample. */
const FIELDS: readonly (readonly [file: string, field: string, words: RegExp])[] = [
  ['client.UccApilog', 'reason of a diagnostics header', /media connectivity failure when both endpoints are remote/g],
  ['client.UccApilog', 'ICEWarn', /0x40003a0/g],
  ['client.UccApilog', 'Call-ID', /2c3d4e5f60718293a4b5c6d7e8f90a1b/g],
  ['client.UccApilog', 'reason phrase', /Temporarily Unavailable/gi],
  ['client.UccApilog', 'user', /anna/g],
  ['client.UccApilog', 'the other user', /\bben\b/g],
  ['client.UccApilog', 'label of a media line', /main-audio/g],
  ['client.UccApilog', 'relay name', /av\.contoso\.com/g],
  ['client.UccApilog', 'server name', /edge01\.contoso\.com/g],
  ['client.UccApilog', 'user agent', /(?<=User-Agent: )[^\r\n]+/g],
  ['client.UccApilog', 'Via, From, To and tags', /(?<=;(?:branch|tag|epid)=)[^;\r\n]+/g],
  ['client.UccApilog', 'foundation of candidates', /(?<=a=candidate:)\S+/g],
  ['client.UccApilog', 'media location', /(?<=<location>)[^<]+/g],
  ['client.UccApilog', 'source of a diagnostics header', /(?<=source=")[^"]+/g],
  ['client.UccApilog', 'wording of the log', /DeviceManager::\w+/g],
  ['ipconfig.txt', 'host name', /CONTOSO-LT-0417/g],
  ['ipconfig.txt', 'adapter names', /Ethernet 5|Wi-Fi/g],
  ['ipconfig.txt', 'adapter descriptions', /(?<=Description[ .]*: )[^\r\n]+/g],
  ['ipconfig.txt', 'DNS suffixes', /(?<=Suffix[ .]*: )[^\r\n]+/g],
  ['route-print.txt', 'interfaces', /(?<=\.\.\.)[A-Z][^\r\n]*/g],
  ['route-print.txt', 'gateways', /On-link/g],
  ['PanGPS.log', 'gateway name', /vpn\.contoso\.com/g],
  ['PanGPS.log', 'excluded application', /%ProgramFiles%[^<]*/g],
  ['PanGPS.log', 'search domain', /(?<=<dns-suffix>\s*<member>)[^<]+/g],
  ['PanGPS.log', 'portal', /GP-Gateway-N/g],
  ['vpn-connection.txt', 'VPN name', /(?<=Name +: )[^\r\n]+/g],
  ['vpn-connection.txt', 'VPN server', /(?<=ServerAddress +: )[^\r\n]+/g],
  ['list-sas.txt', 'connections and children', /^ {0,2}[\w-]+(?=: #)/gm],
  ['list-sas.txt', 'identities', /'[^']*'/g],
  ['iptables-save.txt', 'chains', /FORWARD/g],
  ['iptables-save.txt', 'interfaces', /eth0/g],
  ['ip-addr.txt', 'interfaces', /eth0/g],
  ['hosts.txt', 'names of a hosts file', /sip\.contoso\.com|inside/g],
];

const text = (k: number): string => HOSTILE[k % HOSTILE.length]![1];
const utf16 = (words: string): Uint8Array =>
  new Uint8Array(Uint16Array.from(`\ufeff${words}`, (c) => c.charCodeAt(0)).buffer);

/** Field j holds the string k + 7j: over all k, every string in every field. Lone surrogates need UTF-16. */
function inputsOf(k: number): NamedBytes[] {
  const texts = Object.entries(TEXTS).map(([file, words]): NamedBytes => {
    let hostile = words;
    FIELDS.forEach(([of, , pattern], j) => {
      if (of === file) hostile = hostile.replace(pattern, () => text(k + 7 * j));
    });
    const wide = file === 'client.UccApilog' && k % 2 === 1;
    return { name: `${text(k + 3)}${file}`, bytes: wide ? utf16(hostile) : new TextEncoder().encode(hostile) };
  });
  return [...texts, { name: `${text(k + 5)}.pcapng`, bytes: hostileCapture((j) => text(k + 11 * j)) }].filter(
    // An input that is no longer recognised says nothing at all.
    ({ name, bytes }) => parsers.some((p) => p.sniff(bytes.subarray(0, 64 << 10), name) > 0.3),
  );
}

/** A profile whose words are hostile, or none where it is refused. */
function siteFrom(k: number): Site {
  const profile = { vpn: { product: 'globalprotect' }, accepted: [{ rule: 'dns-internal-answer', reason: text(k) }] };
  try {
    return siteOf(readProfile(JSON.stringify(profile), 'site.json', new Set(rules.map((r) => r.id))), NO_SITE);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    inertText(clean(error.message.replaceAll('\n', ' '), 400));
    return NO_SITE;
  }
}

function run(inputs: readonly NamedBytes[], site: Site): Analysis {
  const all = analysis(rules, '0.0.0', { site });
  parseAll(inputs, (fact) => all.add(fact));
  return all;
}

test('the corpus: at least 60 strings, all different; every field is in its sample', () => {
  expect(HOSTILE.length).toBeGreaterThanOrEqual(60);
  expect(new Set(HOSTILE.map(([, words]) => words)).size).toBe(HOSTILE.length);
  expect(FIELDS.filter(([file, , pattern]) => TEXTS[file]!.search(pattern) < 0).map(([, field]) => field)).toEqual([]);
  for (const [file, words] of Object.entries(TEXTS))
    expect(parsers.some((p) => p.sniff(new TextEncoder().encode(words), file) > 0.3)).toBe(true);
});

const benign = run(
  Object.entries(TEXTS).map(([name, words]) => ({ name, bytes: new TextEncoder().encode(words) })),
  NO_SITE,
).finish();

describe('every string in every field', () => {
  test.each(HOSTILE.map(([what], k) => [what, k] as const))('%s', (_what, k) => {
    const known = run(inputsOf(k), siteFrom(k));
    const report = known.finish(k % 5 === 0 ? text(k) : undefined);
    expect(report.findings.length).toBeGreaterThan(0);
    checkFormats(report);
    expect(storedReport(json(report))).toEqual(report);
    inertText(callsText(report, { color: false }));
    const incident = known.incident();
    for (const call of incident.calls) inertText(ladderText(ladderOf(call, incident)));
    inertText(compareText(compare(benign, report), { color: false }));
    inertText(compareText(compare(report, benign), { color: false }));
  });
});

type Path = readonly string[];

/** Every string of a value. */
function leaves(value: unknown, at: Path = []): Path[] {
  if (typeof value === 'string') return [at];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, v]) => leaves(v, [...at, key]));
}

function changed(value: unknown, at: ReadonlyMap<string, string>, here = ''): unknown {
  if (typeof value === 'string') return at.get(here) ?? value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((v, i) => changed(v, at, `${here}/${i}`));
  return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, changed(v, at, `${here}/${key}`)]));
}

const accepts = (at: string, words: string): boolean =>
  typeof storedReport(JSON.stringify(changed(benign, new Map([[at, words]])))) !== 'string';
/** Strings that may be anything; the others are words of ours, and a report with another word there is refused. */
const FREE = leaves(benign)
  .map((at) => `/${at.join('/')}`)
  .filter((at) => accepts(at, 'other'));
/** Of these, words that a format looks up: there a report with a name that every object has is refused. */
const LOOKED_UP = new Set(FREE.filter((at) => !accepts(at, '__proto__')));

/** Every string that may be anything, names of `dropped` included. */
const poisoned = (k: number): unknown => ({
  ...(changed(
    benign,
    new Map(FREE.map((at, j) => [at, LOOKED_UP.has(at) && text(k + 7 * j) in {} ? 'other' : text(k + 7 * j)])),
  ) as object),
  dropped: { [text(k)]: 3 },
});

describe('a stored report from anywhere', () => {
  test('most of its strings may be anything', () => {
    expect(FREE.length).toBeGreaterThan(300);
  });

  test.each(HOSTILE.map(([what], k) => [what, k] as const))('%s', (_what, k) => {
    const report = storedReport(JSON.stringify(poisoned(k)));
    if (typeof report === 'string') throw new Error(report);
    checkFormats(report);
    inertText(callsText(report, { color: false }));
    inertText(compareText(compare(benign, report), { color: false }));
  });
});
