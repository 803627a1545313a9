/** Output of commands that a ticket carries, one or many in one file, each recognised by its own shape (`forms/`). */
import { EXCERPT, MACHINE_LINE, MACHINE_TEXT_BYTES, MACHINE_TEXT_LINES } from '../src/limits.ts';
import type { Parser } from '../src/parser.ts';
import { damageReporter } from './decode/damage.ts';
import { lineBlocks } from './decode/lines.ts';
import { commandOf, pastedLines } from './decode/pasted-text.ts';
import { headText } from './decode/text.ts';
import { textLines } from './decode/text-lines.ts';
import { anyconnectStats } from './forms/anyconnect-stats.ts';
import { dig } from './forms/dig.ts';
import { displayDns } from './forms/displaydns.ts';
import type { FormOutput, TextForm } from './forms/form.ts';
import { getDnsClientNrpt } from './forms/get-dnsclientnrpt.ts';
import { getDnsClientServerAddress } from './forms/get-dnsclientserveraddress.ts';
import { getNetAdapter } from './forms/get-netadapter.ts';
import { getNetIpAddress } from './forms/get-netipaddress.ts';
import { getNetIpConfiguration } from './forms/get-netipconfiguration.ts';
import { getNetIpInterface } from './forms/get-netipinterface.ts';
import { getNetRoute } from './forms/get-netroute.ts';
import { getVpnConnection } from './forms/get-vpnconnection.ts';
import { hosts } from './forms/hosts.ts';
import { ifconfig } from './forms/ifconfig.ts';
import { ipAddr } from './forms/ip-addr.ts';
import { ipRoute } from './forms/ip-route.ts';
import { ipXfrm } from './forms/ip-xfrm.ts';
import { ipconfig } from './forms/ipconfig.ts';
import { ipsecConf } from './forms/ipsec-conf.ts';
import { ipsecStatusall } from './forms/ipsec-statusall.ts';
import { iptablesList } from './forms/iptables-list.ts';
import { iptablesSave } from './forms/iptables-save.ts';
import { netshConfig } from './forms/netsh-config.ts';
import { netshInterfaces } from './forms/netsh-interfaces.ts';
import { netstat } from './forms/netstat.ts';
import { nft } from './forms/nft.ts';
import { nmcli } from './forms/nmcli.ts';
import { nslookup } from './forms/nslookup.ts';
import { openvpnPush } from './forms/openvpn-push.ts';
import { panosSystemLog } from './forms/panos-system-log.ts';
import { ping } from './forms/ping.ts';
import { resolvConf } from './forms/resolv-conf.ts';
import { resolveDnsName } from './forms/resolve-dnsname.ts';
import { resolvectl } from './forms/resolvectl.ts';
import { routePrint } from './forms/route-print.ts';
import { scutilDns } from './forms/scutil-dns.ts';
import { swanctlConf } from './forms/swanctl-conf.ts';
import { swanctlConns } from './forms/swanctl-conns.ts';
import { swanctlPols } from './forms/swanctl-pols.ts';
import { swanctlSas } from './forms/swanctl-sas.ts';
import { swanctlStats } from './forms/swanctl-stats.ts';
import { sysctl } from './forms/sysctl.ts';
import { testNetConnection } from './forms/test-netconnection.ts';
import { wgShow } from './forms/wg-show.ts';
import { xfrmStat } from './forms/xfrm-stat.ts';

/** Most specific first: of equal surety the first is taken. */
export const FORMS: readonly TextForm[] = [
  getVpnConnection,
  getNetIpConfiguration,
  getNetIpInterface,
  getNetIpAddress,
  testNetConnection,
  getDnsClientServerAddress,
  getDnsClientNrpt,
  resolveDnsName,
  getNetAdapter,
  getNetRoute,
  displayDns,
  ipconfig,
  routePrint,
  nslookup,
  hosts,
  anyconnectStats,
  panosSystemLog,
  dig,
  ifconfig,
  ipAddr,
  ipRoute,
  ipXfrm,
  ipsecConf,
  ipsecStatusall,
  iptablesList,
  iptablesSave,
  netshConfig,
  netshInterfaces,
  netstat,
  nft,
  nmcli,
  openvpnPush,
  ping,
  resolvConf,
  resolvectl,
  scutilDns,
  swanctlConf,
  swanctlConns,
  swanctlPols,
  swanctlSas,
  swanctlStats,
  sysctl,
  wgShow,
  xfrmStat,
];

/** Surety below which a line begins nothing. */
const BEGINS = 0.5;

function formAt(lines: readonly string[], at: number): TextForm | undefined {
  let best: TextForm | undefined;
  let surety = BEGINS;
  for (const form of FORMS) {
    const sure = form.begins(lines, at);
    if (sure > surety || (sure === surety && best === undefined)) {
      best = form;
      surety = sure;
    }
  }
  return best;
}

/** Bytes at the start among which a NUL tells a binary file; text in UTF-16 was re-coded before. */
const BINARY_HEAD = 1024;

const parser: Parser = {
  id: 'machine-text',
  title: 'Output of network and VPN commands (ipconfig, route print, PowerShell, ip, swanctl …)',

  // Less than candidate lines or SIP are sure of: a ticket may hold both, and they say more.
  surest: 0.45,
  sniff(head) {
    const text = headText(head);
    if (text.subarray(0, BINARY_HEAD).includes(0)) return 0;
    const read = textLines();
    read.add(text, 0, text.length);
    const lines = pastedLines(read.lines());
    return lines.some((_, at) => formAt(lines, at) !== undefined) ? 0.45 : 0;
  },

  open(source, emit) {
    const read = textLines();
    let held = 0;
    let past = false;
    const blocks = lineBlocks((bytes, start, end) => {
      past ||= held >= MACHINE_TEXT_BYTES || read.count >= MACHINE_TEXT_LINES;
      if (past) return;
      held += end - start;
      past = !read.add(bytes, start, end);
    });
    return {
      push: (chunk) => blocks.push(chunk),
      end() {
        blocks.end();
        const lines = pastedLines(read.lines());
        const damage = damageReporter(emit);
        const out: FormOutput = {
          source,
          emit,
          damaged: (line, detail) => damage.report({ source, line: line + 1 }, 'bad-syntax', detail.slice(0, EXCERPT)),
        };
        const counters: Record<string, number> = {};
        let unrecognised = 0;
        for (let at = 0; at < lines.length; ) {
          const line = lines[at]!;
          const form = line === '' || commandOf(line) !== undefined ? undefined : formAt(lines, at);
          if (form) {
            counters[form.id] = (counters[form.id] ?? 0) + 1;
            at = Math.max(at + 1, form.read(lines, at, out));
            continue;
          }
          if (line.trim() !== '' && commandOf(line) === undefined) unrecognised++;
          at++;
        }
        if (read.cut > 0)
          damage.report(
            { source, line: read.cut },
            'limit',
            `lines longer than ${MACHINE_LINE} characters are read to there`,
          );
        if (past)
          damage.report(
            { source, line: Math.max(1, lines.length) },
            'limit',
            `text beyond ${MACHINE_TEXT_LINES} lines or ${MACHINE_TEXT_BYTES >> 20} MiB was not read`,
          );
        if (damage.unreported > 0) counters.damage = damage.unreported;
        emit({
          kind: 'source.summary',
          at: { source, line: Math.max(1, lines.length) },
          parser: parser.id,
          bytes: blocks.bytes,
          records: lines.length,
          unrecognised,
          clock: 'none',
          counters,
        });
      },
    };
  },
};

export default parser;
