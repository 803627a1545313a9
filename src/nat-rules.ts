/** NAT rules of a gateway (iptables, nft) that come before any exemption of IPsec traffic. */
import type { FirewallRule } from './facts.ts';
import type { Incident } from './incident.ts';

const translates = (r: FirewallRule): boolean => r.target === 'MASQUERADE' || r.target === 'SNAT';
/** Packets that it takes are looked at by no later rule of the chain. */
const ends = (r: FirewallRule): boolean => r.target === 'ACCEPT' || r.target === 'RETURN';

/** Rules of ip6tables never touch packets of IPv4; those of nft may be of both. */
const familiesOf = (r: FirewallRule): readonly string[] =>
  r.others.includes('ipv6') ? ['ipv6'] : r.form === 'nft' ? ['ipv4', 'ipv6'] : ['ipv4'];
const limits = (r: FirewallRule): readonly string[] => r.others.filter((o) => o !== 'ipv6');

/** `-m policy --pol ipsec --dir out -j ACCEPT`, and no narrower. */
const exempts = (r: FirewallRule): boolean =>
  ends(r) && r.policy?.direction === 'out' && r.policy.ipsec && r.destination === undefined && limits(r).length === 0;

const chainKey = (r: FirewallRule, chain: string): string => `${r.at.source} ${chain}`;

/** Chains of one's own that may hold an exemption: what they call is not followed. */
function doubtfulChains(nat: readonly FirewallRule[]): ReadonlySet<string> {
  const all = new Set(nat.map((r) => chainKey(r, r.chain)));
  const doubtful = nat.filter(
    (r) => r.policy?.direction === 'out' || r.hides === 'matches' || all.has(chainKey(r, r.target)),
  );
  return new Set(doubtful.map((r) => chainKey(r, r.chain)));
}

export function natWithoutExemption(incident: Incident): readonly FirewallRule[] {
  const nat = incident.all('firewall.rule').filter((r) => r.table === 'nat');
  const rules = nat.filter((r) => r.chain === 'POSTROUTING');
  const doubtful = doubtfulChains(nat);
  /** What the output does not show of it, or what stands in the chain that it calls, may be an exemption. */
  const mayExempt = (r: FirewallRule): boolean =>
    r.hides === 'matches' ? ends(r) || r.target === '' : doubtful.has(chainKey(r, r.target));
  const keysOf = (r: FirewallRule): readonly string[] => familiesOf(r).map((family) => `${family} ${r.at.source}`);
  const first = new Map<string, number>();
  for (const r of rules)
    if (exempts(r) || mayExempt(r))
      for (const key of keysOf(r)) first.set(key, Math.min(r.position, first.get(key) ?? Number.POSITIVE_INFINITY));
  return rules.filter(
    (r) =>
      translates(r) &&
      r.hides !== 'matches' &&
      !(r.policy?.direction === 'out' && !r.policy.ipsec) &&
      keysOf(r).some((key) => (first.get(key) ?? Number.POSITIVE_INFINITY) > r.position),
  );
}
