/** SARIF 2.1.0 (OASIS): findings as results. Lines of logs are regions; frames of captures are logical locations, as no
 *  region of the file would lead a reader to one. */
import type { Evidence, Finding, Report } from '../report.ts';

/** Message strings have placeholders `{0}` and links `[text](target)` (SARIF 3.11.5, 3.11.6). */
const literal = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('{', '{{').replaceAll('}', '}}').replace(/[[\]]/g, '\\$&');

/** A relative URI reference of a source's name (SARIF 3.4.3), which leads nowhere else. A first segment with a colon
 *  would be a scheme. */
const uri = (name: string): string =>
  name
    .split('/')
    .filter((part) => !/^\.{0,2}$/.test(part))
    .map(encodeURIComponent)
    .join('/') || 'unnamed';

function location(e: Evidence, index: ReadonlyMap<string, number>): object {
  const at = index.get(e.source);
  const artifactLocation = { uri: uri(e.source), ...(at === undefined ? {} : { index: at }) };
  const message = { text: literal(e.excerpt) };
  if (e.line !== undefined && e.line > 0)
    return { physicalLocation: { artifactLocation, region: { startLine: e.line } }, message };
  const frame = `frame ${e.frame ?? 0}`;
  return {
    physicalLocation: { artifactLocation },
    logicalLocations: [{ name: frame, fullyQualifiedName: `${e.source}/${frame}`, kind: 'frame' }],
    message,
  };
}

function result(f: Finding, rules: ReadonlyMap<string, number>, index: ReadonlyMap<string, number>): object {
  const [first, ...rest] = f.evidence;
  return {
    ruleId: f.rule,
    ruleIndex: rules.get(f.rule) ?? -1,
    level: f.severity,
    message: { text: literal(f.message) },
    locations: first ? [location(first, index)] : [],
    ...(rest.length > 0 ? { relatedLocations: rest.map((e, id) => ({ id: id + 1, ...location(e, index) })) } : {}),
    partialFingerprints: { 'sfbdiag/v1': f.fingerprint },
    ...(f.accepted
      ? { suppressions: [{ kind: 'external', status: 'accepted', justification: f.accepted.reason }] }
      : {}),
    properties: {
      confidence: f.confidence,
      owner: f.owner,
      subjects: f.subjects,
      causedBy: f.causedBy,
      fix: f.fix,
      verify: f.verify,
      ...(f.noticed === undefined ? {} : { noticed: f.noticed }),
    },
  };
}

export function sarif(report: Report): string {
  const titles = new Map(report.findings.map((f) => [f.rule, f]));
  const ids = report.outcomes.map((o) => o.rule);
  const rules = new Map([...new Set([...ids, ...titles.keys()])].map((id, i) => [id, i]));
  const index = new Map(report.sources.map((s, i) => [s.name, i]));
  const log = {
    version: '2.1.0',
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    runs: [
      {
        tool: {
          driver: {
            name: report.tool.name,
            version: report.tool.version,
            rules: [...rules.keys()].map((id) => {
              const f = titles.get(id);
              return { id, ...(f ? { shortDescription: { text: literal(f.title) } } : {}) };
            }),
          },
        },
        invocations: [
          {
            executionSuccessful: !report.partial && report.outcomes.every((o) => o.outcome !== 'failed'),
            toolExecutionNotifications: [
              ...report.blind.map((text) => ({ level: 'note', message: { text: literal(text) } })),
              ...report.outcomes.flatMap((o) =>
                o.outcome === 'skipped'
                  ? [
                      {
                        level: 'note',
                        associatedRule: { id: o.rule, index: rules.get(o.rule) ?? -1 },
                        message: { text: literal(`skipped, missing: ${o.missing.join(', ')}`) },
                      },
                    ]
                  : o.outcome === 'failed'
                    ? [
                        {
                          level: 'error',
                          associatedRule: { id: o.rule, index: rules.get(o.rule) ?? -1 },
                          message: { text: literal(o.error) },
                        },
                      ]
                    : [],
              ),
            ],
          },
        ],
        artifacts: report.sources.map((s) => ({
          location: { uri: uri(s.name) },
          length: s.bytes,
          roles: ['analysisTarget'],
        })),
        results: report.findings.map((f) => result(f, rules, index)),
        columnKind: 'utf16CodeUnits',
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}
