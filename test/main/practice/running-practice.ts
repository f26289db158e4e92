import { createHash, randomBytes } from 'node:crypto';
import { test as base, expect } from '@playwright/test';
import { realWait } from '../../../src-main/practice/practice-codec-calls';
import { people } from '../../../src-main/practice/practice-people';
import { startPracticeServer } from '../../../src-main/practice/practice-server';
import type { PracticeStore } from '../../../src-main/practice/practice-state';
import { PracticeZoom } from '../../../src-main/practice/practice-zoom';

export const startOfDay = new Date('2026-11-21T10:00:20Z');
export const redirectUri = 'http://127.0.0.1:47801/callback';

export type App = { clientId: string; clientSecret?: string };
export type Tokens = {
  access_token: string;
  refresh_token: string;
  scope: string;
  expires_in: number;
  token_type: string;
};
export type Reply<T = Record<string, unknown>> = { status: number; headers: Headers; body: T };

/** What a store has on disk: the JSON text, so that nothing but JSON survives. */
export class TextStore implements PracticeStore {
  text = '';

  async load() {
    return this.text ? JSON.parse(this.text) : undefined;
  }

  async save(state: unknown) {
    this.text = JSON.stringify(state);
  }
}

/** A hundred times as fast as people see it. */
const shortWait = (ms: number, signal?: AbortSignal) => realWait(ms / 100, signal);

/** A Practice Zoom on a real port, and a client that speaks to it as any app would. */
export class RunningPractice {
  private constructor(
    readonly zoom: PracticeZoom,
    readonly origin: string,
    readonly stop: () => Promise<void>,
  ) {}

  static async start(
    options: { key?: Uint8Array; store?: PracticeStore; now?: () => Date; onIssued?: (secret: string) => void } = {},
  ) {
    const zoom = new PracticeZoom({
      key: new Uint8Array(32).fill(7),
      now: () => startOfDay,
      wait: shortWait,
      ...options,
    });
    const server = await startPracticeServer(zoom);
    return new RunningPractice(zoom, server.origin, server.close);
  }

  async ask<T = Record<string, unknown>>(path: string, init: RequestInit = {}): Promise<Reply<T>> {
    const response = await fetch(`${this.origin}${path}`, { redirect: 'manual', ...init });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json');
    return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as T };
  }

  get<T = Record<string, unknown>>(path: string, accessToken: string) {
    return this.ask<T>(path, { headers: { authorization: `Bearer ${accessToken}` } });
  }

  send<T = Record<string, unknown>>(method: string, path: string, accessToken: string, body: unknown = {}) {
    return this.ask<T>(path, {
      method,
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  async publicApp(): Promise<App> {
    return this.zoom.registerClient({ name: 'Usher', redirectUris: [redirectUri], isPublic: true });
  }

  async confidentialApp(scopes?: string[]): Promise<App & { clientSecret: string }> {
    const app = await this.zoom.registerClient({
      name: 'Usher',
      redirectUris: [redirectUri],
      isPublic: false,
      ...(scopes ? { scopes } : {}),
    });
    return { clientId: app.clientId, clientSecret: app.clientSecret ?? '' };
  }

  authorizePath(app: App, parameters: Record<string, string> = {}): string {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: app.clientId,
      redirect_uri: redirectUri,
      ...parameters,
    });
    return `/oauth/authorize?${query}`;
  }

  /** Reads the consent page as a browser would and sends its form. @returns where the browser is sent */
  async decide(path: string, decision: 'allow' | 'deny', userId: string = people.mira.id): Promise<URL> {
    const page = await this.ask<string>(path);
    expect(page.status, String(page.body)).toBe(200);
    const request = page.body.match(/name="request" value="([^"]+)"/)?.[1] ?? '';
    const answer = await this.ask('/oauth/authorize', {
      method: 'POST',
      body: new URLSearchParams({ request, user: userId, decision }),
    });
    expect(answer.status).toBe(302);
    return new URL(answer.headers.get('location') ?? '');
  }

  token(app: App, fields: Record<string, string>): Promise<Reply> {
    return this.ask('/oauth/token', { method: 'POST', headers: basic(app), body: asClient(app, fields) });
  }

  /** A whole sign-in, from the consent page to the tokens. */
  async signIn(app: App, userId: string = people.mira.id): Promise<Tokens> {
    const verifier = randomBytes(48).toString('base64url');
    const path = this.authorizePath(app, { code_challenge: challengeOf(verifier), code_challenge_method: 'S256' });
    const back = await this.decide(path, 'allow', userId);
    const reply = await this.token(app, {
      grant_type: 'authorization_code',
      code: back.searchParams.get('code') ?? '',
      redirect_uri: redirectUri,
      code_verifier: verifier,
    });
    expect(reply.status).toBe(200);
    return reply.body as Tokens;
  }

  /** The access token of a user whose app has the default scopes, or these. */
  async accessTokenOf(userId: string, scopes?: string[]): Promise<string> {
    return (await this.signIn(await this.confidentialApp(scopes), userId)).access_token;
  }

  async zakOf(userId: string): Promise<string> {
    const reply = await this.get<{ token: string }>('/v2/users/me/zak', await this.accessTokenOf(userId));
    return reply.body.token;
  }
}

export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}

export function basic(app: App): Record<string, string> {
  if (!app.clientSecret) return {};
  return { authorization: `Basic ${Buffer.from(`${app.clientId}:${app.clientSecret}`).toString('base64')}` };
}

export function asClient(app: App, fields: Record<string, string>): URLSearchParams {
  return new URLSearchParams(app.clientSecret ? fields : { ...fields, client_id: app.clientId });
}

export const test = base.extend<{ practice: RunningPractice }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
  practice: async ({}, use) => {
    const practice = await RunningPractice.start();
    await use(practice);
    await practice.stop();
  },
});

export { expect };
