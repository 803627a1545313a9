/** Every cap on what an input can make this program keep, with its reason. Reaching one is an `input.malformed` fact
 *  with reason `limit`, or a count in the report's `dropped`; parsing goes on. */

/** Words of an input that a fact or report repeats: one line of a ticket. Characters. */
export const EXCERPT = 160;
/** Facts kept of each kind; past it the oldest go and are counted. Bounds memory on inputs of any size. */
export const FACTS_PER_KIND = 20_000;
/** Bytes of a text line looked at; presence documents come as one line of megabytes. */
export const LINE_BYTES = 1 << 20;
/** Bytes of a SIP message kept while it is open; a full multipart INVITE is below 20 KiB. */
export const SIP_MESSAGE_BYTES = 256 << 10;
/** Headers of one SIP message. */
export const SIP_HEADERS = 256;
/** Bytes of one SIP header value read; the longest real one, a diagnostics header with two blobs, is below 4 KiB. */
export const HEADER_BYTES = 16 << 10;
/** Candidates of one session description ([MS-ICE2] allows 20 a media line). */
export const CANDIDATES = 400;
/** Parameters of one diagnostics header. */
export const DIAGNOSTIC_PARAMS = 128;
/** SIP messages open at once, one a thread. */
export const OPEN_MESSAGES = 64;
/** Bytes of one captured frame; Wireshark's own ceiling is 256 KiB. */
export const FRAME_BYTES = 256 << 10;
/** Bytes of one pcapng block other than a packet: comments and name tables can be large. */
export const BLOCK_BYTES = 16 << 20;
/** Interfaces of one capture. */
export const INTERFACES = 1024;
/** Conversations, flows or transactions of one table open at once; past it the longest idle is closed and emitted. */
export const OPEN_FLOWS = 16_384;
/** Damage facts with the same reason and wording of one source; further ones are only counted. */
export const SAME_DAMAGE = 20;
/** Bytes of a pcapng section header or interface block read; descriptions are below 1 KiB, the rest is skipped. */
export const INTERFACE_BLOCK_BYTES = 64 << 10;
/** Characters of a name, description or filter of a capture interface. */
export const INTERFACE_TEXT = 256;
/** Flows, transactions or exchanges that share one hash bucket: an honest capture has two or three, a crafted one would
 *  make every packet walk them all. */
export const BUCKET = 48;
/** Different addresses of one capture that are counted; past it those with the fewest frames are forgotten. */
export const ADDRESSES = 32_768;
/** Addresses named in one capture.interface. */
export const INTERFACE_ADDRESSES = 64;
/** Frames of repeats named in one fact (SYNs, DNS queries, STUN requests); further ones are only counted. */
export const REPEATS = 8;
/** Headers inside headers of one frame (tunnels in tunnels); real ones have two or three. */
export const LAYERS = 6;
/** Fragmented IP datagrams being put together at once, 64 KiB each at most. */
export const OPEN_DATAGRAMS = 64;
/** Separate stretches of one fragmented datagram; a 64 KiB one in the smallest usual fragments has 120. */
export const DATAGRAM_PIECES = 256;
/** TCP directions in which a message over several segments is being put together at once. */
export const OPEN_STREAMS = 1024;
/** Bytes of one message put together from TCP segments (ClientHello, DNS answer, MS-TURN message). */
export const STREAM_MESSAGE_BYTES = 16 << 10;
/** Milliseconds of capture time without another packet after which a DNS or STUN transaction is over. The longest pause
 *  between repeats is 16 s in STUN (RFC 5389 7.2.1) and shorter in DNS clients. Fragments: RFC 791 3.2 suggests 15 s. */
export const TRANSACTION_IDLE = 20_000;
/** Records of one DNS answer kept; a full 64 KiB answer could hold thousands. */
export const DNS_RECORDS = 64;
/** Characters of names and values of one DNS answer kept; 64 records of the usual length have half of it. */
export const DNS_TEXT = 8192;
/** Attributes of one STUN message looked at; real messages have up to 15. */
export const STUN_ATTRIBUTES = 64;
/** Characters of one value out of a SIP message that a fact keeps (URI, tag, Call-ID, diagnostics parameter); grid
 *  URIs (GRUU) have some 150. */
export const FIELD = 512;
/** Facts of a log held back while its dates leave open which number is the month; past it the usual order is taken. */
export const HELD_FACTS = 2000;
/** Media relays named by one MRAS answer; a pool has one to a dozen. */
export const RELAYS = 64;
/** Media lines of one quality report; a call has audio, up to three video lines and sharing. */
export const QUALITY_LINES = 64;
/** Elements inside elements of a quality report; the schema's deepest figure stands in the tenth. */
export const XML_DEPTH = 32;
/** Trace lines at the start of a client log that are looked at whatever their level: name lookups and connections come
 *  with the sign-in. Looking costs more than passing over, and a log has hundreds of thousands of them. */
export const TRACE_LINES = 2000;
/** The same behind each REGISTER. */
export const TRACE_LINES_SIGN_IN = 300;
/** ERROR and WARN lines looked at beside these; a healthy log has them in plenty. */
export const TRACE_ALARMS = 3000;
/** Bytes of a trace line looked at. */
export const TRACE_LINE_BYTES = 512;
/** log.trace facts of one log. */
export const TRACE_FACTS = 1000;
/** Different shapes of trace lines counted, and shown. */
export const SHAPES = 256;
export const SHAPES_SHOWN = 20;
/** Milliseconds between the last line of one log file and the first of the next within which the client is taken to have
 *  gone on writing; a busy client writes several lines a second, an idle one a keep-alive a minute. */
export const ROTATION_GAP = 120_000;
/** Pairs and allocations of one call's ladder; past them nobody reads on. A call has some twenty. */
export const LADDER_PAIRS = 200;
