/** A log line without what is anybody's: its shape, fit to be sent to a stranger. Only a fixed vocabulary, names of
 *  code (`DeviceManager::Initialize`) and punctuation stay; every other word, number and address becomes a mark. */

/** Words of programs and networks. None of them is a person's name: what stands here is shown as it is. */
const WORDS: ReadonlySet<string> = new Set(
  `a access account action active adapter add added address after all already an and answer any api are as async at
  attempt audio auth authentication autodiscover available back backoff bad bandwidth be before begin bind blocked body
  buffer but by bytes cache call callback cancel cancelled cannot category cert certificate challenge change changed
  channel check client close closed code collection component conf conference config connect connected connecting
  connection contact container content context controller count create created credential credentials crtc csip cucc data
  default delete denied destroy device devices dialog did direct disable disabled disconnect disconnected discovered
  discovery dns document does domain done down edge empty enabled endpoint enter entity entry ep epid error event
  exception exchange exit expected expire expired external fail failed failing failure false fetch fetching file find
  flags for found from front function get got group gruu handle handler handshake has header host hr hresult http https
  ice id idle if ignore in info init initialization initialize initialized instance interface internal internet into
  intranet invalid invite ip is item key late layer left level line link list load loading local location lock log
  logoff logon lookup lost lync machine main manager match media member memory message method missing mode module more
  mras ms name network new next no none not notify now null number object of off offline on online open operation
  option options or order out packet packets pano parse parser path peer pending pid policy pool port presence
  presentity process profile property provider proxy publish query queue read ready reason receive received reconnect
  record redirect refresh refused register registered registrar registration registry rejected relay release remote
  remove removed reply request reset resolve resolved resolver resolving resource response result resume retry return
  returned returns route rtc rtp sdp security send sending sent server service session set setting settings sign
  signed sip skip skype size socket ssl stack start started starting state status stop stopped store stream string
  subscribe subscription success succeeded support supported system task tcp temp than the this thread tid time timed
  timeout timer tls to token transaction transport true trusted try trying turn type ucc udp unable unavailable unexpected
  unknown unreachable until up update uri url use user using valid value version video wait waiting warning was web
  when while wifi window windows with without worker write wrong xml`.split(/\s+/),
);

const humps = (word: string): readonly string[] => word.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? [];
const isKnown = (word: string): boolean => WORDS.has(word.toLowerCase());
/** `FindDeviceByName`, `get_RegistryString`: every part is of the vocabulary. */
const isPlain = (word: string): boolean =>
  isKnown(word) || (/^[A-Za-z_]+$/.test(word) && humps(word).length > 0 && humps(word).every(isKnown));
/** A capital that begins a class's name stands before the next one: `CRTCMedia…`, `CSIPTransport`. */
const isCode = (chain: string): boolean => humps(chain).some((hump) => hump.length > 2 && isKnown(hump));

/** In order: URI, mail or SIP address, path, chain of code names, IPv4 address, host or file name, anything with a digit,
 *  word, control character. A line is short, so that no run of characters tried twice matters. */
const TOKEN =
  /\b(?:https?|sips?|tel|mailto|file|ldaps?):[^\s"'<>[\]{}()]+|[^\s"'<>@[\]{}()=:;,]{1,64}@[^\s"'<>@[\]{}();,]+|[A-Za-z]:\\[^\s"]*|\\\\[^\s"]+|\b[A-Z][A-Za-z]*(?:::~?[A-Za-z_]+)+|(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?(?![\w.])|[\w-]+(?:\.[\w-]+)+|[A-Za-z_-]*\d[\w-]*|[A-Za-z_\u0080-\uffff]+|[^ -~\t]/g;

/** One token of a line. */
function mark(token: string): string {
  if (/^[A-Za-z]+:\S/.test(token) && !token.includes('::')) return token[1] === ':' ? '<path>' : '<uri>';
  if (token.includes('@')) return '<user>';
  if (token.startsWith('\\\\')) return '<path>';
  if (token.includes('::')) return isCode(token) ? token : '<x>';
  if (/^\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?$/.test(token)) return '<ip>';
  if (token.includes('.')) return /[A-Za-z]/.test(token) ? '<host>' : '<n>';
  if (/\d/.test(token)) return '<n>';
  return isPlain(token) ? token : '<x>';
}

/** @param limit characters. */
export function lineShape(line: string, limit: number): string {
  const shape = line
    .replace(TOKEN, mark)
    .replace(/<x>(?:[ ,'.-]{1,3}<x>)+/g, '<x>')
    .replace(/\s+/g, ' ')
    .trim();
  return shape.length <= limit ? shape : `${shape.slice(0, limit - 1)}…`;
}
