/**
 * What no honest window sends, as JavaScript to be run in a page that has been taken over: many of these values cannot be
 * written as JSON. `unsendable` ones never leave the page, because Electron cannot copy them; all others reach main.
 */
export type IpcPayload = { id: string; source: string; unsendable?: true };

export const ipcPayloads: readonly IpcPayload[] = [
  // nothing, or nearly
  { id: 'null', source: 'null' },
  { id: 'false', source: 'false' },
  { id: 'true', source: 'true' },
  { id: 'empty string', source: '""' },
  { id: 'empty object', source: '({})' },
  { id: 'empty array', source: '[]' },
  { id: 'object without prototype', source: 'Object.create(null)' },
  { id: 'array of holes', source: 'new Array(100)' },

  // numbers
  { id: 'zero', source: '0' },
  { id: 'minus zero', source: '-0' },
  { id: 'NaN', source: 'NaN' },
  { id: 'Infinity', source: 'Infinity' },
  { id: 'minus Infinity', source: '-Infinity' },
  { id: 'smallest number', source: 'Number.MIN_VALUE' },
  { id: 'largest number', source: 'Number.MAX_VALUE' },
  { id: 'unsafe integer', source: '2 ** 53 + 2' },
  { id: 'BigInt', source: '10n ** 100n' },
  { id: 'boxed number', source: 'new Number(5)' },

  // texts
  { id: 'boxed string', source: 'new String("getState")' },
  { id: 'blank', source: '" "' },
  { id: 'NUL', source: '"\\0"' },
  { id: 'name with NUL', source: '"getState\\0"' },
  { id: 'name with space', source: '" getState"' },
  { id: 'name in capitals', source: '"GETSTATE"' },
  { id: 'name in full width', source: '"ｇｅｔＳｔａｔｅ"' },
  { id: 'line ends', source: '"\\r\\n\\u2028\\u2029"' },
  { id: 'lone high surrogate', source: '"\\ud800"' },
  { id: 'lone low surrogate', source: '"\\udfff"' },
  { id: 'bidirectional marks', source: '"\\u202egetState\\u202c"' },
  { id: 'stacked accents', source: '"e" + "\\u0301".repeat(5000)' },
  { id: 'path', source: '"../../../../etc/passwd"' },
  { id: 'glob', source: '"**/*"' },
  { id: 'SQL', source: '"\' OR 1=1; --"' },
  { id: 'HTML', source: '"<img src=x onerror=alert(1)>"' },
  { id: 'shell', source: '"$(touch taken-over)`touch taken-over`"' },
  { id: 'format', source: '"%s%n%o"' },
  { id: 'JSON', source: '\'{"theme":"dark","refreshMinutes":5,"keepRunningInTray":true,"keepActivity":365}\'' },
  { id: 'the name __proto__', source: '"__proto__"' },
  { id: 'constructor', source: '"constructor"' },
  { id: 'prototype', source: '"prototype"' },
  { id: 'toString', source: '"toString"' },
  { id: 'hasOwnProperty', source: '"hasOwnProperty"' },
  { id: 'valueOf', source: '"valueOf"' },
  { id: 'private field', source: '"parts"' },
  { id: 'private method', source: '"addPracticeCredential"' },
  { id: '1 MB of text', source: '"a".repeat(2 ** 20)' },
  { id: '50 MB of text', source: '"a".repeat(50 * 2 ** 20)' },
  { id: '16 MB of wide text', source: '"\\u4e2d".repeat(8 * 2 ** 20)' },

  // things
  { id: 'Date', source: 'new Date()' },
  { id: 'invalid Date', source: 'new Date(NaN)' },
  { id: 'RegExp', source: '/(a+)+$/' },
  {
    id: 'Map',
    source: 'new Map([["theme", "dark"], ["refreshMinutes", 5], ["keepRunningInTray", true], ["keepActivity", 365]])',
  },
  { id: 'Set', source: 'new Set(["theme"])' },
  { id: 'Error', source: 'new Error("not an answer")' },
  { id: 'AggregateError', source: 'new AggregateError([new Error("one")], "many")' },
  { id: 'ArrayBuffer', source: 'new ArrayBuffer(8)' },
  { id: 'Uint8Array', source: 'new Uint8Array([1, 2, 3])' },
  { id: 'Float64Array of NaN', source: 'new Float64Array([NaN])' },
  { id: 'DataView', source: 'new DataView(new ArrayBuffer(2))' },
  { id: 'boxed Boolean', source: 'new Boolean(true)' },
  { id: 'Object(BigInt)', source: 'Object(1n)' },
  { id: 'sparse array', source: '{ const list = []; list[2 ** 24] = 1; return list; }' },
  { id: 'array with a name', source: 'Object.assign([1], { theme: "dark" })' },

  // shapes
  { id: 'cycle', source: '{ const loop = {}; loop.loop = loop; return loop; }' },
  { id: 'cycle in an array', source: '{ const loop = []; loop.push(loop, loop); return loop; }' },
  { id: 'twice the same', source: '{ const one = { a: 1 }; return { theme: one, refreshMinutes: one }; }' },
  { id: 'depth 1 000', source: '{ let deep = 1; for (let at = 0; at < 1000; at += 1) deep = [deep]; return deep; }' },
  {
    id: 'depth 10 000',
    source: '{ let deep = 1; for (let at = 0; at < 10000; at += 1) deep = { deep }; return deep; }',
    unsendable: true,
  },
  { id: 'array of a million', source: 'new Array(1e6).fill(1)' },
  {
    id: 'object of 10 000 keys',
    source: 'Object.fromEntries(Array.from({ length: 1e4 }, (_, at) => ["key" + at, at]))',
  },
  {
    id: 'own __proto__',
    source:
      'JSON.parse(\'{"__proto__":{"theme":"dark","refreshMinutes":5,"keepRunningInTray":true,"keepActivity":365}}\')',
  },
  { id: 'own constructor', source: '({ constructor: { prototype: { theme: "dark" } } })' },
  {
    id: 'inherited fields',
    source: 'Object.create({ theme: "dark", refreshMinutes: 5, keepRunningInTray: true, keepActivity: 365 })',
  },
  { id: 'getter that counts', source: '{ let at = 0; return { get theme() { at += 1; return at; } }; }' },
  { id: 'getter that throws', source: '({ get theme() { throw new Error("no"); } })', unsendable: true },
  { id: 'instance of a class', source: 'new (class Settings { theme = "blue"; })()' },

  // functions in disguise
  { id: 'function', source: '(() => "dark")', unsendable: true },
  { id: 'class', source: '(class Settings {})', unsendable: true },
  { id: 'symbol', source: 'Symbol("getState")', unsendable: true },
  { id: 'symbol inside', source: '({ theme: Symbol.iterator })', unsendable: true },
  { id: 'toJSON', source: '({ toJSON: () => ({ theme: "dark" }) })', unsendable: true },
  { id: 'toString that lies', source: '({ toString: () => "getState" })', unsendable: true },
  { id: 'then', source: '({ then: (done) => done({ theme: "dark" }) })', unsendable: true },
  { id: 'promise', source: 'Promise.resolve({ theme: "dark" })', unsendable: true },
  { id: 'proxy', source: 'new Proxy({}, { get: () => "dark" })', unsendable: true },
  { id: 'WeakMap', source: 'new WeakMap()', unsendable: true },
  { id: 'generator', source: '(function* () {})()', unsendable: true },
  { id: 'window', source: 'window', unsendable: true },
  { id: 'element', source: 'document.body', unsendable: true },
  { id: 'message port', source: 'new MessageChannel().port1', unsendable: true },

  // nearly right
  { id: 'settings without one', source: '({ theme: "dark", refreshMinutes: 5 })' },
  {
    id: 'settings of another type',
    source: '({ theme: "dark", refreshMinutes: "5", keepRunningInTray: true, keepActivity: 365 })',
  },
  {
    id: 'settings out of range',
    source: '({ theme: "dark", refreshMinutes: 0, keepRunningInTray: true, keepActivity: 365 })',
  },
  {
    id: 'settings of nobody',
    source: '({ theme: "hotdog", refreshMinutes: 5, keepRunningInTray: true, keepActivity: 365 })',
  },
  {
    id: 'settings in a list',
    source: '[{ theme: "dark", refreshMinutes: 5, keepRunningInTray: true, keepActivity: 365 }]',
  },
  { id: 'report of an unknown kind', source: '({ kind: "takeOver" })' },
  { id: 'report that is too long', source: '({ kind: "broken", reason: "a".repeat(501) })' },
  { id: 'report with a wrong number', source: '({ kind: "refused", errorCode: "1", errorMessage: "" })' },
  { id: 'verdict of somebody else', source: '({ kind: "practiceVerdict", participantId: "../" + "a".repeat(64) })' },
];

/** Where an ID is expected: of the right type, and of nothing that is there. */
export const strangeIds: readonly string[] = [
  '',
  '*',
  '../../../../etc/passwd',
  '<img src=x onerror=alert(1)>',
  '__proto__',
  'constructor',
  '\0',
  'a'.repeat(10_000),
  '00000000-0000-4000-8000-000000000000',
  '00000000-0000-4000-8000-00000000000G',
];
