/** `wg show` of WireGuard (wg(8)). Keys are not kept. */
import { endpointOf } from '../decode/ip-text.ts';
import { shortText } from '../decode/machine-values.ts';
import { prefixOf } from '../decode/prefix-text.ts';
import { walk } from './block.ts';
import type { FormOutput, TextForm } from './form.ts';

const INTERFACE = /^ {0,8}interface: (\S{1,64})$/;
const PEER = /^ {0,8}peer: \S/;
const ITEM =
  /^ *(public key|private key|preshared key|listening port|fwmark|endpoint|allowed ips|latest handshake|transfer|persistent keepalive): (.*)$/;

/** A session ends 180 s after its handshake (WireGuard paper 6.1, Reject-After-Time); an older one may only be idle. */
const ALIVE = 180;
const SECONDS: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3600, day: 86_400, year: 31_536_000 };

/** `1 minute, 3 seconds ago`, `Now`. */
function isAlive(text: string): true | undefined {
  if (text === 'Now') return true;
  let seconds = 0;
  for (const m of text.slice(0, 200).matchAll(/(\d{1,6}) (second|minute|hour|day|year)s?/g))
    seconds += Number(m[1]) * SECONDS[m[2]!]!;
  return seconds > 0 && seconds <= ALIVE ? true : undefined;
}

interface Peer {
  readonly line: number;
  gatewayAddress: string | undefined;
  routes: string[] | undefined;
  up: true | undefined;
}

function emit(peer: Peer | undefined, name: string | undefined, out: FormOutput): void {
  if (!peer) return;
  out.emit({
    kind: 'vpn.tunnel',
    at: { source: out.source, line: peer.line },
    form: 'wg-show',
    product: 'wireguard',
    name,
    gatewayAddress: peer.gatewayAddress,
    up: peer.up,
    includeRoutes: peer.routes,
  });
}

export const wgShow: TextForm = {
  id: 'wg-show',
  title: 'wg show',

  begins: (lines, at) => (INTERFACE.test(lines[at]!) && ITEM.test(lines[at + 1] ?? '') ? 0.9 : 0),

  read(lines, at, out) {
    let name: string | undefined;
    let peer: Peer | undefined;
    const end = walk(lines, at, {
      known: (line) => INTERFACE.test(line) || PEER.test(line) || ITEM.test(line),
      take(line, n) {
        const header = INTERFACE.exec(line);
        const item = ITEM.exec(line);
        if (header || PEER.test(line)) {
          emit(peer, name, out);
          peer = header ? undefined : { line: n + 1, gatewayAddress: undefined, routes: undefined, up: undefined };
          if (header) name = shortText(header[1]!);
        } else if (item && peer) {
          if (item[1] === 'endpoint') peer.gatewayAddress = endpointOf(item[2]!)?.address;
          else if (item[1] === 'latest handshake') peer.up = isAlive(item[2]!);
          else if (item[1] === 'allowed ips') {
            const read = item[2] === '(none)' ? [] : item[2]!.split(/[ ,]+/).map((word) => prefixOf(word));
            if (read.includes(undefined)) out.damaged(n, 'wg: allowed addresses could not be read');
            peer.routes = read.filter((route) => route !== undefined);
          }
        }
      },
      odd: (n) => out.damaged(n, 'wg: line could not be read'),
    });
    emit(peer, name, out);
    return end;
  },
};
