import { endpointText } from '../src/addresses.ts';
import { addressKey, clock, groupBy, tunnelWords } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import { blockInside, hideInternalDiscovery } from '../src/remedies.ts';
import { defineRule, missing } from '../src/rule.ts';

export default defineRule({
  id: 'sign-in-inside-through-tunnel',
  title: 'The client signed in inside, through the tunnel',
  severity: 'note',
  owner: 'vpn',
  needs: ['sip.message'],
  explainedBy: ['vpn-inside-reachable'],
  verify:
    'Sign in again: the answer to REGISTER comes from the Access Edge (443) and says ms-user-logon-data: RemoteUser.',
  *check(incident) {
    // A full tunnel by design: the tunnel's address is the one that is meant.
    if (incident.site.fullTunnel) return 'clear';
    const inside = incident.signIns.filter((s) => s.result === 'signed-in' && s.way === 'inside' && s.local);
    const tunnels = new Map(incident.host.tunnels.map((t) => [t.address, t]));
    const through = inside.filter((s) => tunnels.has(s.local!.address));
    for (const same of groupBy(through, (s) => `${s.registrar!.address} ${s.local!.address}`).values()) {
      const [first] = same;
      const tunnel = tunnels.get(first.local!.address)!;
      const asked = same.find((s) => s.relays?.location === 'intranet');
      yield {
        message:
          `At ${clock(first.start)} the client signed in inside, at ${endpointText(first.registrar!)}, from ${tunnelWords(tunnel)} ` +
          (asked
            ? 'and was given media relays of the intranet: its media will look for the inner side of the Edge, through the tunnel.'
            : 'so that its signalling runs through the tunnel.'),
        subject: endpointText(first.registrar!),
        about: [addressKey(first.registrar!.address), addressKey(tunnel.address)],
        // That a missing RemoteUser means inside is inferred.
        confidence: tunnel.confidence === 'possible' ? 'possible' : 'likely',
        evidence: evidence.proof([
          ...same.flatMap((s) => (s.answer ? [evidence.message(s.answer)] : [])),
          ...(asked?.relays?.request
            ? [evidence.seen(asked.relays.request, 'SERVICE (MRAS): <location>intranet</location>')]
            : []),
        ]),
        fix: [
          hideInternalDiscovery([...new Set(discovery(incident.lookups))]),
          blockInside(incident),
          'Where clients are meant to work inside through the tunnel, nothing is to be done; then their media runs through it, too.',
        ],
      };
    }
    const judged = incident.signIns.filter((s) => s.result === 'signed-in');
    if (judged.length === 0) return missing('a client log that holds a sign-in');
    if (inside.length === 0)
      return judged.some((s) => s.way !== 'unknown')
        ? 'clear'
        : missing('the packet lines of the log (they name the registrar)');
    const known =
      incident.host.tunnels.length > 0 ||
      inside.every((s) => (incident.host.of(s.local!.address)?.class ?? 'unknown') !== 'unknown');
    return known
      ? 'clear'
      : missing('which address is the VPN tunnel (--tunnel, or a capture that names its interfaces)');
  },
});

const INTERNAL = /^(?:lyncdiscoverinternal|_sipinternaltls\._tcp|sipinternal)\./;

/** The names asked for that lead inside; without a capture of them, all that the client knows. */
function discovery(lookups: readonly { readonly dns: { readonly name: string } }[]): readonly string[] {
  const asked = lookups.map((l) => l.dns.name).filter((name) => INTERNAL.test(name));
  return asked.length > 0 ? asked : ['lyncdiscoverinternal', '_sipinternaltls._tcp', 'sipinternal'];
}
