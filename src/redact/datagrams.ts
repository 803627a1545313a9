/** Fragments of an IP datagram (RFC 791 3.2, RFC 8200 4.5): their frames wait until all are there, because a name may
 *  stand across two of them. */
import { DATAGRAM_PIECES, OPEN_DATAGRAMS } from '../limits.ts';
import type { HeldFrame } from './held-frames.ts';

interface Piece {
  readonly frame: HeldFrame;
  readonly at: number;
  readonly length: number;
  /** In the datagram. */
  readonly offset: number;
}

interface Datagram {
  readonly pieces: Piece[];
  /** Bytes of the whole; -1 = the last fragment has not come. */
  size: number;
  readonly release: () => void;
}

export class Datagrams {
  private readonly open = new Map<string, Datagram>();

  /** @param whole takes the bytes of a datagram that is complete, in its own memory, and works on them in place.
   *  @param part takes a fragment whose others never came. */
  add(
    key: string,
    piece: Piece,
    more: boolean,
    whole: (bytes: Uint8Array) => void,
    part: (piece: Piece) => void,
  ): void {
    let datagram = this.open.get(key);
    if (!datagram) {
      const pieces: Piece[] = [];
      const release = (): void => {
        if (!this.open.delete(key)) return;
        for (const p of pieces) {
          part(p);
          p.frame.waits--;
        }
      };
      datagram = { pieces, size: -1, release };
      if (this.open.size >= OPEN_DATAGRAMS) {
        const [oldest] = this.open.values();
        oldest?.release();
      }
      this.open.set(key, datagram);
    }
    piece.frame.waits++;
    piece.frame.release.push(datagram.release);
    datagram.pieces.push(piece);
    if (!more) datagram.size = piece.offset + piece.length;
    if (datagram.pieces.length > DATAGRAM_PIECES) datagram.release();
    else if (datagram.size >= 0 && covered(datagram)) {
      this.open.delete(key);
      const bytes = new Uint8Array(datagram.size);
      for (const p of [...datagram.pieces].reverse()) {
        const room = Math.min(p.length, bytes.length - p.offset);
        if (room > 0) bytes.set(p.frame.bytes.subarray(p.at, p.at + room), p.offset);
      }
      whole(bytes);
      for (const p of datagram.pieces) {
        const room = Math.max(0, Math.min(p.length, bytes.length - p.offset));
        p.frame.bytes.set(bytes.subarray(p.offset, p.offset + room), p.at);
        p.frame.bytes.fill(0, p.at + room, p.at + p.length);
        p.frame.waits--;
      }
    }
  }

  end(): void {
    for (const datagram of [...this.open.values()]) datagram.release();
  }
}

function covered({ pieces, size }: Datagram): boolean {
  let reached = 0;
  for (const p of [...pieces].sort((a, b) => a.offset - b.offset)) {
    if (p.offset > reached) return false;
    reached = Math.max(reached, p.offset + p.length);
  }
  return reached >= size;
}
