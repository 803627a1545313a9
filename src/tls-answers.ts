/** What answered TURN over TCP 443 in the A/V Edge's place ([MS-TURN] 2.1: both hellos are canned). */
import { endpointText } from './addresses.ts';
import * as evidence from './evidence.ts';
import type { TcpConversation } from './facts.ts';
import type { Evidence } from './report.ts';
import { clean } from './text.ts';

const WORDS = {
  tls: 'a real TLS hello',
  'tls-alert': 'a TLS alert',
  http: 'HTTP',
  sip: 'SIP',
  other: 'bytes of another protocol',
} as const;

/** `a TLS alert`; undefined where the Edge answered, nothing did, or TURN was not asked for. */
export const strangeAnswer = (c: TcpConversation): string | undefined =>
  c.opening === 'pseudo-tls' && c.reply !== undefined && c.reply !== 'pseudo-tls' ? WORDS[c.reply] : undefined;

/** What else the answer says of who gave it: certificate and alert. */
export const answererOf = (c: TcpConversation): readonly Evidence[] => [
  ...(c.certificate
    ? [
        evidence.seenAt(
          c,
          c.certificate,
          `certificate of "${clean(c.certificate.subject, 60)}", issued by "${clean(c.certificate.issuer, 60)}"`,
        ),
      ]
    : []),
  ...(c.alert?.by === 'server'
    ? [evidence.seenAt(c, c.alert, `TLS alert ${c.alert.description} from ${endpointText(c.server)}`)]
    : []),
];
