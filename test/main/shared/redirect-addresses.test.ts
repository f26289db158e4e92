import { expect, test } from '@playwright/test';
import {
  redirectPath,
  registeredRedirectPorts,
  registeredRedirectUris,
} from '../../../src-main/shared/redirect-addresses';

test('there is a registered redirect address for every port, on the literal loopback and without a surprise', () => {
  expect(registeredRedirectUris).toHaveLength(registeredRedirectPorts.length);
  registeredRedirectUris.forEach((address, index) => {
    const url = new URL(address);
    // Zoom compares to the letter, so what is registered is what a URL parser would write.
    expect(url.href).toBe(address);
    expect([url.protocol, url.hostname, url.port, url.pathname]).toEqual([
      'http:',
      '127.0.0.1',
      String(registeredRedirectPorts[index]),
      redirectPath,
    ]);
    expect([url.username, url.search, url.hash]).toEqual(['', '', '']);
  });
});

test('the ports differ, need no privileges and are not handed out by the kernel on Windows or macOS', () => {
  expect(new Set(registeredRedirectPorts).size).toBe(registeredRedirectPorts.length);
  for (const port of registeredRedirectPorts) {
    expect(port).toBeGreaterThan(1024);
    // RFC 6335: dynamic ports begin at 49152.
    expect(port).toBeLessThan(49_152);
  }
});
