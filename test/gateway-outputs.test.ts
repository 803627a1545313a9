/** The strongSwan incident with its gateway's rules in another output: the same findings. */
import { expect, test } from 'vitest';
import type { Report } from '../src/report.ts';
import { report } from './analyze-bytes.ts';
import { encode } from './parsers/run.ts';
import { sampleFiles } from './sample-files.ts';

const RULES = 'gateway/iptables-save.txt';

const LISTED = `root@gw:~# iptables -t mangle -L -n -v
Chain PREROUTING (policy ACCEPT 0 packets, 0 bytes)
 pkts bytes target     prot opt in     out     source               destination

Chain INPUT (policy ACCEPT 0 packets, 0 bytes)
 pkts bytes target     prot opt in     out     source               destination

Chain FORWARD (policy ACCEPT 0 packets, 0 bytes)
 pkts bytes target     prot opt in     out     source               destination

Chain OUTPUT (policy ACCEPT 0 packets, 0 bytes)
 pkts bytes target     prot opt in     out     source               destination

Chain POSTROUTING (policy ACCEPT 0 packets, 0 bytes)
 pkts bytes target     prot opt in     out     source               destination
root@gw:~# iptables -t nat -L POSTROUTING -n -v
Chain POSTROUTING (policy ACCEPT 0 packets, 0 bytes)
 pkts bytes target     prot opt in     out     source               destination
    0     0 ACCEPT     0    --  *      eth0    10.1.0.0/16          0.0.0.0/0            policy match dir out pol ipsec
    0     0 MASQUERADE  0    --  *      eth0    10.1.0.0/16          0.0.0.0/0
`;

const RULESET = `table ip mangle {
	chain FORWARD {
		type filter hook forward priority mangle; policy accept;
	}

	chain POSTROUTING {
		type filter hook postrouting priority mangle; policy accept;
	}
}
table ip nat {
	chain POSTROUTING {
		type nat hook postrouting priority srcnat; policy accept;
		oifname "eth0" ip saddr 10.1.0.0/16 xt match policy counter packets 0 bytes 0 accept
		oifname "eth0" ip saddr 10.1.0.0/16 counter packets 0 bytes 0 masquerade
	}
}
`;

const files = sampleFiles('strongswan-incident');
const essence = ({ findings }: Report): unknown =>
  findings.map(({ rule, subject, severity, confidence, message }) => ({
    rule,
    subject,
    severity,
    confidence,
    message,
  }));

test.each([
  ['iptables -L -n -v', LISTED],
  ['nft list ruleset', RULESET],
])('%s', (_, text) => {
  const others = files.map((f) => (f.name === RULES ? { name: 'gateway/rules.txt', bytes: encode(text) } : f));
  expect(others.some((f) => f.name === 'gateway/rules.txt')).toBe(true);
  expect(essence(report(others))).toEqual(essence(report(files)));
});
