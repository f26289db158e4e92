import { randomUUID } from 'node:crypto';
import type { AppErrorCode, Failure } from '../shared/app-error';
import type { CredentialId } from '../shared/credential';
import type { LiveState } from './live-state';

/** What the user should read once although no row or button asked for it. One notice for one matter. */
export class Notices {
  constructor(
    private readonly live: LiveState,
    private readonly now: () => Date,
  ) {}

  add(failure: Failure, credentialId?: CredentialId): void {
    const others = this.live.current.notices.filter(
      (notice) => notice.failure.code !== failure.code || notice.credentialId !== credentialId,
    );
    const notice = {
      id: randomUUID(),
      failure,
      at: this.now().toISOString(),
      ...(credentialId ? { credentialId } : {}),
    };
    this.live.set({ notices: [...others, notice].slice(-5) });
  }

  /** What was wrong with a credential is over. */
  dropFor(credentialId: CredentialId): void {
    const others = this.live.current.notices.filter((notice) => notice.credentialId !== credentialId);
    if (others.length < this.live.current.notices.length) this.live.set({ notices: others });
  }

  /** A matter that is over. */
  drop(code: AppErrorCode): void {
    const others = this.live.current.notices.filter((notice) => notice.failure.code !== code);
    if (others.length < this.live.current.notices.length) this.live.set({ notices: others });
  }

  dismiss(noticeId: string): void {
    this.live.set({ notices: this.live.current.notices.filter((notice) => notice.id !== noticeId) });
  }
}
