import { z } from 'zod';
import { AppError } from '../shared/app-error';
import { withTimeLimit } from '../shared/time-limit';

const requestTimeoutMs = 5_000;

const Registered = z.object({ client_id: z.string(), client_secret: z.string(), account_id: z.string().optional() });

type PracticeApp = { clientId: string; clientSecret: string };

/** Registers an app with Practice Zoom, as an owner would in Zoom's Marketplace. @throws AppError `zoom_unavailable` */
export async function registerPracticeApp(request: {
  origin: string;
  name: string;
  redirectUris: readonly string[];
  fetch: typeof fetch;
}): Promise<PracticeApp> {
  const { client_id, client_secret } = await register(request, { redirect_uris: request.redirectUris });
  return { clientId: client_id, clientSecret: client_secret };
}

/** The same for a server-to-server app of the practice account. @throws AppError `zoom_unavailable` */
export async function registerPracticeServerApp(request: {
  origin: string;
  name: string;
  fetch: typeof fetch;
}): Promise<PracticeApp & { accountId: string }> {
  const { client_id, client_secret, account_id } = await register(request, { grant_types: ['account_credentials'] });
  if (account_id === undefined) throw new AppError('zoom_unavailable', { cause: 'no account ID was given' });
  return { clientId: client_id, clientSecret: client_secret, accountId: account_id };
}

async function register(
  request: { origin: string; name: string; fetch: typeof fetch },
  more: object,
): Promise<z.infer<typeof Registered>> {
  try {
    return await withTimeLimit(requestTimeoutMs, async (signal) => {
      const response = await request.fetch(`${request.origin}/practice/clients`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          client_name: request.name,
          ...more,
          token_endpoint_auth_method: 'client_secret_basic',
        }),
        signal,
      });
      return Registered.parse(await response.json());
    });
  } catch (cause) {
    throw new AppError('zoom_unavailable', { cause });
  }
}
