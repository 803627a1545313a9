import { addressKey } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import { clientSas, gatewayPlugins } from '../src/gateway.ts';
import { defineRule, missing } from '../src/rule.ts';
import { isEverything } from '../src/selectors.ts';
import { list } from '../src/text.ts';

/** Plugins that tell an IKEv1 client which networks to send in (strongSwan documentation, "Forwarding and Split-Tunneling"). */
const TELLERS = ['unity', 'attr', 'attr-sql'] as const;

export default defineRule({
  id: 'ipsec-unity-missing',
  title: 'IKEv1 clients are not told which networks go into the tunnel',
  severity: 'warning',
  owner: 'vpn',
  needs: ['ipsec.sa'],
  rises: true,
  verify: 'Reconnect an IKEv1 client: its routes into the tunnel are the networks of the gateway’s selectors.',
  *check(incident) {
    const old = clientSas(incident).filter((sa) => sa.version === 1);
    if (old.length === 0)
      return clientSas(incident).length > 0
        ? 'clear'
        : missing('swanctl --list-sas of the gateway, with a client connected');
    const split = old.filter((sa) => sa.children.some((c) => c.localTs.length > 0 && !c.localTs.some(isEverything)));
    const [first] = split;
    if (!first) return 'clear';
    const plugins = gatewayPlugins(incident);
    if (!plugins) return missing('the plugins of the gateway (ipsec statusall, swanctl --stats)');
    if (TELLERS.some((p) => plugins.names.has(p))) return 'clear';
    const peers = new Set(split.map((sa) => sa.remote.address));
    const speaks = incident
      .all('ike.exchange')
      .find(
        (x) => x.vendors.some((v) => /unity/i.test(v)) && (peers.has(x.client.address) || peers.has(x.server.address)),
      );
    const networks = [...new Set(split.flatMap((sa) => sa.children.flatMap((c) => c.localTs)))];
    const virtuals = [...new Set(split.flatMap((sa) => sa.remoteVirtual))];
    yield {
      message: `${list(virtuals)} connected with IKEv1, which has no narrowing of its own, and the gateway loads none of ${list(TELLERS)}: ${speaks ? 'the client speaks Cisco’s Unity and would take' : 'a client that speaks Cisco’s Unity would take'} the list (${list(networks)}) from it. Without, client and gateway need the same selectors by hand.`,
      subject: first.name,
      subjects: [...new Set(split.map((sa) => sa.name))],
      about: virtuals.map(addressKey),
      severity: speaks ? 'warning' : 'note',
      confidence: speaks ? 'likely' : 'possible',
      evidence: evidence.proof([
        ...split.map((sa) => evidence.seen(sa, `${sa.name}: IKEv1, ${list(sa.remoteVirtual)}`)),
        evidence.seen(plugins.fact, `plugins without ${list(TELLERS)}`),
        ...(speaks ? [evidence.seen(speaks, `vendor ${list(speaks.vendors)}`)] : []),
      ]),
      fix: [
        'Load the unity plugin on the gateway (charon.plugins.unity.load = yes), or give split-include by the attr plugin.',
        'Better, move the clients to IKEv2, where the gateway narrows the selectors itself.',
      ],
    };
    return 'clear';
  },
});
