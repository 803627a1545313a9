import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sarif } from '../../src/format/sarif.ts';
import { report } from '../analyze-bytes.ts';
import { sampleFiles } from '../sample-files.ts';
import { EMPTY, MIXED } from './report.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const INCIDENT = report(sampleFiles('globalprotect-incident').filter((f) => f.name.startsWith('c')));

describe('SARIF', () => {
  test('whole', () => {
    expect(JSON.parse(sarif(MIXED))).toMatchInlineSnapshot(`
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

  test('an interrupted run was no success', () => {
    const success = (words: string): unknown => JSON.parse(words).runs[0].invocations[0].executionSuccessful;
    expect([success(sarif(EMPTY)), success(sarif({ ...EMPTY, partial: true }))]).toEqual([true, false]);
  });

  test('names lead nowhere else', () => {
    const names = ['../../etc/passwd', '/etc/passwd', 'C:\\x', './a//b', '..', ''];
    const sources = names.map((name) => ({ ...MIXED.sources[0]!, name }));
    const { artifacts } = JSON.parse(sarif({ ...EMPTY, sources })).runs[0];
    expect(artifacts.map((a: { location: { uri: string } }) => a.location.uri)).toEqual([
      'etc/passwd',
      'etc/passwd',
      'C%3A%5Cx',
      'a/b',
      'unnamed',
      'unnamed',
    ]);
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
        `${head}export const a: Log = ${sarif(MIXED)};\nexport const b: Log = ${sarif(INCIDENT)};\nexport const c: Log = ${sarif(EMPTY)};\n`,
      );
      writeFileSync(
        join(dir, 'bad.ts'),
        `${head}export const a: Log = ${sarif(MIXED).replace('"level": "error"', '"level": "fatal"')};\n`,
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
