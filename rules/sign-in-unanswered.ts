import { endpointText } from '../src/addresses.ts';
import { addressKey, clock } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import type { Incident } from '../src/incident.ts';
import { defineRule, missing } from '../src/rule.ts';
import type { SignIn } from '../src/sign-in.ts';
import { count, list } from '../src/text.ts';

/** What Windows asks to learn whether it is on the Internet (Network Connectivity Status Indicator): names of public
 *  addresses, wherever it is. */
const INTERNET_CHECKS: ReadonlySet<string> = new Set([
  'www.msftconnecttest.com',
  'www.msftncsi.com',
  'dns.msftncsi.com',
]);

const SIGN_IN_TO_NETWORK =
  'Open a web page in the browser and sign in to this network (hotel, guest Wi-Fi); then start the VPN and SfB again.';

export default defineRule({
  id: 'sign-in-unanswered',
  title: 'No server answers the sign-in',
  severity: 'error',
  owner: 'network',
  needs: ['sip.message'],
  explainedBy: [
    'vpn-lan-overlap',
    'dns-internal-answer',
    'dns-internal-discovery',
    'leak-internal-address',
    'server-unreachable',
    'path-asymmetric',
    'ipsec-nat-before-policy',
    'ipsec-virtual-ip-not-natted',
    'icmp-redirect',
    'mtu-blackhole',
    'vpn-class-route',
    'ipsec-forwarding-off',
    'ipsec-virtual-ip-no-proxy-arp',
    'dns-hosts-override',
  ],
  verify: 'Sign in again: REGISTER is answered (401, then 200).',
  *check(incident) {
    const tried = incident.signIns.filter((s) => s.registrar !== undefined);
    for (const user of new Set(tried.map((s) => s.user))) {
      const mine = tried.filter((s) => s.user === user);
      const dead = mine.filter((s) => s.result === 'unanswered');
      const [first] = dead;
      // A client that was let in, or heard of anything since, is signed in: then lines are missing, not answers.
      if (!first || mine.some((s) => s.answer !== undefined || s.challenges > 0) || heard(incident, first)) continue;
      const servers = [...new Set(dead.map((s) => endpointText(s.registrar!)))];
      const [portal] = dead.flatMap((s) => portalOf(incident, s.registrar!.address) ?? []);
      const test = `From the PC, test the way to ${list(servers)} (Test-NetConnection ADDRESS -Port PORT), and whether that address is the right one from where the user is.`;
      yield {
        message: `Sign-in from ${clock(first.start)} on: ${list(servers)} never answered REGISTER (${count(dead.length, 'attempt')}), and the log shows no other answer.${portal === undefined ? '' : ` ${portal}: probably its own sign-in page (hotel, guest Wi-Fi) answers for every name.`}`,
        subject: servers[0]!,
        subjects: servers,
        about: [...new Set(dead.map((s) => addressKey(s.registrar!.address)))],
        // That silence in the log means a server that was not reached is inferred.
        confidence: 'likely',
        evidence: evidence.proof(dead.map((s) => evidence.message(s.messages[0]!))),
        noticed: `Sign-in at ${clock(first.start)} fails: ${list(servers)} ${servers.length > 1 ? 'do' : 'does'} not answer.`,
        ...(portal === undefined ? {} : { owner: 'user' }),
        fix: portal === undefined ? [test] : [SIGN_IN_TO_NETWORK, test],
      };
    }
    if (tried.length === 0) return missing('a client log that holds a sign-in');
    return tried.some((s) => s.result !== 'open') ? 'clear' : missing('a log that goes on behind the sign-in');
  },
});

/** Why the address that a server's name led to is the network's own, as captive portals answer. */
function portalOf(incident: Incident, address: string): string | undefined {
  const router =
    incident.lookups.some((l) => l.dns.resolver.address === address && l.addresses.includes(address)) ||
    incident.all('host.adapter').some((a) => incident.machines.isPc(a) && a.gateways.includes(address));
  if (router) return `${address} is the router or resolver of this network itself`;
  const check = incident
    .all('dns.exchange')
    .find((d) => INTERNET_CHECKS.has(d.name) && d.answers.some((r) => r.value === address));
  return check && incident.isInternal(address)
    ? `${address} is what this network answers for ${check.name} as well`
    : undefined;
}

/** Whether any server's message came in behind that attempt. */
const heard = (incident: Incident, s: SignIn): boolean =>
  incident.all('sip.message').some((m) => m.direction === 'received' && (m.time ?? 0) >= (s.start ?? 0));
