/**
 * System log of a PAN-OS firewall, as CSV or forwarded text: the line that tells of a client whose IPsec tunnel (UDP
 * 4501) did not come up and that went on in TLS.
 *
 *     1,2026/03/02 09:00:05,0123,SYSTEM,globalprotect,0,2026/03/02 09:00:05,,globalprotectgateway-switch-succ,GP-Gateway-N,…
 *
 * Event and words: ExabeamLabs/Content-Doc, parsers of PAN-OS. The user's name is not kept.
 */
import type { VpnEvent } from '../../src/facts.ts';
import { ipOf } from '../decode/ip-text.ts';
import type { TextForm } from './form.ts';

const SWITCH = /\bglobalprotectgateway-switch-succ\b|\bclient switch to SSL tunnel mode succeeded\b/;
const TIME = /\b(\d{4})[/-](\d{2})[/-](\d{2})[ T](\d{2}):(\d{2}):(\d{2})\b/;
const PRIVATE = /\bPrivate IP: {0,4}([0-9A-Fa-f.:]{2,45})/;

export const panosSystemLog: TextForm = {
  id: 'panos-system-log',
  title: 'system log of a PAN-OS firewall',

  begins: (lines, at) => (SWITCH.test(lines[at]!) ? 0.9 : 0),

  read(lines, at, out) {
    const line = lines[at]!;
    const [year, month, day, hour, minute, second] = (TIME.exec(line) ?? []).slice(1).map(Number);
    const address = ipOf((PRIVATE.exec(line)?.[1] ?? '').replace(/\.$/, ''));
    const fact: VpnEvent = {
      kind: 'vpn.event',
      at: { source: out.source, line: at + 1 },
      time: second === undefined ? undefined : Date.UTC(year!, month! - 1, day, hour, minute, second),
      form: 'panos-system-log',
      product: 'globalprotect',
      event: 'tls-used',
      address,
      excerpt: 'GlobalProtect gateway client switch to SSL tunnel mode succeeded',
    };
    out.emit(fact);
    return at + 1;
  },
};
