import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { json } from '../src/format/json.ts';
import { text } from '../src/format/text.ts';
import { report } from './analyze-bytes.ts';
import * as firewallTexts from './parsers/forms/firewall-texts.ts';
import * as ipconfigTexts from './parsers/forms/ipconfig-texts.ts';
import * as networkTexts from './parsers/forms/network-texts.ts';
import * as powershellTexts from './parsers/forms/powershell-texts.ts';
import * as windowsTexts from './parsers/forms/windows-texts.ts';
import { sampleFiles, sampleNames } from './sample-files.ts';

/** Damage to what was in order accuses nobody. */
const HEALTHY: ReadonlySet<string> = new Set(['healthy-split-tunnel', 'office-lan']);
/** FUZZ_RUNS=2000 npx vitest run --dir test fuzz: a long run. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 12);

/** Damage as it happens: single bytes, a cut, a piece doubled, a piece gone. */
type Damage =
  | { readonly kind: 'flip'; readonly at: number; readonly to: number }
  | { readonly kind: 'cut'; readonly at: number }
  | { readonly kind: 'double' | 'drop'; readonly at: number; readonly length: number };

/** What makes a format recognisable stays: an input that nothing reads is another test's. Bytes. */
const HEAD = 1024;

const place = fc.double({ min: 0, max: 1, noNaN: true });
const damage: fc.Arbitrary<Damage> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('flip' as const), at: place, to: fc.nat(255) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cut' as const), at: place }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('double' as const, 'drop' as const),
      at: place,
      length: fc.nat(2000),
    }),
  },
);

function damaged(bytes: Uint8Array, damages: readonly Damage[]): Uint8Array {
  let out = bytes.slice();
  for (const d of damages) {
    const at = Math.min(out.length, HEAD + Math.floor(d.at * Math.max(0, out.length - HEAD)));
    if (d.kind === 'flip') out[at] = d.to;
    else if (d.kind === 'cut') out = out.slice(0, at);
    else {
      const piece = out.slice(at, at + d.length);
      out = Uint8Array.from([
        ...out.subarray(0, at),
        ...(d.kind === 'double' ? [...piece, ...piece] : []),
        ...out.subarray(at + piece.length),
      ]);
    }
  }
  return out;
}

describe.each(sampleNames)('%s, damaged', (sample) => {
  const files = sampleFiles(sample);
  test('never stops a parser or a rule, and the report stays well-formed', () => {
    fc.assert(
      fc.property(fc.nat(files.length - 1), fc.array(damage, { minLength: 1, maxLength: 40 }), (index, damages) => {
        const inputs = files.map((f, i) => (i === index ? { name: f.name, bytes: damaged(f.bytes, damages) } : f));
        const result = report(inputs);
        expect(result.outcomes.filter((o) => o.outcome === 'failed')).toEqual([]);
        expect(JSON.parse(json(result))).toEqual(result);
        if (HEALTHY.has(sample)) expect(result.findings.filter((f) => f.severity !== 'note')).toEqual([]);
        text(result, { color: false, verbose: true });
      }),
      { seed: 1, numRuns: RUNS },
    );
  });
});

/** What a help desk collects from a healthy PC, in one file. */
const TICKET = new TextEncoder().encode(
  Object.values({ ...ipconfigTexts, ...windowsTexts, ...powershellTexts, ...firewallTexts, ...networkTexts }).join(
    '\n',
  ),
);

test('outputs of commands, damaged, never stop a parser or a rule', () => {
  fc.assert(
    fc.property(fc.array(damage, { minLength: 1, maxLength: 40 }), (damages) => {
      const result = report([{ name: 'ticket.txt', bytes: damaged(TICKET, damages) }]);
      expect(result.sources.map((s) => s.parser)).toEqual(['machine-text']);
      expect(result.outcomes.filter((o) => o.outcome === 'failed')).toEqual([]);
      expect(JSON.parse(json(result))).toEqual(result);
      text(result, { color: false, verbose: true });
    }),
    { seed: 1, numRuns: RUNS },
  );
});
