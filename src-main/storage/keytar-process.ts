import type { KeychainReply, KeychainRequest } from '../shared/keychain-process';

/**
 * The only process that loads keytar. It can be killed: a keyring that waits for a password blocks keytar's threads,
 * and with them the exit of whatever process they are in.
 */
const parent = (
  process as unknown as {
    parentPort: {
      on(event: 'message', listener: (event: { data: KeychainRequest }) => void): void;
      postMessage(reply: KeychainReply): void;
    };
  }
).parentPort;

parent.on('message', async ({ data: { id, service, account, operation } }) => {
  try {
    const { default: keytar } = await import('keytar');
    switch (operation.kind) {
      case 'get':
        return parent.postMessage({ id, ok: true, value: await keytar.getPassword(service, account) });
      case 'set':
        await keytar.setPassword(service, account, operation.secret);
        return parent.postMessage({ id, ok: true, value: null });
      case 'delete':
        await keytar.deletePassword(service, account);
        return parent.postMessage({ id, ok: true, value: null });
      case 'list': {
        const found = await keytar.findCredentials(service);
        return parent.postMessage({ id, ok: true, value: found.map((item) => item.account) });
      }
    }
  } catch (error) {
    // keytar's texts name the service that failed, never a secret.
    parent.postMessage({ id, ok: false, message: error instanceof Error ? error.message : String(error) });
  }
});
