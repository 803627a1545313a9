import { appshare52049 } from './appshare-52049.ts';
import { fullTunnel } from './full-tunnel.ts';
import { globalprotectIncident } from './globalprotect-incident.ts';
import { healthySplitTunnel } from './healthy-split-tunnel.ts';
import { officeLan } from './office-lan.ts';
import { rotatedLog } from './rotated-log.ts';
import type { Sample } from './site.ts';
import { strongswanIncident } from './strongswan.ts';
import { tunnelCandidateCall } from './tunnel-candidate-call.ts';
import { windowsVpnIncident } from './windows-vpn.ts';

/** Every sample with the bytes of its files. */
export function allSamples(): readonly Sample[] {
  return [
    globalprotectIncident(),
    healthySplitTunnel(),
    officeLan(),
    tunnelCandidateCall(),
    appshare52049(),
    rotatedLog(),
    windowsVpnIncident(),
    strongswanIncident(),
    fullTunnel(),
  ];
}
