/** Site profiles: what is read, errors with their places, and that what `profile init` writes can be read. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { analysis } from '../src/analyze.ts';
import type { Fact } from '../src/facts.ts';
import { pathText, readProfile, siteOf } from '../src/profile.ts';
import { profileDraft } from '../src/profile-draft.ts';
import { PROFILE_SCHEMA } from '../src/profile-schema.ts';
import { isInternal, isPublic, NO_SITE } from '../src/site.ts';
import { type BuiltCli, builtCli, ROOT } from './built-cli.ts';
import { ACCESS_EDGE, dns, FRONT_END, splitTunnel, vpnTunnel } from './facts.ts';

const RULES = new Set(['ice-tunnel-candidate', 'leak-internal-address']);
const read = (text: string) => readProfile(text, 'site.yaml', RULES);
function errors(text: string): readonly string[] {
  try {
    read(text);
    return [];
  } catch (error) {
    expect((error as Error).name).toBe('UsageError');
    return (error as Error).message.split('\n');
  }
}

const WHOLE = `
vpn:
  product: globalprotect
  pools: [203.0.113.0/24]
  fullTunnel: true
  exclusions: [198.51.100.0/24]
  resolvers: [10.60.0.5]
internal: [192.0.2.0/24]
external: ["2001:db8::/32"]
servers:
  - name: SIP.contoso.com.
    inside: [192.0.2.21]
    outside: [10.99.0.40]
  - name: mail.contoso.com
    kind: exchange
accepted:
  - rule: ice-tunnel-candidate
    subject: "172.27.*"
    reason: by design
    until: 2026-12-31
`;

test('all fields, and what becomes of them beside the options', () => {
  const texts = (list: readonly { text: string }[] | undefined) => list?.map((p) => p.text);
  const site = siteOf(read(WHOLE), { ...NO_SITE, vpn: 'fortigate' });
  expect({
    ...site,
    tunnel: texts(site.tunnel),
    pools: texts(site.pools),
    internal: texts(site.internal),
    external: texts(site.external),
    exclusions: texts(site.exclusions),
  }).toEqual({
    tunnel: ['203.0.113.0/24'],
    pools: ['203.0.113.0/24'],
    internal: ['192.0.2.0/24', '192.0.2.21'],
    external: ['2001:db8::/32', '10.99.0.40'],
    vpn: 'fortigate',
    fullTunnel: true,
    exclusions: ['198.51.100.0/24'],
    resolvers: ['10.60.0.5'],
    servers: [
      { name: 'sip.contoso.com', kind: 'sfb', inside: ['192.0.2.21'], outside: ['10.99.0.40'] },
      { name: 'mail.contoso.com', kind: 'exchange', inside: [], outside: [] },
    ],
    accepted: [{ rule: 'ice-tunnel-candidate', subject: '172.27.*', reason: 'by design', until: '2026-12-31' }],
  });
  expect([isInternal('192.0.2.7', site), isPublic('10.99.0.40', site), isInternal('10.1.1.1', site)]).toEqual([
    true,
    true,
    true,
  ]);
  expect(siteOf(undefined, NO_SITE)).toBe(NO_SITE);
});

test('JSON, an empty file and comments alone', () => {
  expect(read('{"internal": ["10.0.0.0/8"]}')).toEqual({ internal: ['10.0.0.0/8'] });
  expect([read(''), read('# nothing\n')]).toEqual([{}, {}]);
});

describe('errors name line, column and field', () => {
  test.each<[string, string, readonly string[]]>([
    ['an unknown field', 'vpn:\n  colour: red\n', ['site.yaml:2:3 vpn.colour is no field of a profile']],
    [
      'a wrong value, deep',
      'vpn:\n  product: globalprotec\n',
      [
        'site.yaml:2:12 vpn.product is none of globalprotect, anyconnect, strongswan, windows, fortigate, openvpn, wireguard',
      ],
    ],
    ['a wrong type', 'internal: 10.0.0.0/8\n', ['site.yaml:1:11 internal has to be a list']],
    ['of the whole', '- a\n', ['site.yaml:1:1 the profile has to be a group of fields']],
    [
      'no prefix, by shape',
      'vpn: {pools: [here]}\n',
      ['site.yaml:1:15 vpn.pools[0] is no address or prefix such as 172.27.0.0/16'],
    ],
    [
      'no prefix, by value',
      'vpn: {pools: [10.0.0.0/33]}\n',
      ['site.yaml:1:15 vpn.pools[0] is no address or prefix such as 172.27.0.0/16'],
    ],
    [
      'no address',
      'servers:\n  - name: a.b\n    inside: [a.b]\n',
      ['site.yaml:3:14 servers[0].inside[0] is no address such as 10.60.0.5'],
    ],
    ['a field that is missing', 'servers:\n  - kind: sfb\n', ['site.yaml:2:5 servers[0] has no name']],
    [
      'no rule, and a date that is none',
      'accepted:\n  - rule: nope\n    reason: x\n    until: 2026-02-30\n',
      [
        'site.yaml:2:11 accepted[0].rule is no rule; "sfbdiag rules" lists them',
        'site.yaml:4:12 accepted[0].until is no date such as 2026-06-30',
      ],
    ],
    ['a field twice', 'vpn: {}\nvpn: {}\n', ['site.yaml:2:1 Map keys must be unique']],
    [
      'broken YAML',
      'vpn: [\n',
      ['site.yaml:2:1 Flow sequence in block collection must be sufficiently indented and end with a ]'],
    ],
  ])('%s', (_what, text, expected) => expect(errors(text)).toEqual(expected));
  test('ten at most', () => {
    const many = errors(`internal:\n${'  - x\n'.repeat(14)}`);
    expect([many.length, many.at(-1)]).toEqual([11, 'site.yaml: 4 more']);
  });
  test('aliases that unfold without end', () => {
    const bomb = [
      'a: &a [x, x]',
      ...'bcdefgh'.split('').map((c, i) => `${c}: &${c} [*${'abcdefg'[i]}, *${'abcdefg'[i]}]`),
    ];
    expect(errors(bomb.join('\n'))).toEqual([
      'site.yaml:1:1 Excessive alias count indicates a resource exhaustion attack',
    ]);
  });
  test('whatever it holds, it is read or refused with places', () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    const key = fc.constantFrom('vpn', 'internal', 'external', 'servers', 'accepted', 'x');
    fc.assert(
      fc.property(fc.dictionary(key, value), (profile) => {
        for (const line of errors(JSON.stringify(profile, null, 1)))
          expect(line).toMatch(/^site\.yaml(:\d+:\d+ \S|: \d+ more$)/);
      }),
      { seed: 1, numRuns: 200 },
    );
  });
  test('paths', () => expect(pathText(['accepted', 0, 'until'])).toBe('accepted[0].until'));
});

test('the schema that is shipped is the one that is used', async () => {
  await expect(`${JSON.stringify(PROFILE_SCHEMA, null, 2)}\n`).toMatchFileSnapshot('../src/profile.schema.json');
});

describe('a draft of an incident', () => {
  const draft = (...facts: readonly Fact[]): string => {
    const run = analysis([], '0.0.0');
    for (const fact of facts) run.add(fact);
    return profileDraft(run.incident());
  };
  test('holds what was shown, and reads without errors', () => {
    const text = draft(
      ...splitTunnel(),
      dns('sip.contoso.com', [`A ${FRONT_END}`, `A ${ACCESS_EDGE}`]),
      vpnTunnel({ excludeRoutes: ['198.51.100.0/24'], dnsServers: ['10.60.0.5'] }),
    );
    expect(read(text)).toEqual({
      vpn: {
        product: 'globalprotect',
        pools: ['172.27.3.18'],
        exclusions: ['198.51.100.0/24'],
        resolvers: ['10.60.0.5'],
      },
      servers: [{ name: 'sip.contoso.com', kind: 'sfb', inside: [FRONT_END], outside: [ACCESS_EDGE] }],
    });
    expect(text.split('\n').filter((l) => /^ *#/.test(l)).length).toBeGreaterThan(10);
  });
  test('of nothing, only words', () => expect(read(draft())).toEqual({}));
  test('names from the input cannot leave their place', () => {
    const text = draft(
      dns('sip.x\n- evil: "#\u001b[31m', ['A 10.0.0.1']),
      dns('sipinternal.a: b #c.com', ['A 10.0.0.1']),
    );
    expect(() => read(text)).not.toThrow();
    expect(text).not.toContain('\u001b');
  });
});

describe('on the command line', () => {
  let cli: BuiltCli;
  const INCIDENT = ['client.UccApilog', 'capture.pcapng'].map((f) =>
    join(ROOT, 'samples', 'globalprotect-incident', f),
  );
  beforeAll(() => {
    cli = builtCli();
  }, 120_000);
  afterAll(() => cli.remove());
  const file = (name: string, text: string): string => {
    writeFileSync(join(cli.folder, name), text);
    return name;
  };
  test('init writes a profile that analyze takes; a file that exists is kept', () => {
    const out = cli.run(['profile', 'init', ...INCIDENT]);
    expect([out.status, out.err]).toEqual([0, '']);
    expect(cli.run(['profile', 'init', ...INCIDENT, '-o', 'site.yaml'])).toEqual({ status: 0, out: '', err: '' });
    expect(readFileSync(join(cli.folder, 'site.yaml'), 'utf8')).toBe(out.out);
    expect(cli.run(['profile', 'init', ...INCIDENT, '-o', 'site.yaml'])).toEqual({
      status: 2,
      out: '',
      err: 'sfbdiag: site.yaml exists, and is not overwritten\n',
    });
    expect(cli.run(['analyze', ...INCIDENT, '--profile', 'site.yaml', '--quiet'])).toEqual({
      status: 1,
      out: '',
      err: '',
    });
  });
  test('errors, one a line, exit 2', () => {
    const name = file('bad.yaml', 'vpn:\n  colour: red\ninternal: 1\n');
    expect(cli.run(['analyze', ...INCIDENT, '--profile', name])).toEqual({
      status: 2,
      out: '',
      err: 'sfbdiag: bad.yaml:2:3 vpn.colour is no field of a profile\nsfbdiag: bad.yaml:3:11 internal has to be a list\n',
    });
    expect(cli.run(['analyze', ...INCIDENT, '--profile', 'none.yaml']).err).toBe(
      'sfbdiag: the profile none.yaml cannot be read (ENOENT)\n',
    );
  });
  test('what is accepted does not fail the run', () => {
    const only = ['--only', 'dns-internal-answer', '--quiet'];
    const name = file(
      'ok.yaml',
      'accepted:\n  - rule: dns-internal-answer\n    reason: known\n    until: 2026-03-31\n',
    );
    expect(cli.run(['analyze', ...INCIDENT, ...only]).status).toBe(1);
    expect(cli.run(['analyze', ...INCIDENT, ...only, '--profile', name]).status).toBe(0);
    expect(cli.run(['analyze', ...INCIDENT, ...only, '--profile', name, '--as-of', '2026-04-01']).status).toBe(1);
  });
  test('a product and a date that are none', () => {
    for (const args of [
      ['--vpn', 'nothing'],
      ['--as-of', 'soon'],
    ])
      expect(cli.run(['analyze', ...INCIDENT, ...args]).status).toBe(2);
  });
});
