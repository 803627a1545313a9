/** What a VPN gateway's own texts say of it. */
import type { FirewallRule, HostSetting, IpsecConnection, IpsecPlugins, IpsecSa } from './facts.ts';
import type { Incident } from './incident.ts';

/** Associations of clients, as the gateway lists them. */
export const clientSas = (incident: Incident): readonly IpsecSa[] =>
  incident
    .all('ipsec.sa')
    .filter((sa) => incident.machines.of(sa).machine === 'gateway' && sa.remoteVirtual.length > 0);

/** Connections with a pool for clients. */
export const clientConnections = (incident: Incident): readonly IpsecConnection[] =>
  incident
    .all('ipsec.connection')
    .filter((c) => incident.machines.of(c).machine === 'gateway' && (c.pools?.length ?? 0) > 0);

/** The newest value of each setting of a gateway, by name. */
export function gatewaySettings(incident: Incident): ReadonlyMap<string, HostSetting> {
  return new Map(
    incident
      .all('host.setting')
      .filter((s) => incident.machines.of(s).machine === 'gateway')
      .map((s) => [s.name, s]),
  );
}

/** Plugins that a gateway's daemon loaded; undefined where no text lists them. */
export function gatewayPlugins(
  incident: Incident,
): { readonly names: ReadonlySet<string>; readonly fact: IpsecPlugins } | undefined {
  const fact = incident.all('ipsec.plugins').findLast((p) => incident.machines.of(p).machine === 'gateway');
  return fact && { names: new Set(fact.names), fact };
}

export const gatewayFirewall = (incident: Incident): readonly FirewallRule[] =>
  incident.all('firewall.rule').filter((r) => incident.machines.of(r).machine === 'gateway');
