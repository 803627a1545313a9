import type { Finding, Report } from '../../src/report.ts';

export const EMPTY: Report = {
  schema: 1,
  tool: { name: 'sfbdiag', version: '0.0.0' },
  redacted: false,
  sources: [],
  host: { addresses: [] },
  signIns: [],
  calls: [],
  areas: [],
  findings: [],
  configuration: [],
  outcomes: [],
  blind: [],
  dropped: {},
  read: { bytes: 0, records: 0, frames: 0, unrecognised: 0, damaged: 0 },
};

export const finding = (over: Partial<Finding> & Pick<Finding, 'rule' | 'fingerprint'>): Finding => ({
  title: 'A fault',
  severity: 'error',
  confidence: 'certain',
  message: 'Something happened to 10.60.4.21.',
  subject: '10.60.4.21',
  subjects: ['10.60.4.21'],
  evidence: [{ source: 'wifi.pcapng', frame: 30, time: '2026-03-02T08:20:28.312Z', excerpt: 'SYN' }],
  evidenceTotal: 1,
  cause: [],
  causedBy: [],
  fix: ['Do this.', 'Then that.'],
  owner: 'dns',
  verify: 'See that it is gone.',
  help: `rules/${over.rule}.md`,
  ...over,
});

/** A report with a bit of everything, hostile words among it. */
export const MIXED: Report = {
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
