import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Linked, link, rank } from '../../src/link.ts';
import type { Confidence, Rule, Severity } from '../../src/rule.ts';

const RULES: Readonly<Record<string, Partial<Rule>>> = {
  root: { rises: true },
  other: {},
  middle: { explainedBy: ['root'], rises: true },
  symptom: { explainedBy: ['middle', 'root', 'other'] },
};
const rules = new Map(Object.entries(RULES).map(([id, more]) => [id, { id, ...more } as Rule]));

function item(
  rule: string,
  about: readonly string[],
  more: {
    severity?: Severity;
    confidence?: Confidence;
    subject?: string;
    subjects?: string[];
    seen?: Linked['seen'];
  } = {},
): Linked {
  const { severity = 'warning', confidence = 'certain', subject = rule, subjects = [subject], seen } = more;
  return {
    about,
    seen,
    finding: {
      rule,
      title: '',
      severity,
      confidence,
      message: '',
      subject,
      subjects,
      evidence: [],
      evidenceTotal: 0,
      cause: [],
      causedBy: [],
      fix: [],
      owner: 'uc',
      verify: '',
      help: '',
      fingerprint: `${rule}/${subject}`,
    },
  };
}

const told = (items: readonly Linked[]) =>
  link(items, rules).map(({ finding: f }) => ({ is: f.fingerprint, severity: f.severity, causedBy: f.causedBy }));
const order = (...items: Linked[]) => rank(link(items, rules)).map((f) => f.fingerprint);

describe('link', () => {
  test('a shared key and the rule naming it tie; either alone does not', () => {
    expect(
      told([
        item('root', ['address:1']),
        item('root', ['address:2'], { subject: 'elsewhere' }),
        item('symptom', ['address:1', 'call:1'], { severity: 'error' }),
        item('other', ['address:1']),
      ]),
    ).toEqual([
      { is: 'root/root', severity: 'error', causedBy: [] },
      { is: 'root/elsewhere', severity: 'warning', causedBy: [] },
      { is: 'symptom/symptom', severity: 'error', causedBy: ['root/root', 'other/other'] },
      { is: 'other/other', severity: 'warning', causedBy: [] },
    ]);
  });

  test('what was seen on another day explains nothing; what has no time may', () => {
    const hour = 3_600_000;
    const at = (first: number, last = first) => ({ first: first * hour, last: last * hour });
    const causes = (cause: Linked['seen'], effect: Linked['seen']) =>
      told([item('root', ['k'], { seen: cause }), item('symptom', ['k'], { seen: effect })])[1]!.causedBy.length;
    expect(causes(at(0), at(25))).toBe(0);
    expect(causes(at(25), at(0))).toBe(0);
    expect(causes(at(0), at(24))).toBe(1);
    expect(causes(at(0, 48), at(30))).toBe(1);
    expect(causes(at(0), at(1, 100))).toBe(1);
    expect(causes(undefined, at(25))).toBe(1);
  });

  test('`cause` names each rule once, best first', () => {
    const linked = link(
      [
        item('other', ['k']),
        item('root', ['k'], { subject: 'a' }),
        item('root', ['k'], { subject: 'b' }),
        item('symptom', ['k']),
      ],
      rules,
    );
    expect(linked[3]?.finding.cause).toEqual(['root', 'other']);
    expect(linked[3]?.finding.causedBy).toEqual(['root/a', 'root/b', 'other/other']);
  });

  test('only the best explanation of an error rises, and that of the risen one in turn', () => {
    expect(
      told([item('root', ['r']), item('middle', ['r', 'm']), item('symptom', ['m'], { severity: 'error' })]),
    ).toEqual([
      { is: 'root/root', severity: 'error', causedBy: [] },
      { is: 'middle/middle', severity: 'error', causedBy: ['root/root'] },
      { is: 'symptom/symptom', severity: 'error', causedBy: ['middle/middle'] },
    ]);
  });

  test('a better explanation that may not rise keeps a worse one down', () => {
    const kept = new Map(rules).set('symptom', { id: 'symptom', explainedBy: ['other', 'root'] } as unknown as Rule);
    const linked = link(
      [item('root', ['k']), item('other', ['k']), item('symptom', ['k'], { severity: 'error' })],
      kept,
    );
    expect(linked.map((l) => l.finding.severity)).toEqual(['warning', 'warning', 'error']);
  });

  test('what is only possible explains but does not rise', () => {
    expect(
      told([item('root', ['k'], { confidence: 'possible' }), item('symptom', ['k'], { severity: 'error' })]),
    ).toEqual([
      { is: 'root/root', severity: 'warning', causedBy: [] },
      { is: 'symptom/symptom', severity: 'error', causedBy: ['root/root'] },
    ]);
  });

  test('a warning that explains a warning does not rise', () => {
    expect(told([item('root', ['k']), item('symptom', ['k'])]).map((t) => t.severity)).toEqual(['warning', 'warning']);
  });

  test('a note is context: it neither explains nor rises', () => {
    expect(told([item('root', ['k'], { severity: 'note' }), item('symptom', ['k'], { severity: 'error' })])).toEqual([
      { is: 'root/root', severity: 'note', causedBy: [] },
      { is: 'symptom/symptom', severity: 'error', causedBy: [] },
    ]);
  });

  test('rules that explain each other come to an end', () => {
    const circle = new Map<string, Rule>([
      ['a', { id: 'a', explainedBy: ['b'], rises: true } as unknown as Rule],
      ['b', { id: 'b', explainedBy: ['a'], rises: true } as unknown as Rule],
    ]);
    const linked = link([item('a', ['k'], { severity: 'error' }), item('b', ['k'])], circle);
    expect(linked.map((l) => [l.finding.severity, l.finding.causedBy])).toEqual([
      ['error', ['b/b']],
      ['error', ['a/a']],
    ]);
    expect(rank(linked).map((f) => f.rule)).toEqual(['a', 'b']);
  });
});

describe('rank', () => {
  test('a root cause before its symptom, though less sure', () => {
    expect(order(item('symptom', ['k'], { severity: 'error' }), item('root', ['k'], { confidence: 'likely' }))).toEqual(
      ['root/root', 'symptom/symptom'],
    );
  });

  test('what is only possible does not lead', () => {
    expect(
      order(item('root', ['k'], { confidence: 'possible' }), item('symptom', ['k'], { severity: 'error' })),
    ).toEqual(['symptom/symptom', 'root/root']);
  });

  test('a note does not lead the error it shares a key with', () => {
    expect(order(item('root', ['k'], { severity: 'note' }), item('symptom', ['k'], { severity: 'error' }))).toEqual([
      'symptom/symptom',
      'root/root',
    ]);
  });

  test('then severity, confidence, number of subjects, first seen, id, subject', () => {
    expect(
      order(
        item('other', [], { subject: 'b' }),
        item('other', [], { subject: 'a' }),
        item('middle', []),
        item('other', [], { subject: 'early', seen: { first: 1, last: 1 } }),
        item('other', [], { subject: 'many', subjects: ['many', 'more'] }),
        item('other', [], { subject: 'unsure', confidence: 'likely' }),
        item('other', [], { subject: 'note', severity: 'note' }),
        item('other', [], { subject: 'bad', severity: 'error', confidence: 'likely' }),
      ),
    ).toEqual([
      'other/bad',
      'other/many',
      'other/early',
      'middle/middle',
      'other/a',
      'other/b',
      'other/unsure',
      'other/note',
    ]);
  });

  test('the order of arrival does not matter', () => {
    const some = [
      item('root', ['1'], { confidence: 'likely' }),
      item('root', ['2'], { subject: 'two', severity: 'note' }),
      item('middle', ['1', '2']),
      item('other', ['3'], { confidence: 'possible' }),
      item('symptom', ['2', '3'], { severity: 'error' }),
      item('symptom', ['9'], { subject: 'alone', severity: 'error' }),
    ];
    const expected = order(...some);
    fc.assert(
      fc.property(fc.shuffledSubarray(some, { minLength: some.length }), (mixed) => {
        expect(order(...mixed)).toEqual(expected);
      }),
      { seed: 1, numRuns: 100 },
    );
  });
});
