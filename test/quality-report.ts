/** Quality reports for tests: the fact, and the XML it comes from. Times, names and addresses are invented. */
import type { QualityReport } from '../src/facts.ts';
import { at, CALL, LOG, WIFI } from './facts.ts';

/** An audio line of this client's own report, all well. */
export function qualityReport(
  more: Partial<QualityReport> & { readonly line?: number; readonly clock?: string } = {},
): QualityReport {
  const { line = 400, clock = '09:21:05', ...rest } = more;
  return {
    kind: 'quality.report',
    at: { source: LOG, line },
    time: at(clock),
    direction: 'sent',
    callId: CALL,
    label: 'main-audio',
    ice: 'DIRECT',
    relays: [],
    transport: 'UDP',
    connection: 'wired',
    vpn: false,
    local: { address: WIFI, port: 50020 },
    remote: { address: '203.0.113.9', port: 50050 },
    inbound: { packets: 4000, jitter: 5, lossRate: 0.01, roundTrip: 40 },
    outbound: { packets: 4000, jitter: 6, lossRate: 0 },
    damaged: false,
    ...rest,
  };
}

export interface Prefixes {
  /** Prefix of the first namespace, '' or with its colon; and of those that followed. */
  readonly main?: string;
  readonly v2?: string;
  readonly v3?: string;
  readonly v4?: string;
}

/** A whole report in one line, with what must not be read: names, MAC addresses, BSSID. */
export function reportXml({ main = '', v2 = 'v2:', v3 = 'v3:', v4 = 'v4:' }: Prefixes = {}): string {
  const names = [
    [main, 'ms-rtcp-metrics'],
    [v2, 'ms-rtcp-metrics.v2'],
    [v3, 'ms-rtcp-metrics.v3'],
    [v4, 'ms-rtcp-metrics.v4'],
  ];
  const declared = [...new Map(names.map(([p, uri]) => [p, uri]))].map(([p, uri]) =>
    p === '' ? ` xmlns="${uri}"` : ` xmlns:${p!.slice(0, -1)}="${uri}"`,
  );
  const e = (name: string, content: string, attributes = ''): string => {
    const full = name.includes(':') ? name : `${main}${name}`;
    return `<${full}${attributes}>${content}</${full}>`;
  };
  const two = (name: string, content: string): string => e(`${v2}${name}`, content);
  return e(
    'VQReportEvent',
    e(
      'VQSessionReport',
      [
        `<${main}Endpoint Name="ANNA-PC" ${v2}OS="Windows 10" ${v2}CPUName="x"/>`,
        e(
          'DialogInfo',
          e('FromURI', 'sip:anna@contoso.com') +
            e('ToURI', 'sip:ben@contoso.com') +
            e('Caller', 'true') +
            e('LocalContactURI', 'sip:anna@contoso.com;opaque=user:epid:x;gruu') +
            e('LocalUserAgent', 'UCCAPI/16.0.4417.1000 OC/16.0.4417.1000 (Skype for Business)') +
            e('RemoteUserAgent', 'UCCAPI/15.0.4420.1017 OC/15.0.4420.1017 (Microsoft Lync)') +
            two('Separator', '') +
            two('RegisteredInside', 'false'),
          ' CallId="a1b2c3d4" FromTag="5c0ffee003" ToTag="b0b0b0b001" Start="2026-03-02T08:20:05.0000Z" End="2026-03-02T08:21:00.0000Z"',
        ),
        e(
          'MediaLine',
          e(
            'Description',
            e(
              'Connectivity',
              e('Ice', 'RELAY') +
                e('IceWarningFlags', '935') +
                e('RelayAddress', e('IPAddr', '198.51.100.42') + e('Port', '52001')),
            ) +
              e('Security', 'SRTP') +
              e('Offerer', 'true') +
              e('Transport', 'UDP') +
              e(
                'NetworkConnectivityInfo',
                e('NetworkConnection', 'wired') +
                  e('VPN', 'true') +
                  e('LinkSpeed', '1000000000') +
                  two('BSSID', '00-00-5E-00-53-01') +
                  e(`${v3}NetworkConnectionDetails`, 'Tunnel'),
              ) +
              e(
                'LocalAddr',
                e('IPAddr', '172.27.3.18') +
                  e('Port', '50020') +
                  e('Inside', 'false') +
                  e('SubnetMask', '255.255.240.0') +
                  two('MACAddr', '00-00-5E-00-53-02'),
              ) +
              e('RemoteAddr', e('IPAddr', '2001:DB8::9') + e('Port', '50050') + e('Inside', 'true')) +
              e('CaptureDev', e('Name', 'Headset of Anna') + e('Driver', 'x: 1.0')) +
              e(`${v3}MidCallReport`, 'false'),
          ) +
            e(
              'InboundStream',
              e(
                'Network',
                e('Jitter', e('InterArrival', '45') + e('InterArrivalMax', '120')) +
                  e('PacketLoss', e('LossRate', '0.125') + e('LossRateMax', '0.4')) +
                  e('Utilization', e('Packets', '4021') + e('BandwidthEst', '65000')),
              ) +
                e(
                  'Payload',
                  e(
                    'Audio',
                    e('PayloadType', '104') +
                      e(`${v4}RatioConcealedSamplesAvg`, '0.08') +
                      e('Signal', e('Level', '-30')),
                  ),
                ) +
                e(
                  'QualityEstimates',
                  e(
                    'Audio',
                    e('RecvListenMOS', '3.1') +
                      e('NetworkMOS', e('OverallAvg', '2.9') + e('DegradationAvg', '1.2') + two('Separator', '')),
                  ),
                ),
              ' Id="1"',
            ) +
            e(
              'OutboundStream',
              e(
                'Network',
                e('Jitter', e('InterArrival', '7')) +
                  e('PacketLoss', e('LossRate', '0')) +
                  e('Delay', e('RoundTrip', '80') + e('RoundTripMax', '3e2')) +
                  e('Utilization', e('Packets', '3999')),
              ) + e('QualityEstimates', e('Audio', e('SendListenMOS', '3.9'))),
              ' Id="2"',
            ),
          ' Label="main-audio"',
        ),
        e(
          'MediaLine',
          e('Description', e('Connectivity', e('Ice', 'DIRECT'))) +
            e(
              'InboundStream',
              e('Network', e('Utilization', e('Packets', '900'))) +
                e(
                  'Payload',
                  e(
                    'Video',
                    e('VideoFrameRateAvg', '12.5') +
                      e(`${v3}VideoPostFECPLR`, '0.02') +
                      e(`${v3}VideoLocalFrameLossPercentageAvg`, '51'),
                  ),
                ),
            ),
          ' Label="main-video"',
        ),
      ].join(''),
      ' SessionId="a1b2c3d4;from-tag=5c0ffee003;to-tag=b0b0b0b001"',
    ),
    declared.join(''),
  );
}
