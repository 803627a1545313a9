/** What an engineer concludes from an ms-diagnostics code: cause, who fixes it and how. By code where field reports and
 *  [MS-OCER] say so; else by the component that owns the range of numbers, and said to be no more than that. */
import type { Owner } from '../rule.ts';
import { componentOf, NORMAL_CODES } from './ms-diagnostics.ts';

export interface Advice {
  readonly cause: string;
  /** Left out where nobody has to act. */
  readonly owner?: Owner;
  readonly fix: string;
  /** range = the number alone says no more than its component. */
  readonly from: 'code' | 'range';
}

const by = (owner: Owner, cause: string, fix: string): Advice => ({ owner, cause, fix, from: 'code' });
const normal = (cause: string): Advice => ({ cause, fix: 'Nothing: this is how a working call looks.', from: 'code' });

const FEDERATED = by(
  'network',
  'A federated call found no media path: each side reaches only its own Edge, or one Edge has a wrong public address.',
  'Open TCP 443, UDP 3478 and 50000-59999 between the A/V Edges of the two organisations; compare failures by network and by Edge.',
);
const MID_CALL = by(
  'network',
  'Media stopped during the call: the network changed, the VPN went up or down, a firewall forgot the flow while idle, or the other side stopped sending on hold.',
  'Look for a change of network or VPN at that minute; lengthen the idle time of UDP flows; keep RTCP on at gateways.',
);
const FEDERATION = (cause: string): Advice =>
  by(
    'uc',
    cause,
    'Check the federation policy, _sipfederationtls._tcp in the same domain as the name it points to, and the names and root of the certificates.',
  );
const SDP = by(
  'uc',
  'One side refuses or cannot read the session description of the other: media types, encryption or ICE version do not fit.',
  'Compare both session descriptions in the log: m= lines, a=crypto, candidates; set the encryption level alike on both sides.',
);
const OUTBOUND = by(
  'uc',
  'The call to a telephone number found no way out: policy, usage, route or gateway.',
  'Check the voice policy, its PSTN usages, the routes and whether their gateways are up.',
);

const NOBODY = by(
  'help-desk',
  'The address that was called does not exist here, or is not enabled for Skype for Business. At a sign-in it is the user’s own.',
  'Check the address: a misspelt or old one of the person called; at a sign-in the user’s own sign-in address, and that the account is enabled.',
);
const BEYOND = by(
  'uc',
  'The telephone network or the gateway refused the call; SipResponseCode is its answer.',
  'By SipResponseCode: 404, 410, 484, 604: check the number as dialled and as the gateway got it (normalisation); 408, 500, 503: the gateway and its trunk.',
);

const BY_CODE: Readonly<Record<number, Advice>> = {
  5: by(
    'uc',
    'Call admission control refused the bandwidth; the server tried the telephone network instead.',
    'Check the limit of the link in the bandwidth policy, and that the subnets of both sites are right.',
  ),
  21: by(
    'network',
    'ICE found no media path; where one of the two sides is, is not known (third-party or old client).',
    'Compare the candidates of both session descriptions in the log.',
  ),
  22: by(
    'network',
    'ICE found no media path between two sides inside: a firewall between client networks, NAT on one of its rules, or the internal Edge interface not reachable as a way round.',
    'Open the client port ranges between the two networks, UDP 3478 and TCP 443 to the internal Edge interface, and take NAT off those rules.',
  ),
  23: by(
    'network',
    'ICE found no media path between inside and outside: the A/V Edge is not reachable from one of them, a firewall cuts TCP by application, Edge NAT or hairpin is wrong, or the VPN carries half of the path.',
    'Open UDP 3478 and TCP 443 from both sides to the A/V Edge; keep the VPN from carrying half of the path (rule ice-tunnel-candidate).',
  ),
  24: by(
    'network',
    'ICE found no media path between two remote sides: the Edge may not reach its own public addresses (hairpin), ports between the Edges are closed, a home firewall, or a client that offered its tunnel address.',
    'Open UDP 3478 and TCP 443 from both clients to the A/V Edge, and let the Edge reach its own public addresses (hairpin); look for a tunnel candidate (rule ice-tunnel-candidate).',
  ),
  25: FEDERATED,
  26: FEDERATED,
  31: MID_CALL,
  32: MID_CALL,
  33: MID_CALL,
  34: MID_CALL,
  1002: FEDERATION('The federation policy does not let this user speak to partners.'),
  1003: NOBODY,
  1008: FEDERATION('The SRV record of the other domain did not resolve.'),
  1009: FEDERATION('The SRV record points to a name in another domain.'),
  1010: FEDERATION('The certificate of the next server is not trusted, or does not hold its name.'),
  1014: FEDERATION('The name of the next server did not resolve.'),
  1017: by(
    'uc',
    'Sender and receiver do not fit the type of a shared SIP domain (hybrid).',
    'Check the domain type (ms-split-domain-info) and the shared SIP address space of both sides.',
  ),
  1027: FEDERATION('This kind of request may not be routed to or from partners.'),
  1034: FEDERATION('The partner refused and did not say why: its own logs do.'),
  1047: FEDERATION("TLS with the partner's server failed."),
  4003: by(
    'uc',
    'The user came by the Edge, as every client outside does, and may not.',
    'Allow the user remote access: an external access policy with EnableOutsideAccess, and AllowOutsideUsers in the Access Edge configuration.',
  ),
  4005: NOBODY,
  7001: by(
    'uc',
    'The A/V conferencing server has no service to cross NAT and firewalls.',
    'Check the association of the pool with an Edge, and its MRAS.',
  ),
  7008: SDP,
  10000: BEYOND,
  10003: BEYOND,
  10013: by(
    'uc',
    'The gateway that called is not in the topology, or belongs to another Mediation Server.',
    'Define the gateway in the topology and publish it.',
  ),
  12006: normal('One way out did not work, the server tries the next.'),
  13004: normal('The call was passed on to the endpoints of the user.'),
  13005: normal('The call was passed on to further targets (forwarding, team call).'),
  13006: normal('The call was forwarded and its earlier branches cancelled.'),
  13007: normal('The call was passed to an application of the server.'),
  15030: by(
    'uc',
    'The call was not routed to Exchange Unified Messaging.',
    'Check certificate, clock and federation with Exchange, and the dial plan that the header names.',
  ),
  21000: normal('Somebody began to share.'),
  24000: SDP,
  51004: normal(
    'A person ended it. Read its ICEWarn all the same: a call given up because nothing was heard looks like this.',
  ),
  51007: normal('The callee writes down how its media connected; on good calls too.'),
  52017: SDP,
  52049: by(
    'uc',
    'Application sharing ended because the re-INVITE for it failed.',
    'Find that re-INVITE in the same dialog: its final answer and the diagnostics of it are the cause (rule appshare-reinvite-failed; sfbdiag calls --ladder).',
  ),
  52063: SDP,
  52094: normal('An instant-messaging conversation ended for want of activity.'),
  52107: normal('The user signed out.'),
};

/** Where to look when only the component is known, by the first number of its range. */
const BY_RANGE: readonly (readonly [low: number, high: number, owner: Owner, where: string])[] = [
  [0, 999, 'uc', 'Look at the calls of that minute on both sides: candidates, ICEWarn, what else the headers say.'],
  [1000, 1999, 'uc', 'Look at routing, DNS, TLS and federation of the server that source= names, at that time.'],
  [2000, 2999, 'uc', 'Look at presence and contacts of the user on the front end.'],
  [3000, 3999, 'uc', 'Look at the conference (Focus and its factory) on the front end, and at the rights of the user.'],
  [4000, 4999, 'uc', "Look at the user's account on the front end: enabled, pool, remote access, number."],
  [5000, 5999, 'uc', 'Look at the applications of the front end that source= and appName= name.'],
  [6000, 6999, 'uc', 'Look at the IM conferencing service.'],
  [7000, 7999, 'uc', 'Look at the A/V conferencing service of the pool.'],
  [8000, 8999, 'uc', 'Look at the dial-in conferencing provider.'],
  [9000, 9999, 'uc', 'TURN credentials: look at the MRAS service of the A/V Edge, its clock and its certificate.'],
  [
    10000,
    10999,
    'uc',
    'The gateway or the leg beyond the proxy refused: read SipResponseCode, then the log of the gateway.',
  ],
  [11000, 11999, 'uc', 'Look at the quality metrics service; calls are not concerned.'],
  [13000, 13999, 'uc', "Look at the callee's rules (forwarding, delegates) and registered endpoints."],
  [14000, 14999, 'uc', 'Look at the dial plan: its normalisation rules and the number dialled.'],
  [15000, 15999, 'uc', 'Look at Exchange Unified Messaging: account, dial plan, routing.'],
  [16000, 16999, 'uc', 'Look at the IM filter settings of the front end.'],
  [17000, 17999, 'uc', 'Look at the client version policy, and at the version of this client.'],
  [21000, 21999, 'uc', 'Look at the application sharing service and the meeting options.'],
  [24000, 24999, 'uc', 'Look at the UCMA application that component= and source= name.'],
  [28000, 28999, 'uc', 'Look at the web ticket service: sign-in, clock, certificates.'],
  [35000, 35999, 'uc', 'Look at the call park service and its orbits.'],
  [51000, 51999, 'help-desk', 'The client wrote it: read its log around that line.'],
  [52000, 52999, 'help-desk', 'The client wrote it: read its log around that line.'],
  [60000, 60999, 'uc', 'A UCMA application reports a success: nothing, unless the user says otherwise.'],
  [61000, 61999, 'uc', 'A UCMA application reports a failure that it expects: ask its owner.'],
  [62000, 62999, 'uc', 'A UCMA application reports a failure that it did not expect: ask its owner.'],
  [90000, 90999, 'uc', 'Look at the provider of public IM connectivity.'],
];

/** @returns undefined for a number of no known range. */
export function adviceOf(code: number): Advice | undefined {
  const known = Object.hasOwn(BY_CODE, code) ? BY_CODE[code] : undefined;
  if (known) return known;
  if (code >= 12000 && code <= 12012 && !NORMAL_CODES.has(code)) return OUTBOUND;
  const component = componentOf(code);
  if (component === undefined) return undefined;
  const range = BY_RANGE.find(([low, high]) => code >= low && code <= high);
  // 10400…10699: inferred from the numbers that [MS-OCER] 9.3.2 lists without their texts.
  const gateway = code >= 10400 && code <= 10699 ? ` Likely the gateway's SIP answer ${code - 10000}.` : '';
  return {
    cause: `Not told by the number beyond its component: ${component}.${gateway}`,
    owner: range?.[2] ?? 'uc',
    fix: range?.[3] ?? OUTBOUND.fix,
    from: 'range',
  };
}
