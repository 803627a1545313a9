import { join } from 'node:path';
import { expect, test } from 'vitest';
import { callsJson, callsText, shortIds } from '../../src/format/calls.ts';
import type { CallLine } from '../../src/report.ts';
import { report } from '../analyze-bytes.ts';
import { SAMPLES, sampleFiles, sampleNames } from '../sample-files.ts';

const reportOf = (sample: string) => report(sampleFiles(sample));

test('every sample still lists its calls', async () => {
  const lists = sampleNames.map((name) => `${name}\n${callsText(reportOf(name), { color: false })}`);
  await expect(lists.join('\n')).toMatchFileSnapshot(join(SAMPLES, 'expected', 'calls.txt'));
});

const bare: CallLine = {
  id: 'abcdefghij',
  direction: 'unknown',
  media: [],
  result: 'cut',
  diagnostics: [],
  diagnosticsBy: [],
  localCandidates: [],
  remoteCandidates: [],
  selected: null,
  pairs: [],
};

test('a call of which little is known, and one of which all is', () => {
  const full: CallLine = {
    ...bare,
    id: 'zyxwvutsrq',
    start: '2026-03-02T09:22:10.118',
    direction: 'incoming',
    media: ['audio', 'video'],
    result: 'dropped',
    diagnostics: [24, 51007, 24],
    selected: { media: 'audio', local: '192.168.1.34:1', remote: '10.80.1.20:2', by: ['sdp'] },
  };
  expect(callsText({ calls: [bare, full] }, { color: false })).toBe(
    `#  start                direction  media        result   codes     candidates  pair                           id
1                       unknown    ?            cut                0/0                                        abcdefgh
2  2026-03-02 09:22:10  incoming   audio+video  dropped  24 51007  0/0         192.168.1.34:1 ↔ 10.80.1.20:2  zyxwvuts
`,
  );
  expect(callsText({ calls: [full] }, { color: true })).toContain('\u001b[31mdropped\u001b[39m');
});

test('no calls', () => {
  expect(callsText({ calls: [] }, { color: true })).toBe('no calls\n');
});

test('an id is as short as it can be without being taken for another', () => {
  expect(shortIds(['aaaaaaaa1', 'aaaaaaaa2', 'bbbbbbbbbbbb', 'cc', 'cc3'])).toEqual([
    'aaaaaaaa1',
    'aaaaaaaa2',
    'bbbbbbbb',
    'cc',
    'cc3',
  ]);
});

test('json is the part of the report that is about calls', () => {
  const whole = reportOf('appshare-52049');
  expect(JSON.parse(callsJson(whole))).toEqual({
    schema: whole.schema,
    tool: whole.tool,
    redacted: false,
    sources: whole.sources,
    calls: whole.calls,
    dropped: {},
  });
});
