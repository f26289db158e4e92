import { startPracticeServer } from '../../src-main/practice/practice-server';
import { PracticeZoom } from '../../src-main/practice/practice-zoom';
import { registeredRedirectUris } from '../../src-main/shared/redirect-addresses';
import type { LabelledSecret } from './secret-scan';
import { waitUntil } from './wait-until';

/**
 * Practice Zoom in the test's own process. It forgets everything at the end,
 * and until then remembers every secret that it has given out.
 */
export class Practice {
  private constructor(
    /** The simulated Zoom itself, for its clock, its faults and what it was asked. */
    readonly zoom: PracticeZoom,
    /** Where it listens, such as `http://127.0.0.1:40123`. */
    readonly origin: string,
    /** Client secrets, codes, tokens and ZAKs so far: what must be found nowhere but in the keyring. */
    readonly issuedSecrets: readonly LabelledSecret[],
    private readonly closeServer: () => Promise<void>,
  ) {}

  static async start(): Promise<Practice> {
    const issuedSecrets: LabelledSecret[] = [];
    const zoom = new PracticeZoom({
      key: Buffer.from('not-a-real-key-of-practice-zoom!'),
      now: () => new Date(),
      onIssued: (value) => {
        issuedSecrets.push({ label: `secret ${issuedSecrets.length + 1} of Practice Zoom`, value });
      },
    });
    const { origin, close } = await startPracticeServer(zoom);
    return new Practice(zoom, origin, issuedSecrets, close);
  }

  /**
   * What its owner does on the Zoom Marketplace before Usher can sign in: registers an app with Usher's redirect addresses.
   *
   * @param scopes all that Usher uses, when left out
   */
  async registerApp({ isPublic = false, scopes }: { isPublic?: boolean; scopes?: string[] } = {}): Promise<{
    clientId: string;
    clientSecret?: string;
  }> {
    return await this.zoom.registerClient({
      name: 'Studio operators',
      redirectUris: [...registeredRedirectUris],
      isPublic,
      ...(scopes === undefined ? {} : { scopes }),
    });
  }

  /**
   * Waits until the SDK asks to be let in, as long as Usher does: a slow computer loads the SDK for a while.
   *
   * @param after how many requests there were before
   */
  async joinRequest(after = 0): Promise<void> {
    const hasAsked = () => this.zoom.requests.slice(after).some(({ path }) => path === '/api/v1/wc/info');
    await waitUntil('the SDK to ask Zoom', hasAsked, { timeout: 25_000 });
  }

  async close(): Promise<void> {
    await this.closeServer();
  }
}
