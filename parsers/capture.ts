import type { Emit, Parser, ParserRun } from '../src/parser.ts';
import { Analysis, type Observe } from './capture/analysis.ts';
import { Output } from './capture/output.ts';
import type { CaptureSink, ContainerReader, InterfaceDescription } from './decode/container.ts';
import { openPcap, pcapKind } from './decode/pcap.ts';
import { isPcapng, openPcapng } from './decode/pcapng.ts';

/** Bytes that tell the file format. */
const MAGIC = 12;

/** Opens a capture; `observe`, when given, sees every decoded frame. Emits facts as tables let them go, then at the end
 *  one capture.interface for each interface and the source.summary. Never throws for bad input. */
export function openCapture(source: string, emit: Emit, observe?: Observe): ParserRun {
  const output = new Output(source, emit);
  const analysis = new Analysis(output, observe);
  const head = new Uint8Array(MAGIC);
  let headLength = 0;
  let bytes = 0;
  let passedOver = 0;
  let reader: ContainerReader | undefined;
  let refused = false;

  const sink: CaptureSink = {
    packet: analysis.packet,
    frame: () => analysis.frame(),
    emptyFrame: () => analysis.emptyFrame(),
    interface(description: InterfaceDescription): number {
      const index = analysis.interfaces.add(description);
      if (index < 0) output.malformed(analysis.frames + 1, 'limit', 'more interfaces than are kept');
      return index;
    },
    malformed: (reason, detail) => output.malformed(analysis.frames + 1, reason, detail),
    passedOver(bytes, detail) {
      passedOver += bytes;
      output.malformed(analysis.frames + 1, 'bad-syntax', detail);
    },
  };

  function start(chunk: Uint8Array): number {
    const taken = Math.min(MAGIC - headLength, chunk.length);
    head.set(chunk.subarray(0, taken), headLength);
    headLength += taken;
    if (headLength < MAGIC) return taken;
    if (isPcapng(head)) reader = openPcapng(sink);
    else if (pcapKind(head) !== undefined) reader = openPcap(sink);
    else {
      refused = true;
      output.malformed(1, 'bad-syntax', 'not a pcap or pcapng file');
      return taken;
    }
    reader.push(head);
    return taken;
  }

  return {
    push(chunk) {
      bytes += chunk.length;
      let view = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length);
      if (reader === undefined && !refused) view = view.subarray(start(view));
      if (view.length > 0) reader?.push(view);
    },
    end() {
      if (reader !== undefined) reader.end();
      else if (!refused) output.malformed(1, 'truncated', 'the file ends in its header');
      analysis.end();
      emit({
        kind: 'source.summary',
        at: output.at(1),
        parser: 'capture',
        bytes,
        records: analysis.frames,
        unrecognised: analysis.unrecognised,
        first: analysis.frames > 0 ? analysis.first : undefined,
        last: analysis.frames > 0 ? analysis.last : undefined,
        clock: 'utc',
        counters: {
          frames: analysis.frames,
          ...analysis.counters.all(),
          unfinishedDatagrams: analysis.unfinishedDatagrams,
          ...(analysis.encrypted > 0 ? { encryptedFrames: analysis.encrypted } : {}),
          ...(analysis.aggregated > 0 ? { aggregatedFrames: analysis.aggregated } : {}),
          ...(analysis.interfaces.copies > 0 ? { copies: analysis.interfaces.copies } : {}),
          ...(passedOver > 0 ? { passedOverBytes: passedOver } : {}),
          ...(output.unreported > 0 ? { damage: output.unreported } : {}),
        },
        ...(output.notMade === undefined ? {} : { notMade: output.notMade }),
      });
    },
  };
}

/** Packet captures: pcap and pcapng. */
const capture: Parser = {
  id: 'capture',
  title: 'Packet capture (pcap, pcapng)',
  sniff(head) {
    return pcapKind(head) !== undefined || isPcapng(head) ? 1 : 0;
  },
  open: (source, emit) => openCapture(source, emit),
};
export default capture;
