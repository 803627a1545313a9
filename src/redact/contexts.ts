/** Identifiers and secrets that only the words around them tell: header fields, XML elements, folders, labels of Windows'
 *  commands. Every expression is linear: each repetition is bounded or ends at a character that it cannot contain. */
import type { Codes } from './codes.ts';
import { HIGH as BEYOND, literals, SETS } from './literals.ts';
import type { WordKind } from './pseudonyms.ts';

export interface Found {
  readonly start: number;
  readonly end: number;
  readonly kind: WordKind | 'secret' | 'person';
}

interface Context {
  /** The pattern matches no line without one of them; as in literals.ts. */
  readonly words: readonly string[];
  /** A quick look: without it the expression cannot match. */
  readonly hint: RegExp;
  /** With the flags `d` and `g`; each group is a find. */
  readonly pattern: RegExp;
  readonly kind: Found['kind'];
  readonly except?: RegExp;
}

const HIGH = '\\u0080-\\uffff';

const FOLDERS = ['/', '\\'].flatMap((a) =>
  ['users', 'home', 'documents and settings'].flatMap((w) => [`${a}${w}/`, `${a}${w}\\`]),
);

const CONTEXTS: readonly Context[] = [
  // --- secrets
  { words: ['inline:'], hint: /inline:/i, pattern: /inline:([A-Za-z0-9+/=]{8,256})/dgi, kind: 'secret' },
  { words: ['ice-pwd:'], hint: /ice-pwd/i, pattern: /ice-pwd:\s{0,4}([^\s]{1,512})/dgi, kind: 'secret' },
  // Candidates of ICE draft 6 hold the password ([MS-ICE] 2.2.1).
  {
    words: ['a=candidate:'],
    hint: /a=candidate:/,
    pattern: /a=candidate:\S{16,64} \d{1,3} (\S{8,64}) (?:UDP|TCP)/dg,
    kind: 'secret',
  },
  {
    words: ['auth'],
    hint: /^\s*(?:proxy-)?(?:auth|www-auth)/i,
    pattern: /(?:^|[\s,])(?!realm=|targetname=|qop=|algorithm=|version=|sts-uri=)[\w-]{1,32}="?([^",\s]{4,8192})"?/dg,
    kind: 'secret',
  },
  {
    words: ['basic ', 'bearer ', 'negotiate ', 'ntlm ', 'kerberos '],
    hint: /basic|bearer|negotiate|ntlm|kerberos/i,
    pattern: /\b(?:basic|bearer|negotiate|ntlm|kerberos)\s{1,4}([A-Za-z0-9+/=._~-]{12,16384})/dgi,
    kind: 'secret',
  },
  { words: ['cookie:'], hint: /^\s*(?:set-)?cookie/i, pattern: /^\s*(?:set-)?cookie:\s*(\S.*)$/dgi, kind: 'secret' },
  { words: ['ms-body='], hint: /ms-body=/i, pattern: /ms-body=([^;\s"]+)/dgi, kind: 'secret' },
  { words: ['^subject:'], hint: /^subject:/i, pattern: /^subject:\s*(\S.*)$/dgi, kind: 'secret' },
  {
    words: [
      'passw',
      'pwd',
      'cookie',
      'token',
      'secret',
      'saml',
      'nonce',
      'assertion',
      'val>',
      'key>',
      'psk>',
      'pin>',
      'phrase>',
    ],
    hint: /<[^>]*(?:pass|pwd|cookie|token|secret|val|key|saml|pin|nonce|assertion)/i,
    pattern:
      /<(?:[\w-]{1,24}:)?(?:[\w-]{0,40}(?:passw|pwd|cookie|token|secret|saml|nonce|assertion)[\w-]{0,40}|val|key|psk|pin|passphrase)>([^<]+)</dgi,
    kind: 'secret',
  },
  {
    words: ['<username>'],
    hint: /<username>/i,
    pattern: /<username>([A-Za-z0-9+/=]{20,1024})</dgi,
    kind: 'secret',
  },
  {
    words: [
      'passw',
      'passphrase',
      'pwd',
      'secret',
      'token',
      'psk',
      'shared',
      'private',
      'cookie',
      'apikey',
      'api-key',
      'sessionid',
      'sessionkey',
      'session-key',
      'ekey',
      'akey',
    ],
    hint: /pass|pwd|secret|token|psk|key|cookie|sessionid/i,
    pattern:
      /\b(?:password|passwd|pwd|passphrase|secret|token|psk|pre-?shared-?key|private-?key|private key|preshared key|(?:auth|user|session)[\w-]{0,16}cookie|cookie|api-?key|sessionid|session-?key|[ea]key[\w-]{0,8})\b"?\s{0,4}[=:]\s{0,4}["']?([^\s"'<>,;&()]{2,4096})/dgi,
    kind: 'secret',
  },
  {
    words: [' ', ':'].flatMap((c) => ['psk', 'eap', 'xauth', 'rsa', 'ecdsa'].map((w) => `${c}${w} `)),
    hint: /[\s:]\s*(?:PSK|EAP|XAUTH|RSA|PKCS8|ECDSA)\s/,
    pattern: /:\s{0,4}(?:PSK|EAP|XAUTH|RSA|ECDSA)\s{1,8}"?([^"\s]{2,1024})"?/dg,
    kind: 'secret',
  },
  // --- people
  {
    words: ['"<', '" <', '"  <', '"   <', '"    <'],
    hint: /sips?:|tel:/i,
    pattern: /"([^"<>\\]{1,128})"\s{0,4}<\s{0,2}(?:sips?|tel):/dgi,
    kind: 'person',
  },
  {
    words: [
      '^from',
      '^to:',
      '^to ',
      '^f:',
      '^f ',
      '^t:',
      '^t ',
      '^contact',
      '^m:',
      '^m ',
      '^p-',
      '^referred-by',
      '^reply-to',
    ],
    hint: /^(?:from|to|f|t|contact|m|p-[\w-]{1,40}|referred-by|reply-to)\s{0,4}:/i,
    pattern: new RegExp(`^[\\w-]{1,64}\\s{0,4}:\\s{0,4}([\\w.,'${HIGH} -]{1,128}?)\\s{0,4}<`, 'dgi'),
    kind: 'person',
  },
  {
    words: ['user>', 'user-name>', 'username>', 'displayname>', 'display-name>', 'login>', 'account>'],
    hint: /display|<user|login|account/i,
    pattern:
      /<(?:[\w-]{1,24}:)?(?:user|user-name|username|display-?name|displayname|login|account)>([^<@\\]{1,128})</dgi,
    kind: 'person',
  },
  { words: ['displayname="'], hint: /displayname=/i, pattern: /displayname="([^"@]{1,128})"/dgi, kind: 'person' },
  {
    words: ["eap: '", "xauth: '"],
    hint: /EAP: '|XAuth: '/i,
    pattern: /(?:EAP|XAuth): '([^'@\\]{1,128})'/dgi,
    kind: 'user',
  },
  {
    words: FOLDERS,
    hint: /users|home|documents and settings/i,
    pattern: /[\\/](?:users|home|documents and settings)[\\/]{1,2}([^\\/"'<>|:*?\r\n\t]{1,64})(?=[\\/])/dgi,
    kind: 'user',
  },
  {
    words: FOLDERS,
    hint: /users|home/i,
    pattern: new RegExp(`[\\\\/](?:users|home)[\\\\/]{1,2}([\\w.${HIGH}-]{1,64})(?![\\w.\\\\/${HIGH}-])`, 'dgi'),
    kind: 'user',
  },
  {
    words: ['user=', 'user:', 'user ', 'user.', 'username', 'userid', 'user-id', 'login'],
    hint: /user|logon|login|account/i,
    pattern: new RegExp(
      `\\b(?:user ?name|user-?id|logged on user|logon user|login|user)\\b[ .]{0,60}(?:=\\s{0,4}|:\\s{1,4})["']?(?:[\\w-]{1,64}\\\\)?([\\w.${HIGH}-]{2,64})(?![\\w@])`,
      'dgi',
    ),
    kind: 'user',
    except: /^(?:[\d.-]+|yes|no|true|false|none|null|type|connect|method|agent|data)$/i,
  },
  {
    words: ["'s", `${BEYOND}s`],
    hint: /['\u2019]s\b|\u00e2\u0080\u0099s\b/,
    pattern: /\b([A-Z][A-Za-z\u0080-\uffff]{1,30}?)(?:['\u2019]|\u00e2\u0080\u0099)s\b/dg,
    kind: 'user',
    // What this program's own sentences and other texts of the field speak of.
    except:
      /^(?:Microsoft|Windows|Linux|Cisco|AnyConnect|GlobalProtect|FortiGate|OpenVPN|WireGuard|Docker|VirtualBox|Wireshark|Skype|SfB|Exchange|Edge|VPN|PC|LAN|DNS|IPsec|Internet|Network|Gateway|Router|Server|Client|User|It|That|Here|There|What|Let)$/,
  },
  // --- hosts
  {
    words: ['hostname', 'host name', 'computername', 'computer name', 'machine', 'workstation', 'netbios name'],
    hint: /name|machine|workstation|computer/i,
    pattern:
      /\b(?:host ?name|computer ?name|machine(?: ?name)?|workstation|netbios name|pscomputername)\b[ .]{0,60}[:=]\s{0,4}["']?([\w-]{1,63})(?![\w.-])/dgi,
    kind: 'host',
  },
  {
    words: ['hostname>', 'host-name>', 'computer>', 'computername>', 'computer-name>', 'machine>', 'host>'],
    hint: /<(?:host|computer|machine|client-?host)/i,
    pattern: /<(?:host-?name|computer|computer-?name|machine|client-?hostname|host)>([\w-]{1,63})</dgi,
    kind: 'host',
  },
  {
    words: ['\\\\'],
    hint: /\\\\/,
    pattern: /\\\\([A-Za-z][\w-]{1,62})\\(?!NPF_)/dg,
    kind: 'host',
    except: /^device$/i,
  },
  // A shell's prompt: `anna@pc:~$`, `[anna@pc ~]$`.
  {
    words: ['@'],
    hint: /@.*[$#%]/,
    pattern: /^\s{0,8}\[?([A-Za-z_][\w.-]{1,31})@[A-Za-z][\w-]{1,62}(?=[: ])/dg,
    kind: 'user',
    except: /^root$/,
  },
  { words: ['@'], hint: /@/, pattern: /[\w.-]@([A-Za-z][\w-]{1,62})(?=[>;:?\s"'<]|$)/dg, kind: 'host' },
  // --- calls and end points
  {
    words: [
      '^call-id',
      '^i:',
      '^i ',
      '^ms-conversation-id',
      '^conversation-id',
      '^in-reply-to',
      '^replaces',
      '^x-ms-',
      '^same-origin',
    ],
    hint: /^(?:call-id|i|ms-conversation-id|conversation-id|in-reply-to|replaces|x-ms-[\w-]*id|same-origin)\s{0,4}:/i,
    pattern: /^[\w-]{1,64}\s{0,4}:\s{0,4}([^\s;@]{6,512})/dg,
    kind: 'id',
    except: /^\{?[0-9a-f]{8}-[0-9a-f]{4}-/i,
  },
  { words: ['epid=', 'epid:'], hint: /epid/i, pattern: /\bepid[=:]\s{0,4}"?([\w-]{4,128})/dgi, kind: 'id' },
  {
    words: ['callid', 'call-id'],
    hint: /call-?id/i,
    pattern: /\bcall-?id["']?\s{0,4}[=>:]\s{0,4}["']?([\w+/=-]{8,512})/dgi,
    kind: 'id',
    except: /^[0-9a-f]{8}-[0-9a-f]{4}-/i,
  },
  {
    words: ['opaque='],
    hint: /opaque=/i,
    pattern: /opaque="?(?:[A-Za-z][\w-]{0,40}:){0,6}([\w+/=~-]{6,512})/dg,
    kind: 'id',
    except: /^(?:[a-z]+|[0-9a-f]{8}-.*)$/,
  },
  { words: [':id:'], hint: /:id:/, pattern: /:id:([\w-]{4,128})/dg, kind: 'id' },
  { words: ['cname:'], hint: /cname:/i, pattern: /cname:([\w+/=@.-]{4,256})/dg, kind: 'id' },
  {
    words: ['tel', 'phone', 'phone-context', 'phonenumber'].flatMap((w) => [`${w}:`, `${w}=`]),
    hint: /tel:|phone/i,
    pattern: /\b(?:tel|phone(?:-context|number)?)[:=]"?(?!\+)([\d-]{5,20})/dgi,
    kind: 'phone',
  },
  // --- networks by name
  {
    words: ['ssid>'],
    hint: /ssid/i,
    pattern: /<[\w-]{0,24}ssid>([^<]{1,64})</dgi,
    kind: 'ssid',
    except: /^[0-9a-f]{2}[:-]/i,
  },
  {
    words: ['ssid'],
    hint: /ssid/i,
    pattern: /^\s{0,16}SSID(?: \d{1,3})?(?: name)?\s{0,60}:\s{0,4}"?([^"\r\n]{1,32}[^"\s])/dgi,
    kind: 'ssid',
  },
  // NetworkManager calls a wireless connection by its network.
  {
    words: ['general.connection'],
    hint: /^\s*GENERAL\.CONNECTION:/,
    pattern: /^\s*GENERAL\.CONNECTION:\s{1,60}(\S[^\r\n]{0,62}\S)\s*$/dg,
    kind: 'ssid',
    except: /^(?:--|lo|[a-z]{2,9}\d{1,3}|Wired connection \d{1,3})$/,
  },
];

/** Which contexts a line can hold, as findsOf takes them: quicker by far than to try each. */
export const contextsIn: (codes: Codes, from: number, to: number) => number = literals(CONTEXTS.map((c) => c.words));

/** What the context tells, from left to right, without overlaps; of two in one place the first of the list.
 *  @param contexts those that are tried. */
export function findsOf(line: string, contexts = -1): Found[] {
  const finds: Found[] = [];
  for (let n = 0; n < CONTEXTS.length; n++) {
    if ((contexts & (1 << Math.min(n, SETS - 1))) === 0) continue;
    const { hint, pattern, kind, except } = CONTEXTS[n]!;
    if (!hint.test(line)) continue;
    pattern.lastIndex = 0;
    for (let m = pattern.exec(line); m !== null; m = pattern.exec(line)) {
      if (m[0] === '') pattern.lastIndex++;
      const place = m.indices?.[1];
      if (!place || except?.test(m[1]!)) continue;
      const [start, end] = place;
      if (finds.every((f) => f.end <= start || f.start >= end)) finds.push({ start, end, kind });
    }
  }
  return finds.sort((a, b) => a.start - b.start);
}
