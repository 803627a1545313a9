/** What a quality report says of a VPN. `VPN` is the client's own guess ([MS-QoE] 2.2.1.8; the QoE database: "the link, 1
 *  is VPN"); how it guesses is not documented, and VPN adapters that look like Ethernet slip through: true says something,
 *  false nothing. NetworkConnectionDetails takes Tunnel, and PPP, from the adapter. */
import { scope } from '../addresses.ts';
import type { QualityReport } from '../facts.ts';
import type { Confidence } from '../rule.ts';

export interface VpnSign {
  /** `VPN=true`, `connection Tunnel`, as it stands in the report. */
  readonly words: string;
  /** Whether the local address of the media line is the VPN's. */
  readonly confidence: Confidence;
}

/** Adapters that are no VPN's: then the PC has a VPN, but this address may not be it. A public address may not either. */
const RADIO = /^(?:wifi|mobilebb)$/i;

/** @returns undefined when the report says nothing of a VPN. */
export function vpnSign(report: QualityReport): VpnSign | undefined {
  const details = report.connectionDetails ?? '';
  const address = report.local?.address;
  const kind = address === undefined ? undefined : scope(address);
  // Teredo and 6to4 are tunnels of another kind.
  if (kind === 'transition') return undefined;
  if (report.vpn) {
    const named = /^(?:tunnel|ppp)$/i.test(details) ? `, connection ${details}` : '';
    return { words: `VPN=true${named}`, confidence: RADIO.test(details) || kind === 'public' ? 'possible' : 'likely' };
  }
  // PPPoE and tunnels of IPv6 brokers give public addresses, VPNs hardly ever do.
  if (kind !== 'private' && kind !== 'shared') return undefined;
  if (/^tunnel$/i.test(details)) return { words: `connection ${details}`, confidence: 'likely' };
  return /^ppp$/i.test(details) ? { words: `connection ${details}`, confidence: 'possible' } : undefined;
}

/** Own addresses of a report that its endpoint sent from; a relay's address is the Edge's. */
export const ownAddress = (report: QualityReport): string | undefined =>
  report.relays.some((r) => r.address === report.local?.address) ? undefined : report.local?.address;
