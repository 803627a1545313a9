/** PanGPS.log of GlobalProtect for Windows: `(P10496-T6420)Info (11298): 08/19/26 13:52:10:468 …`. */

export interface GatewayConfig {
  readonly gateway: string;
  readonly gatewayAddress: string;
  readonly address: string;
  readonly mask: string;
  readonly dns: readonly string[];
  readonly suffixes: readonly string[];
  readonly access: readonly string[];
  readonly exclude: readonly string[];
  readonly excludeDomains: readonly string[];
  readonly excludeApplications: readonly string[];
}

const list = (tag: string, members: readonly string[]): string[] =>
  members.length === 0
    ? [`\t<${tag}/>`]
    : [`\t<${tag}>`, ...members.map((m) => `\t\t<member>${m}</member>`), `\t</${tag}>`];

/** Keys and cookies are filler: they must not come out of any report. */
function configXml(c: GatewayConfig): string[] {
  return [
    '<?xml version="1.0" encoding="UTF-8" ?>',
    '<response status="success">',
    '\t<need-tunnel>yes</need-tunnel>',
    '\t<portal>GP-Gateway-N</portal>',
    '\t<user>anna</user>',
    '\t<quarantine>no</quarantine>',
    '\t<lifetime>2592000</lifetime>',
    `\t<gw-address>${c.gatewayAddress}</gw-address>`,
    `\t<ip-address>${c.address}</ip-address>`,
    `\t<netmask>${c.mask}</netmask>`,
    '\t<ip-address-preferred>yes</ip-address-preferred>',
    ...list('dns', c.dns),
    ...list('dns-suffix', c.suffixes),
    `\t<default-gateway>${c.address}</default-gateway>`,
    '\t<mtu>0</mtu>',
    '\t<no-direct-access-to-local-network>no</no-direct-access-to-local-network>',
    ...list('access-routes', c.access),
    ...list('exclude-access-routes', c.exclude),
    ...list('exclude-split-tunneling-application', c.excludeApplications),
    ...list('exclude-split-tunneling-domain', c.excludeDomains),
    '\t<ipsec>',
    '\t\t<udp-port>4501</udp-port>',
    '\t\t<ipsec-mode>esp-tunnel</ipsec-mode>',
    '\t\t<enc-algo>aes-128-cbc</enc-algo>',
    '\t\t<hmac-algo>sha1</hmac-algo>',
    '\t\t<ekey-c2s><bits>128</bits><val>SECRETSECRETSECRETSECRETSECRETSE</val></ekey-c2s>',
    '\t\t<akey-c2s><bits>160</bits><val>SECRETSECRETSECRETSECRETSECRETSECRETSECR</val></akey-c2s>',
  ];
}

export class PanGpsLog {
  readonly #lines: string[] = [];

  /** @param time local, `MM/DD/YY HH:MM:SS:mmm`. */
  line(time: string, level: 'Info ' | 'Debug', number: number, text: string, more: readonly string[] = []): void {
    this.#lines.push(`(P4812-T7044)${level}(${String(number).padStart(5)}): ${time} ${text}`, ...more);
  }

  /** The gateway's answer, cut by the client's own limit behind the keys. */
  config(time: string, c: GatewayConfig): void {
    const [first = '', ...rest] = configXml(c);
    this.line(time, 'Debug', 10_212, `gateway ${c.gateway}'s config is ${first}`, rest);
  }

  bytes(): Uint8Array {
    return new TextEncoder().encode(`${this.#lines.join('\r\n')}\r\n`);
  }
}
