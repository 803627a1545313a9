/** Values of the SIP headers that facts are made of. */
import type { Endpoint } from '../../src/facts.ts';
import { endpointOf, ipOf } from './ip-text.ts';
import { remembered } from './remembered.ts';

/** `1 INVITE` */
export const cseqOf = remembered((value) => {
  const parts = /^(\d{1,10})[ \t]+([A-Za-z]{1,16})$/.exec(value);
  return parts === null ? undefined : { number: Number(parts[1]), method: parts[2]!.toUpperCase() };
});

/** A contact that says of itself that it is a conference (RFC 3840 5). */
export const isFocus = remembered((contact) => /;[ \t]*isfocus\b/i.test(contact));

/** Where the client takes itself to be: ms-endpoint-location-data. */
export const locationOf = (header: string | undefined): string | undefined =>
  header === undefined ? undefined : /ms-media-location-type\s*=\s*"?([\w-]{1,40})/i.exec(header)?.[1];

/** Splits a header value on commas outside quotes and angle brackets (RFC 3261 7.3.1). */
export function splitList(value: string): string[] {
  const items: string[] = [];
  let from = 0;
  let quoted = false;
  let depth = 0;
  for (let at = 0; at < value.length; at++) {
    const c = value[at];
    if (c === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (c === '<') depth++;
    else if (c === '>') depth--;
    else if (c === ',' && depth <= 0) {
      items.push(value.slice(from, at).trim());
      from = at + 1;
    }
  }
  items.push(value.slice(from).trim());
  return items;
}

/** `SIP/2.0/TLS 192.168.1.34:58360;received=192.168.1.1;…`: sent-by and received (RFC 3261 20.42). */
export const viaOf = remembered(readVia);
function readVia(
  via: string,
): { readonly sentBy: Endpoint | undefined; readonly received: string | undefined } | undefined {
  const match = /^SIP\s*\/\s*2\.0\s*\/\s*\w+\s+([^\s;]+)/i.exec(via);
  if (match === null) return undefined;
  const received = /;\s*received\s*=\s*([^\s;]+)/i.exec(via)?.[1];
  return { sentBy: endpointOf(match[1]!), received: received === undefined ? undefined : ipOf(received) };
}

/** URI without parameters, and the tag, of From or To (RFC 3261 20.10). */
export const address = (value: string | undefined) => (value === undefined ? undefined : addressOf(value));
const addressOf = remembered(readAddress);
function readAddress(value: string): { readonly uri: string | undefined; readonly tag: string | undefined } {
  const quoted = /^\s*"(?:[^"\\]|\\.)*"/.exec(value);
  const rest = quoted ? value.slice(quoted[0].length) : value;
  const open = rest.indexOf('<');
  const close = open < 0 ? -1 : rest.indexOf('>', open);
  const inner = open < 0 ? rest : rest.slice(open + 1, close < 0 ? rest.length : close);
  const uri = inner.split(/[;?]/, 1)[0]!.trim();
  const params = open < 0 ? rest : close < 0 ? '' : rest.slice(close + 1);
  return { uri: uri === '' ? undefined : uri, tag: /;\s*tag\s*=\s*([^\s;]+)/i.exec(params)?.[1] };
}

/** Call-ID of the dialog that is replaced: of the header, or of the one inside Refer-To, where it is escaped. */
export function replacesOf(header: string | undefined, referTo: string | undefined): string | undefined {
  if (header === undefined && referTo === undefined) return undefined;
  const inner = /[?&]replaces=([^&>]{1,400})/i.exec(referTo ?? '')?.[1];
  const id = (header ?? inner?.replace(/%3b/gi, ';').replace(/%40/gi, '@'))?.split(';', 1)[0]?.trim();
  return id === '' ? undefined : id;
}
