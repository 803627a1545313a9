/** No identifier of a generated incident, and no part of a secret, is in anything that redaction writes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csv } from '../../src/format/csv.ts';
import { html } from '../../src/format/html.ts';
import { json } from '../../src/format/json.ts';
import { markdown } from '../../src/format/markdown.ts';
import { ndjson } from '../../src/format/ndjson.ts';
import { sarif } from '../../src/format/sarif.ts';
import { text } from '../../src/format/text.ts';
import { redactReport } from '../../src/redact/report.ts';
import { type NamedBytes, report } from '../analyze-bytes.ts';
import { type Incident, incidentFiles } from './incident.ts';
import { redacted } from './kit.ts';

const letters = (min: number, max: number) =>
  fc.string({ unit: fc.constantFrom(...'bcdfghjklmnpqrstvwz'), minLength: min, maxLength: max });
/** Octets of which something is replaced, whatever else there is. */
const octet = fc.integer({ min: 33, max: 62 });
const name = letters(5, 9);

const incident: fc.Arbitrary<Incident> = fc
  .record({
    user: fc.tuple(letters(4, 7), letters(4, 8)),
    peer: letters(5, 9),
    organisation: name.map((n) => `q${n}`),
    computer: fc.tuple(letters(3, 5), fc.integer({ min: 100, max: 999 })).map(([a, n]) => `zz${a}-${n}k`),
    server: name.map((n) => `y${n}7`),
    edge: name.map((n) => `u${n}3`),
    lan: fc.tuple(octet, octet),
    inside: fc.tuple(octet, octet, octet),
    outside: fc.tuple(octet, octet, octet),
    tunnel: fc.tuple(octet, octet),
    phone: fc.integer({ min: 1_000_000, max: 9_999_999 }).map((n) => `+4989${n}`),
    guid: fc.uuid(),
    secret: fc.string({
      unit: fc.constantFrom(...'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghkmnpqrstuvwxyz23456789'),
      minLength: 24,
      maxLength: 32,
    }),
    call: fc.string({ unit: fc.constantFrom(...'abcdef2345678'), minLength: 32, maxLength: 32 }),
    words: fc.tuple(name, name).map(([a, b]) => `${a} ${b}`),
    mac: fc.integer({ min: 0x100000, max: 0xfffffe }),
  })
  .filter((i) => new Set([...i.user, i.peer, i.organisation, i.server, i.edge]).size === 6);

/** Every spelling that must not come out. */
function spellings(i: Incident): string[] {
  const mac = i.mac.toString(16).padStart(6, '0').match(/../g)!;
  return [
    ...i.user,
    i.user.join('.'),
    i.peer,
    i.organisation,
    i.computer,
    i.server,
    i.edge,
    `192.168.${i.lan.join('.')}`,
    `10.${i.inside.join('.')}`,
    `93.${i.outside.join('.')}`,
    `172.27.${i.tunnel.join('.')}`,
    i.phone.slice(1),
    i.guid,
    i.call,
    ...i.words.split(' '),
    mac.join('-'),
    mac.join(':'),
    // Any eight characters of a secret.
    ...Array.from({ length: i.secret.length - 7 }, (_, n) => i.secret.slice(n, n + 8)),
  ].map((s) => s.toLowerCase());
}

/** As characters of one byte, and of UTF-16 in either order. */
function shownIn(bytes: Uint8Array): string {
  const plain = Buffer.from(bytes).toString('latin1').toLowerCase();
  return `${plain}\n${plain.replaceAll('\u0000', '')}`;
}

/** Addresses as packets hold them. */
const packed = (i: Incident): number[][] => [
  [192, 168, ...i.lan],
  [10, ...i.inside],
  [93, ...i.outside],
  [172, 27, ...i.tunnel],
];
const holds = (bytes: Uint8Array, part: readonly number[]): boolean => Buffer.from(bytes).includes(Buffer.from(part));

const RUNS = { seed: 1, numRuns: 12, endOnFailure: true };

describe('a generated incident', () => {
  test('the files as they are hold every identifier: the test would see one', () => {
    fc.assert(
      fc.property(incident, (i) => {
        const all = incidentFiles(i)
          .map((f) => shownIn(f.bytes))
          .join('\n');
        for (const s of spellings(i)) if (!/^..:..:/.test(s)) expect(all.includes(s), s).toBe(true);
        const raw = Buffer.concat(incidentFiles(i).map((f) => f.bytes));
        for (const p of packed(i)) expect(holds(raw, p)).toBe(true);
      }),
      { ...RUNS, numRuns: 3 },
    );
  });

  test('none is in the redacted files, nor in their names', () => {
    fc.assert(
      fc.property(incident, (i) => {
        for (const { name, bytes } of redacted(incidentFiles(i))) {
          const all = `${name.toLowerCase()}\n${shownIn(bytes)}`;
          for (const s of spellings(i)) expect(all.includes(s), `${s} in ${name}`).toBe(false);
          for (const p of packed(i)) expect(holds(bytes, p), `${p} in ${name}`).toBe(false);
        }
      }),
      RUNS,
    );
  });

  test('none is in a redacted report, whatever its format', () => {
    fc.assert(
      fc.property(incident, (i) => {
        const plain = redactReport(report(incidentFiles(i)));
        expect(plain.redacted).toBe(true);
        const shown = [
          json(plain),
          ndjson(plain),
          markdown(plain),
          html(plain),
          sarif(plain),
          csv(plain),
          text(plain, { color: false, width: 80, verbose: true }),
        ];
        for (const [n, words] of shown.entries())
          for (const s of spellings(i)) expect(words.toLowerCase().includes(s), `${s} in format ${n}`).toBe(false);
      }),
      RUNS,
    );
  });

  test('findings are the same before and after', () => {
    const found = (files: readonly NamedBytes[]) => {
      const r = report(files);
      return [
        r.findings.map((f) => [f.rule, f.severity, f.confidence, f.evidence.map((e) => e.line ?? e.frame)]),
        r.outcomes,
        r.calls.map((c) => [c.result, c.localCandidates.map((x) => x.class)]),
      ];
    };
    fc.assert(
      fc.property(incident, (i) => {
        const files = incidentFiles(i);
        expect(found(redacted(files))).toEqual(found(files));
      }),
      { ...RUNS, numRuns: 6 },
    );
  });

  test('redacting twice works, and the order of the inputs does not matter', () => {
    fc.assert(
      fc.property(incident, (i) => {
        const once = redacted(incidentFiles(i));
        const twice = redacted(once);
        expect(twice.map((f) => f.bytes.length)).toEqual(once.map((f) => f.bytes.length));
        expect(redacted([...incidentFiles(i)].reverse()).reverse()).toEqual(once);
      }),
      { ...RUNS, numRuns: 3 },
    );
  });
});
