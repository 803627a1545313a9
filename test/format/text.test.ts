import { describe, expect, test } from 'vitest';
import { text } from '../../src/format/text.ts';
import type { Report } from '../../src/report.ts';
import { EMPTY, finding } from './report.ts';

const plain = { color: false, width: 80 };

const REPORT: Report = {
  ...EMPTY,
  sources: [
    {
      name: 'client.log',
      parser: 'uccapi-log',
      bytes: 10,
      records: 48210,
      unrecognised: 0,
      first: '2026-03-02T09:18:02.000',
      last: '2026-03-02T09:24:40.000',
      clock: 'local',
      utcOffset: 60,
      shapes: [{ level: 'WARN', shape: 'timeout <n> of <x>', count: 1200 }],
    },
    { name: 'wifi.pcapng', parser: 'capture', bytes: 10, frames: 1, unrecognised: 0, clock: 'utc' },
  ],
  host: {
    addresses: [{ address: '172.27.3.18', class: 'tunnel', confidence: 'certain', because: 'given with --tunnel' }],
  },
  signIns: [
    {
      start: '2026-03-02T09:20:28.000',
      kind: 'first',
      registrar: '10.60.4.21:5061',
      result: 'unanswered',
      way: 'unknown',
      challenges: 0,
      diagnostics: [],
    },
    {
      start: '2026-03-02T09:21:09.000',
      kind: 'first',
      registrar: '198.51.100.40:443',
      result: 'signed-in',
      way: 'edge',
      seconds: 0.4,
      challenges: 1,
      status: 200,
      diagnostics: [],
      mediaRelay: { location: 'internet', hosts: [] },
    },
    {
      start: '2026-03-02T09:24:09.000',
      kind: 'again',
      result: 'refused',
      way: 'unknown',
      seconds: 2,
      challenges: 1,
      status: 403,
      reason: 'Forbidden',
      diagnostics: [4003, 4003],
    },
  ],
  calls: [
    {
      id: 'x',
      start: '2026-03-02T09:22:10.000',
      direction: 'outgoing',
      media: ['audio'],
      result: 'failed',
      diagnostics: [24, 51004],
      diagnosticsBy: [],
      localCandidates: [],
      remoteCandidates: [],
      selected: null,
      pairs: [],
    },
  ],
  findings: [
    finding({ rule: 'dns-internal-answer', fingerprint: 'a', message: 'sip.contoso.com is internal.' }),
    finding({
      rule: 'leak-internal-address',
      fingerprint: 'b',
      causedBy: ['a'],
      cause: ['dns-internal-answer'],
      owner: 'vpn',
      noticed: 'Sign-in hangs.',
      evidenceTotal: 7,
    }),
  ],
  outcomes: [
    { rule: 'dns-internal-answer', outcome: 'found' },
    { rule: 'leak-internal-address', outcome: 'found' },
    { rule: 'edge-unreachable', outcome: 'clear' },
    { rule: 'turn-auth-failed', outcome: 'skipped', missing: ['a capture'] },
    { rule: 'ice-no-relay', outcome: 'failed', error: 'boom' },
  ],
  blind: ['No capture of the tunnel.'],
  dropped: { 'ip.flow': 12000 },
};

describe('text report', () => {
  test('whole', () => {
    expect(text(REPORT, plain)).toMatchInlineSnapshot(`
      "sfbdiag 0.0.0   2 inputs: client.log (48,210 records), wifi.pcapng (1 frame)
      2026-03-02 09:18:02 – 09:24:40   log times are local, +01:00

      WHAT  Sign-in hangs.
      WHY   sip.contoso.com is internal.
      WHO   DNS team
      NEXT  Do this.

      sign-in
          09:20:28  10.60.4.21:5061    no answer
          09:21:09  198.51.100.40:443  through the Edge, 0.4 s, media relays: internet
          09:24:09  ?                  refused: 403 Forbidden 4003, 2.0 s, again

      calls
          09:22:10  outgoing  audio  failed  24

      this PC
          172.27.3.18  tunnel, certain: given with --tunnel

      1  ERROR  certain  dns-internal-answer
         sip.contoso.com is internal.
           wifi.pcapng frame 30  SYN
           in Wireshark: frame.number == 30
         explains 2
         fix   1. Do this.
               2. Then that.
         owner DNS team
         check See that it is gone.
         more: sfbdiag explain dns-internal-answer

      2  ERROR  certain  leak-internal-address
         Something happened to 10.60.4.21.
           wifi.pcapng frame 30  SYN
           … and 6 more
           in Wireshark: frame.number == 30
         explained by 1
         fix   steps 1, 2 of finding 1
         owner VPN team
         check See that it is gone.
         more: sfbdiag explain leak-internal-address

      to add:   a capture (1 rule)
      failed:   ice-no-relay (boom)
      not seen: No capture of the tunnel.
      dropped:  12,000 ip.flow (oldest first; narrow with --since and --until)
      0 records read, 0 places damaged, 12,000 dropped; 5 rules: 2 found something, 1
      fine, 1 skipped, 1 failed
      "
    `);
  });

  test('shapes of log lines on request', () => {
    const shown = text(REPORT, { ...plain, verbose: true });
    expect(shown.slice(shown.indexOf('log lines'), shown.indexOf('fine:'))).toBe(
      'log lines of unknown wording, without names, numbers and addresses; please send\nthem in\n' +
        '    1,200  WARN  timeout <n> of <x>\n\n',
    );
    expect(text({ ...REPORT, sources: [] }, { ...plain, verbose: true })).not.toContain('log lines');
  });

  test('says so when nothing could be seen, and when nothing was wrong', () => {
    const verdictLine = (r: Report): string | undefined => text(r, plain).split('\n')[2];
    expect(verdictLine({ ...EMPTY, sources: [] })).toBe('This input could not show anything that the rules look for.');
    expect(verdictLine({ ...EMPTY, outcomes: [{ rule: 'x', outcome: 'clear' }] })).toBe(
      'Nothing wrong was found in what this input could show.',
    );
  });

  test('colour is an option, and the only difference', () => {
    const painted = text(REPORT, { ...plain, color: true });
    expect(painted).toContain('\u001b[');
    expect(painted.replace(/\u001b\[[0-9;]*m/g, '')).toBe(text(REPORT, plain));
  });
});
