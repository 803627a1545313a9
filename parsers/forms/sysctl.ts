/** Values of `sysctl` of Linux and macOS, also as `name=value` of sysctl.conf and as grep shows /proc/sys. */
import { shortText } from '../decode/machine-values.ts';
import type { TextForm } from './form.ts';

const LINE = /^ {0,8}(net\.[\w./:*-]{3,120}) ?[=:] ?([-\w.]{1,40}(?: +\d{1,10}){0,2})$/;
const PROC = /^ {0,8}\/proc\/sys\/(net\/[\w./-]{3,120}): ?([-\w.]{1,40})$/;

/** What forwarding, redirects, path MTU discovery and address resolution go by; `sysctl -a` prints a thousand more. */
const KEPT =
  /^net\.(?:ipv4\.(?:ip_forward|ip_no_pmtu_disc|ip_forward_use_pmtu|tcp_mtu_probing|tcp_base_mss|conf\..+\.(?:forwarding|send_redirects|accept_redirects|secure_redirects|rp_filter|proxy_arp|proxy_arp_pvlan|arp_filter|disable_policy|disable_xfrm))|ipv6\.conf\..+\.(?:forwarding|accept_redirects|proxy_ndp|accept_ra|disable_ipv6)|inet6?\.ip6?\.(?:forwarding|redirect|sendsourcequench)|inet\.tcp\.path_mtu_discovery)$/;

/** `net/ipv4/conf/eth0.100/forwarding` writes the dots of a device as they are, slashes for dots (sysctl(8)). */
function read(line: string): { readonly name: string; readonly value: string } | undefined {
  const m = LINE.exec(line);
  if (m) return { name: m[1]!, value: m[2]! };
  const proc = PROC.exec(line);
  return proc ? { name: proc[1]!.replace(/[./]/g, (c) => (c === '/' ? '.' : '/')), value: proc[2]! } : undefined;
}

export const sysctl: TextForm = {
  id: 'sysctl',
  title: 'sysctl',

  begins: (lines, at) => (read(lines[at]!) ? 0.8 : 0),

  read(lines, at, out) {
    for (; at < lines.length; at++) {
      const setting = read(lines[at]!);
      if (!setting) break;
      if (KEPT.test(setting.name))
        out.emit({
          kind: 'host.setting',
          at: { source: out.source, line: at + 1 },
          form: 'sysctl',
          name: shortText(setting.name),
          value: setting.value,
        });
    }
    return at;
  },
};
