// The globals of scripts besides those of the language: console, process, timers, text encoding, and files in the way of Node.
(host) => {

  function encode(string) {
    const bytes = [];
    for (const character of String(string)) {
      let code = character.codePointAt(0);
      if (code >= 0xd800 && code < 0xe000) code = 0xfffd;
      if (code < 0x80) bytes.push(code);
      else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
      else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
      else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    }
    return Uint8Array.from(bytes);
  }

  // Each byte that fits nowhere becomes U+FFFD, as the Encoding Standard has it for the longest valid beginning.
  function decode(bytes) {
    const parts = [];
    let at = 0;
    while (at < bytes.length) {
      const first = bytes[at];
      const more = first < 0x80 ? 0 : first >= 0xc2 && first < 0xe0 ? 1 : first >= 0xe0 && first < 0xf0 ? 2 : 3;
      let code = first & (more === 0 ? 0x7f : more === 1 ? 0x1f : more === 2 ? 0x0f : 0x07);
      let taken = 1;
      let low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
      let high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
      if (first >= 0x80 && (first < 0xc2 || first > 0xf4)) high = -1;
      while (taken <= more && at + taken < bytes.length && bytes[at + taken] >= low && bytes[at + taken] <= high) {
        code = (code << 6) | (bytes[at + taken] & 63);
        taken += 1;
        [low, high] = [0x80, 0xbf];
      }
      parts.push(taken > more ? String.fromCodePoint(code) : "\ufffd");
      at += taken;
    }
    return parts.join("");
  }

  class TextEncoder {
    get encoding() {
      return "utf-8";
    }
    encode(string = "") {
      return encode(string);
    }
  }

  class TextDecoder {
    constructor(label = "utf-8") {
      if (!/^utf-?8$/i.test(label)) throw new RangeError(`Cannot decode "${label}": only UTF-8 is there`);
    }
    get encoding() {
      return "utf-8";
    }
    decode(bytes = new Uint8Array()) {
      const view = ArrayBuffer.isView(bytes)
        ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
        : new Uint8Array(bytes);
      return decode(view).replace(/^\ufeff/, "");
    }
  }

  function shown(value, depth = 0, above = []) {
    if (typeof value === "string") return depth ? JSON.stringify(value) : value;
    if (typeof value === "bigint") return `${value}n`;
    if (typeof value === "function") return `[Function ${value.name || "(anonymous)"}]`;
    if (typeof value !== "object" || value === null) return String(value);
    if (value instanceof Error) return `${value}\n${value.stack ?? ""}`.trimEnd();
    if (value instanceof Date || value instanceof RegExp) return String(value);
    if (above.includes(value)) return "[Circular]";
    const inner = (each) => shown(each, depth + 1, [...above, value]);
    if (depth > 3) return Array.isArray(value) ? "[Array]" : "[Object]";
    if (value instanceof Map) return `Map(${value.size}) {${[...value].map(([k, v]) => ` ${inner(k)} => ${inner(v)}`)} }`;
    if (value instanceof Set) return `Set(${value.size}) {${[...value].map((each) => ` ${inner(each)}`)} }`;
    if (Array.isArray(value) || ArrayBuffer.isView(value)) return `[ ${Array.from(value, inner).join(", ")} ]`.replace("[  ]", "[]");
    const pairs = Object.entries(value).map(([key, each]) => `${/^[\w$]+$/.test(key) ? key : JSON.stringify(key)}: ${inner(each)}`);
    return pairs.length ? `{ ${pairs.join(", ")} }` : "{}";
  }

  const say = (stream) => (...values) => host.write(stream, values.map((each) => shown(each)).join(" ") + "\n");
  const [out, err] = [say(1), say(2)];
  globalThis.console = { log: out, info: out, debug: out, warn: err, error: err, trace: err };
  globalThis.print = out;
  globalThis.TextEncoder = TextEncoder;
  globalThis.TextDecoder = TextDecoder;

  const stream = (number) => ({ isTTY: false, write: (data) => (host.write(number, typeof data === "string" ? data : new Uint8Array(data)), true) });
  const stdin = {
    isTTY: false,
    // Bytes as they come; empty at the end.
    read: () => host.read(),
    // Lines as they come, without their ends.
    *[Symbol.iterator]() {
      let rest = new Uint8Array();
      for (;;) {
        const end = rest.indexOf(10);
        if (end >= 0) {
          yield decode(rest.subarray(0, end)).replace(/\r$/, "");
          rest = rest.slice(end + 1);
          continue;
        }
        const more = host.read();
        if (!more.length) break;
        const joined = new Uint8Array(rest.length + more.length);
        joined.set(rest);
        joined.set(more, rest.length);
        rest = joined;
      }
      if (rest.length) yield decode(rest);
    },
  };
  const pairs = host.environment().map((each) => [each.slice(0, each.indexOf("=")), each.slice(each.indexOf("=") + 1)]);
  const [script, ...given] = host.arguments();
  globalThis.process = {
    argv: ["qjs", script, ...given],
    env: Object.fromEntries(pairs),
    exitCode: undefined,
    exit: (code = process.exitCode ?? 0) => host.exit(code),
    stdin,
    stdout: stream(1),
    stderr: stream(2),
    platform: "wasi",
    versions: {},
    cwd: () => "/",
  };
  globalThis.performance ??= { now: () => host.now() };

  const written = (path, data, append) => {
    const opened = host.open(String(path), append);
    try {
      host.write(opened, typeof data === "string" ? data : new Uint8Array(data));
    } finally {
      host.close(opened);
    }
  };
  const encodingOf = (options) => (typeof options === "string" ? options : options?.encoding);
  Object.defineProperty(globalThis, Symbol.for("oro.files"), {
    value: {
      readFileSync: (path, options) => {
        const bytes = path === 0 ? all() : host.readFile(String(path));
        return encodingOf(options) ? decode(bytes) : bytes;
      },
      writeFileSync: (path, data) => written(path, data, false),
      appendFileSync: (path, data) => written(path, data, true),
      readdirSync: (path) => host.names(String(path)).sort(),
      existsSync: (path) => host.exists(String(path)),
    },
  });
  function all() {
    const parts = [];
    for (let more = host.read(); more.length; more = host.read()) parts.push(...more);
    return Uint8Array.from(parts);
  }

  // Timers, by the time they are due.
  const timers = new Map();
  let last = 0;
  const start = (callback, pause, again, values) => {
    const every = Math.max(Number(pause) || 0, 0);
    timers.set(++last, { callback, due: host.now() + every, every: again ? Math.max(every, 1) : -1, values });
    return last;
  };
  globalThis.setTimeout = (callback, pause, ...values) => start(callback, pause, false, values);
  globalThis.setInterval = (callback, pause, ...values) => start(callback, pause, true, values);
  globalThis.clearTimeout = globalThis.clearInterval = (id) => void timers.delete(id);

  // Run the timer that is due first, and return the milliseconds until the next; -1 where there is none.
  return () => {
    let [first, found] = [undefined, undefined];
    for (const [id, each] of timers) if (!found || each.due < found.due) [first, found] = [id, each];
    if (!found) return -1;
    const rest = found.due - host.now();
    if (rest > 0) return rest;
    if (found.every < 0) timers.delete(first);
    else found.due = host.now() + found.every;
    found.callback(...found.values);
    return 0;
  };
}
