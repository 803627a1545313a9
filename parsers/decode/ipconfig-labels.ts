/** Words of ipconfig in the languages that were seen; what is not here is told by its place and shape. Accented letters
 *  are left out of the comparison: they are the first that a wrong code page spoils. */
import type { AdapterSection } from '../../src/facts.ts';

export type Role =
  | 'suffix'
  | 'suffix-search'
  | 'media'
  | 'description'
  | 'mac'
  | 'dhcp'
  | 'gateway'
  | 'dns'
  | 'address'
  | 'mask'
  | 'routing'
  | 'other';

const ROLES: readonly (readonly [RegExp, Role])[] = [
  [
    /(?:suffi|sufijo|sufixo|суффикс).*(?:search|such|list|поиска)|(?:search|recherche|bsqueda|list|поиска).*(?:suffi|sufijo|sufixo|суффикс)/,
    'suffix-search',
  ],
  [/suffi|sufijo|sufixo|суффикс/, 'suffix'],
  [
    /^media s|^medienstatus|^statut du mdia|^estado de los medios|^stato supporto|^mediastatus|^состояние среды/,
    'media',
  ],
  [/^(?:descri|beschr|beskri|opis|описание)/, 'description'],
  [/^(?:physi|physikal|adresse physi|direccin fsica|indirizzo fisico|fysi|endereo fsico|физический)/, 'mac'],
  [/wins|netbios|node|knoten|nud|nodo|iaid|duid|lease|bail|concesin|tunnel/, 'other'],
  [/dhcp/, 'dhcp'],
  [/gateway|passerelle|puerta de enlace|шлюз/, 'gateway'],
  [/dns/, 'dns'],
  [/mask|masque|mscara|maske|маска/, 'mask'],
  [/\bip.*(?:routing|forward)|routage ip|enrutamiento ip|ip.?маршрутизация/, 'routing'],
  [/\bipv?[46]?\b|ipv[46]/, 'address'],
];

/** What a label means; undefined for words not known. */
export function roleOf(label: string): Role | undefined {
  const folded = label.toLowerCase().replace(/[^a-z0-9 а-я-]/g, '');
  return ROLES.find(([pattern]) => pattern.test(folded))?.[1];
}

/** Headings of sections: kind, then the connection's name. */
const SECTIONS: readonly (readonly [RegExp, AdapterSection])[] = [
  [
    /^(?:Ethernet adapter|Ethernet-?Adapter|Carte Ethernet|Adaptador (?:de )?Ethernet|Scheda Ethernet|Адаптер Ethernet) (.+)$/i,
    'ethernet',
  ],
  [
    /^(?:Wireless LAN adapter|Drahtlos-LAN-Adapter|Carte r.{0,2}seau sans fil|Adaptador de LAN inal.{0,2}mbrica|Scheda LAN wireless) (.+)$/i,
    'wireless',
  ],
  [/^(?:PPP[ -]?adapter|Carte PPP|Adaptador (?:de )?PPP|Scheda PPP|Адаптер PPP) (.+)$/i, 'ppp'],
  [/^(?:Tunnel[ -]?adapter|Carte Tunnel|Adaptador de t.{0,2}nel|Scheda Tunnel|Туннельный адаптер) (.+)$/i, 'tunnel'],
  [
    /^(?:Unknown adapter|Unbekannter Adapter|Carte inconnue|Adaptador desconocido|Scheda sconosciuta|Неизвестный адаптер) (.+)$/i,
    'unknown',
  ],
  [
    /^(?:Mobile Broadband adapter|Mobiler? Breitband-?adapter|Carte Mobile Broadband|Carte haut d.{0,2}bit mobile|Adaptador de banda ancha m.{0,2}vil) (.+)$/i,
    'mobile',
  ],
];

/** Kind and name out of a section's heading without its colon. In an unknown language the whole heading is the name,
 *  but for PPP and Ethernet, which are written so everywhere. */
export function sectionOf(heading: string): { readonly name: string; readonly section?: AdapterSection } {
  for (const [pattern, section] of SECTIONS) {
    const name = pattern.exec(heading)?.[1];
    if (name !== undefined) return { name, section };
  }
  const known = /^(?:\S{1,30} ){0,3}?\S{0,20}(PPP|Ethernet)\S{0,12} (.+)$/.exec(heading);
  return known ? { name: known[2]!, section: known[1] === 'PPP' ? 'ppp' : 'ethernet' } : { name: heading };
}

const YES = /^(?:yes|ja|oui|s.?|sim|tak|да)$/i;
const NO = /^(?:no|nein|non|nee|nej|n.o|nie|нет)$/i;

/** Yes and no in the languages that were seen. */
export const yesNo = (word: string): boolean | undefined => (YES.test(word) ? true : NO.test(word) ? false : undefined);
