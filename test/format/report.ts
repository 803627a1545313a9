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
