import { describe, expect, test } from 'vitest';
import { analysis } from '../../src/analyze.ts';
import type { Fact } from '../../src/facts.ts';
import type { Incident } from '../../src/incident.ts';
import { splitOf } from '../../src/split.ts';
import { tunnelFlows } from '../../src/tunnel-flows.ts';
import { at, flow, iface, splitTunnel, tcp, WIFI } from '../facts.ts';
import { GATEWAY, vpnTunnel } from '../facts-network.ts';

function incident(...facts: readonly Fact[]): Incident {
  const run = analysis([], '0.0.0');
  for (const fact of facts) run.add(fact);
  return run.incident();
}

describe('flows that are a tunnel', () => {
  const minute = { clock: '09:20:00', last: { frame: 9, time: at('09:21:00') }, sent: 3000, received: 1500 } as const;
  const bytes = { sentBytes: 600_000, receivedBytes: 150_000 };
  test('rate and size each way', () => {
    const f = flow({ ...minute, ...bytes, tunnel: 'globalprotect' });
    expect(tunnelFlows(incident(iface(), f))).toEqual([
      { flow: f, kind: 'globalprotect', own: WIFI, gateway: GATEWAY, seconds: 60, rates: [50, 25], sizes: [200, 100] },
    ]);
  });
  test('turned round where the gateway was seen first', () => {
    const f = flow({ ...minute, ...bytes, client: `${GATEWAY}:4501`, server: `${WIFI}:51000` });
    const [made] = tunnelFlows(incident(iface(), f));
    expect([made?.own, made?.gateway, made?.rates, made?.sizes]).toEqual([WIFI, GATEWAY, [25, 50], [100, 200]]);
  });
  test('none: one way only, IKE alone, a moment, another service', () => {
    const no = [
      flow({ received: 0 }),
      flow({ tunnel: 'ike', server: `${GATEWAY}:500` }),
      flow({ sent: 2, received: 2 }),
      flow({ server: '192.0.2.9:5004' }),
    ];
    expect(tunnelFlows(incident(iface(), ...no))).toEqual([]);
  });
});

describe('whether the tunnel is split', () => {
  const told = (...facts: readonly Fact[]) => {
    const made = splitOf(incident(...facts));
    return made && [made.split, made.confidence];
  };
  test.each<readonly [string, Parameters<typeof vpnTunnel>[0], ReturnType<typeof told>]>([
    ['Windows, split', { splitTunneling: true }, [true, 'certain']],
    ['Windows, full', { splitTunneling: false }, [false, 'certain']],
    ['some addresses inside', { includeRoutes: ['10.0.0.0/8'] }, [true, 'certain']],
    ['some addresses outside', { includeRoutes: ['0.0.0.0/0'], excludeRoutes: ['198.51.100.0/24'] }, [true, 'certain']],
    ['a program outside', { excludeApplications: ['lync.exe'] }, [true, 'certain']],
    ['everything inside', { includeRoutes: ['0.0.0.0/0'] }, [false, 'certain']],
    ['nothing in, nothing out: everything', { includeRoutes: [], excludeRoutes: [] }, [false, 'certain']],
    ['the lists broke off', { includeRoutes: [], excludeRoutes: [], truncated: true }, undefined],
    ['no word of routes', {}, undefined],
    ['not connected', { splitTunneling: true, up: false }, undefined],
  ])('%s', (_, tunnel, expected) => {
    expect(told(vpnTunnel(tunnel))).toEqual(expected);
  });
  test('by an SfB server that was reached beside it', () => {
    const outer = flow({ tunnel: 'globalprotect' });
    const beside = tcp({ serverName: 'sip.contoso.com' });
    expect(told(...splitTunnel(), outer, beside)).toEqual([true, 'likely']);
    // The VPN's own TLS, or anything else public, says nothing.
    expect(told(...splitTunnel(), outer, tcp({ server: '192.0.2.80:443' }))).toBeUndefined();
    expect(told(iface(), beside)).toBeUndefined();
  });
});
