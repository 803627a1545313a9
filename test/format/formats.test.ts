/** The formats for other programs and for tickets, read back by readers of those formats. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import MarkdownIt from 'markdown-it';
import { describe, expect, test } from 'vitest';
import { csv } from '../../src/format/csv.ts';
import { code, markdown, plain } from '../../src/format/markdown.ts';
import { ndjson } from '../../src/format/ndjson.ts';
import { sarif } from '../../src/format/sarif.ts';
import type { Report } from '../../src/report.ts';
import { report } from '../analyze-bytes.ts';
import { EMPTY, finding } from './report.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const INCIDENT = report(
  ['capture.pcapng', 'client.UccApilog'].map((name) => ({
    name,
    bytes: readFileSync(join(ROOT, 'samples', 'globalprotect-incident', name)),
  })),
);

const REPORT: Report = {
  ...EMPTY,
  sources: [{ name: 'my logs/a:b.log', parser: 'uccapi-log', bytes: 10, records: 3, unrecognised: 0, clock: 'local' }],
  areas: [{ area: 'DNS', state: 'wrong', findings: ['a'], checked: 1, rules: 2 }],
  findings: [
    finding({
      rule: 'dns-internal-answer',
      fingerprint: 'a',
      message: '{0} [x](http://contoso.com) is "internal", see C:\\x.',
      noticed: 'The call failed.',
      evidence: [
        { source: 'my logs/a:b.log', line: 7, time: '2026-03-02T09:20:28.312', excerpt: 'REGISTER {1}' },
        { source: 'wifi.pcapng', frame: 30, time: '2026-03-02T08:20:28.312Z', excerpt: 'SYN' },
      ],
      evidenceTotal: 3,
    }),
    finding({
      rule: 'edge-unreachable',
      fingerprint: 'b',
      severity: 'warning',
      message: '=cmd|calc',
      causedBy: ['a'],
      cause: ['dns-internal-answer'],
      accepted: { reason: 'known', until: '2026-12-31' },
    }),
  ],
  configuration: [
    {
      title: 'GlobalProtect: exclude',
      where: 'Network > GlobalProtect',
      lines: [{ text: 'set x `y`', answers: ['a'] }],
      verify: 'Look.',
    },
  ],
  outcomes: [
    { rule: 'dns-internal-answer', outcome: 'found' },
    { rule: 'turn-auth-failed', outcome: 'skipped', missing: ['a capture'] },
    { rule: 'ice-no-relay', outcome: 'failed', error: 'boom' },
  ],
  blind: ['No capture of the tunnel.'],
  read: { bytes: 10, records: 3, frames: 0, unrecognised: 1, damaged: 0 },
};

describe('NDJSON', () => {
  test('each line is an object with a type; together they are the report', () => {
    const lines = ndjson(REPORT)
      .trimEnd()
      .split('\n')
      .map((l) => JSON.parse(l));
    expect(lines).toEqual([
      {
        type: 'run',
        schema: 1,
        tool: REPORT.tool,
        redacted: false,
        blind: REPORT.blind,
        dropped: {},
        read: REPORT.read,
      },
      { type: 'source', ...REPORT.sources[0] },
      { type: 'area', ...REPORT.areas[0] },
      { type: 'finding', ...REPORT.findings[0] },
      { type: 'finding', ...REPORT.findings[1] },
      { type: 'configuration', ...REPORT.configuration[0] },
      ...REPORT.outcomes.map((o) => ({ type: 'outcome', ...o })),
    ]);
  });
});

describe('CSV', () => {
  test('one row a finding; a formula becomes text', () => {
    const rows = parse(csv(REPORT)) as string[][];
    expect(rows).toEqual([
      [
        'number',
        'severity',
        'confidence',
        'rule',
        'title',
        'subject',
        'message',
        'owner',
        'next step',
        'verify',
        'evidence',
        'time',
        'explained by',
        'accepted',
        'fingerprint',
      ],
      [
        '1',
        'error',
        'certain',
        'dns-internal-answer',
        'A fault',
        '10.60.4.21',
        REPORT.findings[0]!.message,
        'dns',
        'Do this.',
        'See that it is gone.',
        'my logs/a:b.log:7; wifi.pcapng frame 30',
        '2026-03-02T09:20:28.312',
        '',
        '',
        'a',
      ],
      [
        '2',
        'warning',
        'certain',
        'edge-unreachable',
        'A fault',
        '10.60.4.21',
        "'=cmd|calc",
        'dns',
        'Do this.',
        'See that it is gone.',
        'wifi.pcapng frame 30',
        '2026-03-02T08:20:28.312Z',
        '1',
        'known (until 2026-12-31)',
        'b',
      ],
    ]);
  });

  test('nothing found is a head alone', () => {
    expect(parse(csv(EMPTY)) as string[][]).toHaveLength(1);
  });
});

describe('Markdown', () => {
  const render = (text: string): string => new MarkdownIt({ html: true, linkify: true }).render(text);

  test('whole', () => {
    expect(markdown(REPORT)).toMatchInlineSnapshot(`
      "## Skype for Business on the VPN: diagnosis

      **What:** The call failed.

      **Why:** {0} \\[x\\](http\\://contoso.com) is "internal", see C:\\\\x.

      **Who:** DNS team

      **Next:** Do this.

      DNS wrong

      Read: \`my logs/a:b.log\`

      ### 1. error, certain: dns-internal-answer

      {0} \\[x\\](http\\://contoso.com) is "internal", see C:\\\\x.

      - \`my logs/a:b.log:7\` \`REGISTER {1}\`
      - \`wifi.pcapng frame 30\` \`SYN\`
      - … and 1 more

      This explains 2.

      1. Do this.
      2. Then that.

      Owner: DNS team. Check: See that it is gone.

      ### 2. warning, certain: edge-unreachable

      \\=cmd\\|calc

      Accepted: known (until 2026-12-31)

      - \`wifi.pcapng frame 30\` \`SYN\`

      This explained by 1.

      1. Do this.
      2. Then that.

      Owner: DNS team. Check: See that it is gone.

      ## Configuration

      ### GlobalProtect: exclude

      Network &gt; GlobalProtect (answers 1)

      \`\`\`
      set x \`y\`
      \`\`\`

      Check: Look.

      Not seen:

      - No capture of the tunnel.

      3 records read, 1 in no known form, 0 places damaged, 0 dropped; 3 rules: 1 found something, 0 fine, 1 skipped, 1 failed
      "
    `);
  });

  test('the first ten lines say what, why, who and what next', () => {
    const head = markdown(INCIDENT).split('\n').slice(0, 10);
    expect(head.filter((l) => l !== '').map((l) => l.slice(0, 9))).toEqual([
      '## Skype ',
      '**What:**',
      '**Why:** ',
      '**Who:** ',
      '**Next:**',
    ]);
  });

  test('nothing found', () => {
    expect(markdown(EMPTY).split('\n')[2]).toBe('Nothing wrong was found in what this input could show.');
  });

  test.each([
    '[x](http://contoso.com)',
    '![x](x)',
    '<img src=x onerror=alert(1)>',
    '**bold** _it_ ~~gone~~ `code`',
    '# head',
    '- item',
    '+ item',
    '1. one',
    '1) one',
    '=====',
    '-----',
    '| a | b |',
    'http://contoso.com',
    'www.contoso.com',
    '&lt;b&gt;',
    '\\*x\\*',
    '[x]: y',
    '```',
    '$x$',
    '<!-- x -->',
    '_sipinternaltls._tcp',
  ])('%s stays text', (hostile) => {
    const escaped = (text: string): string =>
      text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
    expect(render(plain(hostile))).toBe(`<p>${escaped(hostile)}</p>\n`);
  });

  test.each(['a`b', '`', '``x`` y', ' x ', 'plain', '<b>', '|'])('%s in a code span', (text) => {
    const [, inside] = /^<p><code>(.*)<\/code><\/p>\n$/s.exec(render(code(text))) ?? [];
    expect(inside?.replaceAll('&lt;', '<').replaceAll('&gt;', '>')).toBe(text);
  });
});

describe('SARIF', () => {
  test('whole', () => {
    expect(JSON.parse(sarif(REPORT))).toMatchInlineSnapshot(`
      {
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "runs": [
          {
            "artifacts": [
              {
                "length": 10,
                "location": {
                  "uri": "my%20logs/a%3Ab.log",
                },
                "roles": [
                  "analysisTarget",
                ],
              },
            ],
            "columnKind": "utf16CodeUnits",
            "invocations": [
              {
                "executionSuccessful": false,
                "toolExecutionNotifications": [
                  {
                    "level": "note",
                    "message": {
                      "text": "No capture of the tunnel.",
                    },
                  },
                  {
                    "associatedRule": {
                      "id": "turn-auth-failed",
                      "index": 1,
                    },
                    "level": "note",
                    "message": {
                      "text": "skipped, missing: a capture",
                    },
                  },
                  {
                    "associatedRule": {
                      "id": "ice-no-relay",
                      "index": 2,
                    },
                    "level": "error",
                    "message": {
                      "text": "boom",
                    },
                  },
                ],
              },
            ],
            "results": [
              {
                "level": "error",
                "locations": [
                  {
                    "message": {
                      "text": "REGISTER {{1}}",
                    },
                    "physicalLocation": {
                      "artifactLocation": {
                        "index": 0,
                        "uri": "my%20logs/a%3Ab.log",
                      },
                      "region": {
                        "startLine": 7,
                      },
                    },
                  },
                ],
                "message": {
                  "text": "{{0}} \\[x\\](http://contoso.com) is "internal", see C:\\\\x.",
                },
                "partialFingerprints": {
                  "sfbdiag/v1": "a",
                },
                "properties": {
                  "causedBy": [],
                  "confidence": "certain",
                  "fix": [
                    "Do this.",
                    "Then that.",
                  ],
                  "noticed": "The call failed.",
                  "owner": "dns",
                  "subjects": [
                    "10.60.4.21",
                  ],
                  "verify": "See that it is gone.",
                },
                "relatedLocations": [
                  {
                    "id": 1,
                    "logicalLocations": [
                      {
                        "fullyQualifiedName": "wifi.pcapng/frame 30",
                        "kind": "frame",
                        "name": "frame 30",
                      },
                    ],
                    "message": {
                      "text": "SYN",
                    },
                    "physicalLocation": {
                      "artifactLocation": {
                        "uri": "wifi.pcapng",
                      },
                    },
                  },
                ],
                "ruleId": "dns-internal-answer",
                "ruleIndex": 0,
              },
              {
                "level": "warning",
                "locations": [
                  {
                    "logicalLocations": [
                      {
                        "fullyQualifiedName": "wifi.pcapng/frame 30",
                        "kind": "frame",
                        "name": "frame 30",
                      },
                    ],
                    "message": {
                      "text": "SYN",
                    },
                    "physicalLocation": {
                      "artifactLocation": {
                        "uri": "wifi.pcapng",
                      },
                    },
                  },
                ],
                "message": {
                  "text": "=cmd|calc",
                },
                "partialFingerprints": {
                  "sfbdiag/v1": "b",
                },
                "properties": {
                  "causedBy": [
                    "a",
                  ],
                  "confidence": "certain",
                  "fix": [
                    "Do this.",
                    "Then that.",
                  ],
                  "owner": "dns",
                  "subjects": [
                    "10.60.4.21",
                  ],
                  "verify": "See that it is gone.",
                },
                "ruleId": "edge-unreachable",
                "ruleIndex": 3,
                "suppressions": [
                  {
                    "justification": "known",
                    "kind": "external",
                    "status": "accepted",
                  },
                ],
              },
            ],
            "tool": {
              "driver": {
                "name": "sfbdiag",
                "rules": [
                  {
                    "id": "dns-internal-answer",
                    "shortDescription": {
                      "text": "A fault",
                    },
                  },
                  {
                    "id": "turn-auth-failed",
                  },
                  {
                    "id": "ice-no-relay",
                  },
                  {
                    "id": "edge-unreachable",
                    "shortDescription": {
                      "text": "A fault",
                    },
                  },
                ],
                "version": "0.0.0",
              },
            },
          },
        ],
        "version": "2.1.0",
      }
    `);
  });

  /** @types/sarif is written from the schema: required properties, values allowed, nothing beside them. */
  test('fits the types of SARIF 2.1.0', () => {
    const dir = mkdtempSync(join(tmpdir(), 'sfbdiag-sarif-'));
    try {
      symlinkSync(join(ROOT, 'node_modules'), join(dir, 'node_modules'), 'junction');
      writeFileSync(join(dir, 'package.json'), '{"type":"module"}');
      const head = "import type { Log } from 'sarif';\n";
      writeFileSync(
        join(dir, 'good.ts'),
        `${head}export const a: Log = ${sarif(REPORT)};\nexport const b: Log = ${sarif(INCIDENT)};\nexport const c: Log = ${sarif(EMPTY)};\n`,
      );
      writeFileSync(
        join(dir, 'bad.ts'),
        `${head}export const a: Log = ${sarif(REPORT).replace('"level": "error"', '"level": "fatal"')};\n`,
      );
      const compile = (name: string) =>
        spawnSync(
          process.execPath,
          [
            join(ROOT, 'node_modules/typescript/bin/tsc'),
            '--strict',
            '--noEmit',
            '--module',
            'nodenext',
            '--target',
            'es2023',
            '--types',
            'sarif',
            join(dir, name),
          ],
          { cwd: dir, encoding: 'utf8' },
        );
      expect(compile('good.ts').stdout).toBe('');
      expect(compile('good.ts').status).toBe(0);
      expect(compile('bad.ts').status).not.toBe(0);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});
