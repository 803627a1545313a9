import { endpointText } from '../src/addresses.ts';
import { blackHoles } from '../src/black-hole.ts';
import { addressKey } from '../src/describe.ts';
import { mssFor } from '../src/effective-mtu.ts';
import * as evidence from '../src/evidence.ts';
import type { FirewallRule, TcpConversation } from '../src/facts.ts';
import { gatewayFirewall } from '../src/gateway.ts';
import type { Incident } from '../src/incident.ts';
import { clampMss } from '../src/remedies.ts';
import { defineRule, type Hit, missing } from '../src/rule.ts';
import { inTunnel, tunnelMtu } from '../src/tunnel-mtu.ts';

/** Where the cipher is not known: strongSwan’s page clamps what is above it. */
const USUAL_CLAMP = 1360;

const version = (c: TcpConversation): 4 | 6 => (c.client.address.includes(':') ? 6 : 4);
/** What the handshake agreed on, where both halves were seen. An answer that was clamped is the smaller one. */
const agreed = (c: TcpConversation): number | undefined =>
  c.synAck && c.clientMss !== undefined && c.serverMss !== undefined ? Math.min(c.clientMss, c.serverMss) : undefined;
const carried = (c: TcpConversation): number => Math.max(c.clientLargestAcked ?? 0, c.serverLargestAcked ?? 0);

/** Rules that show whether anything makes the MSS smaller; none where they do not. A listing can be of one chain alone
 *  (`iptables -t mangle -L FORWARD`), and TCPMSS stands in two. */
function clampless(incident: Incident): FirewallRule | undefined {
  const rules = gatewayFirewall(incident);
  // Whatever the table, and where a rule is not shown whole, it may be one.
  if (rules.some((r) => r.target === 'TCPMSS' || (r.hides === 'matches' && r.target === ''))) return undefined;
  const mangle = rules.filter((r) => r.table === 'mangle');
  const listed = mangle.filter((r) => /-list$/.test(r.form) && r.position === 0).map((r) => r.chain);
  const whole = listed.length === 0 || (listed.includes('FORWARD') && listed.includes('POSTROUTING'));
  return whole ? mangle[0] : undefined;
}

/** No answer tells what the two would agree on, but the gateway's rules show that nothing makes the client's MSS smaller. */
function unclamped(incident: Incident, asked: readonly TcpConversation[]): Hit | undefined {
  const mangle = clampless(incident);
  const tunnel = tunnelMtu(incident);
  if (!mangle || !tunnel || tunnel.how === 'bound') return undefined;
  const here = asked.filter((c) => (c.clientMss ?? 0) > mssFor(tunnel.mtu, version(c)));
  const [first] = here;
  if (!first) return undefined;
  const most = mssFor(tunnel.mtu, version(first));
  return {
    message: `${endpointText(first.client)} asks for an MSS of ${first.clientMss}, but the tunnel carries packets of at most ${tunnel.mtu} bytes (${tunnel.because}): MSS ${most}; the gateway has no rule that lowers it.`,
    subject: 'MSS',
    subjects: ['MSS', ...new Set(here.map((c) => endpointText(c.server)))],
    about: [...new Set(here.flatMap((c) => [c.client.address, c.server.address]))].map(addressKey),
    // Path MTU discovery may still do: no segment was seen to be lost.
    severity: 'note',
    confidence: 'likely',
    evidence: evidence.proof([
      ...here.map((c) =>
        evidence.seenAt(c, c.syns[0]!, `SYN ${endpointText(c.client)} → ${endpointText(c.server)}, MSS ${c.clientMss}`),
      ),
      evidence.seen(mangle, `${mangle.form}: no TCPMSS in mangle`),
      ...tunnel.evidence,
    ]),
    fix: clampMss(incident, most),
  };
}

export default defineRule({
  id: 'tcp-mss-too-large',
  title: 'TCP in the tunnel agrees on larger segments than the tunnel carries',
  severity: 'warning',
  owner: 'vpn',
  needs: ['tcp.conversation'],
  explainedBy: ['mtu-xfrm-errors'],
  rises: true,
  verify: 'Capture a new connection through the tunnel: the MSS of its SYN-ACK is at most that of the finding.',
  *check(incident) {
    const inside = incident.all('tcp.conversation').filter((c) => c.syns.length > 0 && inTunnel(incident, c));
    const shaken = inside.filter((c) => agreed(c) !== undefined);
    if (shaken.length === 0) {
      const hit = unclamped(incident, inside);
      if (hit) yield hit;
      return missing(
        'the handshake of a TCP connection inside the tunnel (a capture of the tunnel adapter, SYN and SYN-ACK)',
      );
    }
    const tunnel = tunnelMtu(incident);
    if (!tunnel)
      return missing(
        'what the tunnel carries (its packets in a capture of the physical adapter, or swanctl --list-sas)',
      );
    const limit = (c: TcpConversation): number => mssFor(tunnel.mtu, version(c));
    // Segments above the limit that were acknowledged did get through.
    const above = (most: (c: TcpConversation) => number): readonly TcpConversation[] =>
      shaken.filter((c) => agreed(c)! > most(c) && carried(c) <= most(c));
    const sure = above(limit);
    const doubtful = tunnel.how === 'bound' && sure.length === 0 ? above(() => USUAL_CLAMP) : [];
    const [first] = sure.length > 0 ? sure : doubtful;
    if (!first) return 'clear';
    const here = sure.length > 0 ? sure : doubtful;
    const most = sure.length > 0 ? limit(first) : USUAL_CLAMP;
    // A router's word that reached the sender is path MTU discovery at work, unless the sender went on all the same.
    const lost = blackHoles(incident);
    const heeded = tunnel.how === 'measured' && lost.holes.length + lost.missing.length === 0;
    yield {
      message:
        sure.length > 0
          ? `${endpointText(first.client)} and ${endpointText(first.server)} agree on an MSS of ${agreed(first)}, but the tunnel carries packets of at most ${tunnel.mtu} bytes (${tunnel.because}): MSS ${most}.${heeded ? ' Path MTU discovery works here: nothing was seen to be lost for it.' : ''}`
          : `${endpointText(first.client)} and ${endpointText(first.server)} agree on an MSS of ${agreed(first)}; some ciphers leave room for less, and ${most} is the usual clamp. swanctl --list-sas, or the VPN’s settings, tell the cipher.`,
      subject: 'MSS',
      subjects: ['MSS', ...new Set(here.map((c) => endpointText(c.server)))],
      about: [...new Set(here.flatMap((c) => [c.client.address, c.server.address]))].map(addressKey),
      severity: sure.length > 0 && !heeded ? 'warning' : 'note',
      confidence: sure.length === 0 ? 'possible' : tunnel.how === 'measured' ? 'certain' : 'likely',
      evidence: evidence.proof([
        ...here.flatMap((c) => [
          evidence.seenAt(
            c,
            c.syns[0]!,
            `SYN ${endpointText(c.client)} → ${endpointText(c.server)}, MSS ${c.clientMss}`,
          ),
          evidence.seenAt(c, c.synAck!, `SYN-ACK of ${endpointText(c.server)}, MSS ${c.serverMss}`),
        ]),
        ...tunnel.evidence,
      ]),
      // What an unknown cipher leaves may be less than the most that any leaves.
      fix: clampMss(incident, tunnel.how === 'bound' ? Math.min(most, USUAL_CLAMP) : most),
    };
    return 'clear';
  },
});
