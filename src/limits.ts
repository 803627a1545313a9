/** Every cap on what an input can make this program keep, with its reason. Reaching one is an `input.malformed` fact
 *  with reason `limit`, or a count in the report's `dropped`; parsing goes on. */

/** Words of an input that a fact or report repeats: one line of a ticket. Characters. */
export const EXCERPT = 160;
/** Facts kept of each kind; past it the oldest go and are counted. Bounds memory on inputs of any size. */
export const FACTS_PER_KIND = 20_000;
/** The same for conversations, flows and transactions of captures, of which one of an hour has far more than anybody was
 *  asked about: a call has some hundred. What is read of a capture at its end, and the rules, cost by these. */
export const CAPTURE_FACTS = 10_000;
/** Bytes of a text line looked at; presence documents come as one line of megabytes. */
export const LINE_BYTES = 1 << 20;
/** Bytes of a SIP message kept while it is open; a full multipart INVITE is below 20 KiB. */
export const SIP_MESSAGE_BYTES = 256 << 10;
/** Short texts decoded lately that are kept for the next time, a power of two, and the bytes of the longest one. */
export const RECENT_TEXTS = 2048;
export const RECENT_TEXT_BYTES = 128;
/** Header values of SIP messages whose reading is remembered: requests and answers of one dialog repeat them. */
export const RECENT_HEADERS = 256;
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
/** Milliseconds of capture time after which nothing more is expected of a TCP conversation that was reset, or that one
 *  side has ended: twice the longest life of a segment (RFC 9293 3.4.2). */
export const TCP_OVER = 240_000;
/** The same where both sides have ended: only copies of the last segments may come. */
export const TCP_ENDED = 60_000;
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
/** Bytes of one SIP message put together from TCP segments; a full multipart INVITE is below 20 KiB. */
export const STREAM_SIP_BYTES = 64 << 10;
/** Bytes that all TCP streams of one capture hold at once: messages begun, and segments that came before their turn. */
export const STREAM_BYTES = 16 << 20;
/** Segments, and their bytes, that wait in one TCP direction for one that is missing; past it the gap is taken as lost
 *  by the capture. A path that reorders does so within a few segments. */
export const WAITING_SEGMENTS = 64;
export const WAITING_BYTES = 64 << 10;
/** TCP segments with data of all conversations that are remembered, the newest: where a segment that is sent again went
 *  out first. At a gigabit a second, some 0.8 s of full segments; of one PC's usual traffic, minutes. */
export const SENT_SEGMENTS = 65_536;
/** Remembered segments of one direction looked at for one that comes again or late; windows beyond that are rare. */
export const SENT_WALK = 256;
/** Names of a certificate kept, and the characters of one; a server's has a handful. */
export const CERTIFICATE_NAMES = 32;
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
/** Bytes and lines of a text of command outputs that are read; a whole bundle of them is below 1 MiB. */
export const MACHINE_TEXT_BYTES = 16 << 20;
export const MACHINE_TEXT_LINES = 200_000;
/** Characters of one of its lines; the longest real ones, lists of plugins and routes, are below 2,000. */
export const MACHINE_LINE = 4096;
/** Lines that a text form looks at to say whether its output begins here. */
export const FORM_AHEAD = 8;
/** Packets of a capture with several interfaces kept in mind to recognise the same one on another interface; a power of
 *  two. COPY_WINDOW holds a thousand at 2 Gbit/s. */
export const COPY_PACKETS = 8192;
/** Milliseconds between two layers of one adapter; they show a packet within one. */
export const COPY_WINDOW = 5;
/** Bytes of a packet that are compared: past the headers of RTP in IPv6. */
export const COPY_HEAD = 96;
/** Address pairs known to be shown by two interfaces; a power of two. */
export const COPY_ALIASES = 16_384;
/** Bytes of one gateway configuration in GlobalProtect's log; the client cuts it long before. */
export const GP_CONFIG_BYTES = 256 << 10;
/** Exclude routes of GlobalProtect's driver kept with one configuration; PAN-OS allows 200. */
export const GP_EXCLUDE_ROUTES = 512;
/** Bytes behind a damaged record or block in which the next one is looked for. */
export const RESYNC_BYTES = 16 << 20;
/** Bytes taken at once meanwhile. */
export const RESYNC_AHEAD = 64 << 10;
/** Files of one zip or tar archive that are read; a client's bundle has some forty. */
export const ZIP_MEMBERS = 10_000;
/** Bytes that a zip or tar archive may unpack to, archives within it included: a capture of an hour and every log beside
 *  it. */
export const ZIP_BYTES = 4 * 2 ** 30;
/** Times that a member may unpack to its size, once it is larger than this: logs reach 50, deflate itself 1032. */
export const ZIP_RATIO = 200;
export const ZIP_RATIO_FROM = 64 << 20;
/** Bytes of the archives within an archive; they are held in memory. */
export const ZIP_NESTED_BYTES = 128 << 20;
/** Headers of a tar archive, those of folders, links and long names included. */
export const TAR_ENTRIES = 100_000;
/** Bytes of a long name, or of a pax header: beside the name it may hold a file's attributes. */
export const TAR_HEADER_BYTES = 64 << 10;
/** Bytes that one tar archive with gzip may unpack to in all, each time anew: its files are looked at more than once, and
 *  one that stands before the last one read has it begin again. */
export const TAR_AGAIN_BYTES = 32 * 2 ** 30;
/** RTP streams followed at once. A call has some ten; a server's capture holds many calls that ended. */
export const RTP_STREAMS = 4096;
/** RTP streams of one direction of a flow: a video line has a dozen sources. */
export const RTP_STREAMS_OF_FLOW = 16;
/** TURN channels whose peer is known at once. */
export const CHANNELS = 1024;
/** Security parameter indexes named in one flow: two, and those of a rekeying. */
export const SPIS = 4;
/** Payloads of one IKE message looked at; real ones have up to twenty. */
export const IKE_PAYLOADS = 64;
/** Notify messages, and vendors, named in one IKE message. */
export const IKE_NAMES = 16;
/** IKE exchanges open at once. */
export const IKE_EXCHANGES = 4096;
/** Milliseconds without another packet after which an IKE exchange is over; strongSwan's longest pause between repeats
 *  is 76 s (retransmit_timeout 4, base 1.8, tries 5). */
export const IKE_IDLE = 120_000;
/** Lines of one generated setting; more servers than that are better given as a prefix. */
export const LINES_PER_SETTING = 64;
/** Children of tunnels with one and the same selector, of which each packet in the clear is compared with all. */
export const SELECTOR_CHILDREN = 64;
/** Events of the report's timeline; a day of one client has some hundred. */
export const TIMELINE_EVENTS = 300;
/** Calls whose candidate matrix and ladder the report keeps, those that failed first; a ticket is about one or two. */
export const CALL_DETAILS = 20;
/** Rows of a ladder in the report; a call of twenty pairs has some forty. */
export const LADDER_ROWS = 120;
/** Addresses named with one lane of it. */
export const LADDER_ADDRESSES = 24;
/** Candidates of each side in a matrix, ports and components put together; a PC with VPN and virtual switches has ten. */
export const MATRIX_SIDE = 12;
/** Matrices of one call: audio, video, sharing, and what a meeting adds. */
export const MATRIX_LINES = 4;
/** Boxes and links in the picture of the path; more is no picture. */
export const PATH_NODES = 20;
export const PATH_LINKS = 40;
/** Identifiers that a run of redaction tells apart: users, hosts, numbers of calls. A server's trace of a day has some ten
 *  thousand; past it they are replaced without being told apart. */
export const REDACT_WORDS = 200_000;
/** Branches of the tree of addresses that redaction remembers; an address needs some ten. */
export const REDACT_NODES = 500_000;
/** Frames, and their bytes, that redaction holds back at once until a message of theirs is whole. */
export const REDACT_HELD_FRAMES = 4096;
export const REDACT_HELD_BYTES = 16 << 20;
/** Bytes of one TCP direction that redaction remembers, for segments that come again. */
export const REDACT_AGAIN = 32 << 10;
/** TCP connections that redaction follows at once. */
export const REDACT_STREAMS = 4096;
/** Bits of the table that says of a word whether it may be a learned one; a power of two, ten for each of REDACT_WORDS. */
export const REDACT_FILTER_BITS = 1 << 21;
/** Words whose replacement redaction remembers, and the characters of one; past it all are forgotten. A client log of a day
 *  has some thousand that are neither plain nor numbers. */
export const REDACT_KNOWN = 20_000;
export const REDACT_KNOWN_LENGTH = 128;
/** Lines that redaction remembers, a power of two, and the characters of one; longer ones hardly come again. */
export const REDACT_LINES = 4096;
export const REDACT_LINE_LENGTH = 512;
