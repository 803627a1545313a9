/** NAT rules of a gateway (iptables-save) that come before any exemption of IPsec traffic. */
import type { FirewallRule } from './facts.ts';
import type { Incident } from './incident.ts';

const translates = (r: FirewallRule): boolean => r.target === 'MASQUERADE' || r.target === 'SNAT';
/** `-m policy --pol ipsec --dir out -j ACCEPT`, and no narrower. */
const exempts = (r: FirewallRule): boolean =>
  r.target === 'ACCEPT' &&
  r.policy?.direction === 'out' &&
  r.policy.ipsec &&
  r.destination === undefined &&
  r.others.length === 0;

export function natWithoutExemption(incident: Incident): readonly FirewallRule[] {
  const rules = incident.all('firewall.rule').filter((r) => r.table === 'nat' && r.chain === 'POSTROUTING');
  const exempt = new Map<string, number>();
  for (const r of rules)
    if (exempts(r)) exempt.set(r.at.source, Math.min(r.position, exempt.get(r.at.source) ?? Number.POSITIVE_INFINITY));
  return rules.filter(
    (r) =>
      translates(r) &&
      !(r.policy?.direction === 'out' && !r.policy.ipsec) &&
      (exempt.get(r.at.source) ?? Number.POSITIVE_INFINITY) > r.position,
  );
}
