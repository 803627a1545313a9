/** `ipconfig /all` and `route print` as Windows writes them: CRLF, aligned by dots and columns. */

export interface Adapter {
  /** With its kind: `Ethernet adapter Ethernet 5`, `PPP adapter Contoso`. */
  readonly section: string;
  readonly ifIndex: number;
  readonly description: string;
  /** `00-00-5E-00-53-11`; '' = none. */
  readonly mac: string;
  readonly connected: boolean;
  readonly dhcp?: boolean;
  readonly address?: string;
  readonly mask?: string;
  readonly gateway?: string;
  readonly dns?: readonly string[];
  readonly suffix?: string;
}

export interface Labels {
  readonly title: string;
  readonly host: string;
  readonly nodeType: string;
  readonly suffix: string;
  readonly state: readonly [label: string, words: string];
  readonly description: string;
  readonly mac: string;
  readonly dhcp: string;
  readonly yes: string;
  readonly no: string;
  readonly address: string;
  readonly preferred: string;
  readonly mask: string;
  readonly gateway: string;
  readonly dns: string;
  readonly netbios: readonly [label: string, words: string];
}

export const ENGLISH: Labels = {
  title: 'Windows IP Configuration',
  host: 'Host Name',
  nodeType: 'Node Type',
  suffix: 'Connection-specific DNS Suffix ',
  state: ['Media State', 'Media disconnected'],
  description: 'Description',
  mac: 'Physical Address',
  dhcp: 'DHCP Enabled',
  yes: 'Yes',
  no: 'No',
  address: 'IPv4 Address',
  preferred: '(Preferred)',
  mask: 'Subnet Mask',
  gateway: 'Default Gateway',
  dns: 'DNS Servers',
  netbios: ['NetBIOS over Tcpip', 'Enabled'],
};

export const GERMAN: Labels = {
  title: 'Windows-IP-Konfiguration',
  host: 'Hostname ',
  nodeType: 'Knotentyp',
  suffix: 'Verbindungsspezifisches DNS-Suffix',
  state: ['Medienstatus', 'Medium getrennt'],
  description: 'Beschreibung',
  mac: 'Physische Adresse',
  dhcp: 'DHCP aktiviert',
  yes: 'Ja',
  no: 'Nein',
  address: 'IPv4-Adresse ',
  preferred: '(Bevorzugt)',
  mask: 'Subnetzmaske ',
  gateway: 'Standardgateway ',
  dns: 'DNS-Server ',
  netbios: ['NetBIOS über TCP/IP', 'Aktiviert'],
};

/** Column of the colon. */
const COLON = 36;

/** `   Subnet Mask . . . . . . . . . . . : 255.255.255.0` */
function item(label: string, value: string): string {
  let text = `   ${label}`;
  if (text.length > COLON) return `${text}: ${value}`.trimEnd();
  if (text.length % 2 === 0) text += ' ';
  while (text.length < COLON + 1) text += text.length % 2 === 1 ? '.' : ' ';
  return `${text.slice(0, COLON)} : ${value}`.trimEnd();
}

export function ipconfig(host: string, adapters: readonly Adapter[], labels: Labels): string {
  const lines = ['', labels.title, '', item(labels.host, host), item(labels.nodeType, 'Hybrid')];
  for (const a of adapters) {
    lines.push('', `${a.section}:`, '');
    if (!a.connected) lines.push(item(...labels.state));
    lines.push(item(labels.suffix, a.suffix ?? ''), item(labels.description, a.description), item(labels.mac, a.mac));
    lines.push(item(labels.dhcp, a.dhcp ? labels.yes : labels.no));
    if (a.address === undefined) continue;
    lines.push(item(labels.address, `${a.address}${labels.preferred}`), item(labels.mask, a.mask ?? ''));
    lines.push(item(labels.gateway, a.gateway ?? ''));
    const [first, ...more] = a.dns ?? [];
    if (first !== undefined)
      lines.push(item(labels.dns, first), ...more.map((server) => `${' '.repeat(COLON + 3)}${server}`));
    lines.push(item(...labels.netbios));
  }
  return `${lines.join('\r\n')}\r\n`;
}

export interface Route {
  readonly network: string;
  readonly mask: string;
  /** '' = on-link. */
  readonly gateway: string;
  readonly address: string;
  readonly metric: number;
}

export interface RouteWords {
  readonly list: string;
  readonly table: string;
  readonly active: string;
  readonly head: string;
  readonly onLink: string;
  readonly persistent: string;
  readonly none: string;
}

export const ENGLISH_ROUTES: RouteWords = {
  list: 'Interface List',
  table: 'IPv4 Route Table',
  active: 'Active Routes:',
  head: 'Network Destination        Netmask          Gateway       Interface  Metric',
  onLink: 'On-link',
  persistent: 'Persistent Routes:',
  none: '  None',
};

export const GERMAN_ROUTES: RouteWords = {
  list: 'Schnittstellenliste',
  table: 'IPv4-Routentabelle',
  active: 'Aktive Routen:',
  head: '     Netzwerkziel    Netzwerkmaske          Gateway    Schnittstelle Metrik',
  onLink: 'Auf Verbindung',
  persistent: 'Ständige Routen:',
  none: '  Keine',
};

const RULE = '='.repeat(75);

export function routePrint(adapters: readonly Adapter[], routes: readonly Route[], words: RouteWords): string {
  const list = adapters.map(
    (a) =>
      `${String(a.ifIndex).padStart(3)}...${(a.mac === '' ? '' : `${a.mac.toLowerCase().replaceAll('-', ' ')} `).padEnd(18, '.')}......${a.description}`,
  );
  const rows = routes.map(
    (r) =>
      r.network.padStart(17) +
      r.mask.padStart(17) +
      (r.gateway === '' ? words.onLink : r.gateway).padStart(17) +
      r.address.padStart(17) +
      String(r.metric).padStart(7),
  );
  const lines = [
    RULE,
    words.list,
    ...list,
    '  1...........................Software Loopback Interface 1',
    RULE,
    '',
    words.table,
    RULE,
    words.active,
    words.head,
    ...rows,
    RULE,
    words.persistent,
    words.none,
    '',
  ];
  return lines.join('\r\n');
}

/** What Windows itself puts into the table for an address of an interface. */
export function ownRoutes(address: string, network: string, mask: string, metric: number): Route[] {
  const on = (destination: string, m: string): Route => ({
    network: destination,
    mask: m,
    gateway: '',
    address,
    metric,
  });
  const host = on(address, '255.255.255.255');
  if (mask === '255.255.255.255') return [host];
  const octets = network.split('.').map(Number);
  const masks = mask.split('.').map(Number);
  const broadcast = octets.map((o, i) => o | (~masks[i]! & 255)).join('.');
  return [on(network, mask), host, on(broadcast, '255.255.255.255')];
}

export const LOOPBACK_ROUTES: readonly Route[] = ownRoutes('127.0.0.1', '127.0.0.0', '255.0.0.0', 331);

/** Western Europe's OEM code page, as `cmd` redirects (code page 850): the letters that the texts here have. */
const CP850: Readonly<Record<string, number>> = {
  ä: 0x84,
  ö: 0x94,
  ü: 0x81,
  Ä: 0x8e,
  Ö: 0x99,
  Ü: 0x9a,
  ß: 0xe1,
  é: 0x82,
};
export const cp850 = (text: string): Uint8Array => Uint8Array.from([...text].map((c) => CP850[c] ?? c.charCodeAt(0)));
