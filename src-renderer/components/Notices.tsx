import type { AppErrorCode } from '@shared/app-error';
import type { AppState, Notice } from '@shared/app-state';
import type { CredentialId } from '@shared/credential';
import { call, useCall } from '../main-process';
import { goToClientChange } from '../screens/screen-names';
import { useAuthorize } from './AuthorizationQuestion';
import { FailureNote } from './FailureNote';
import type { NewCredentialStart } from './NewCredentialDialog';
import { UnlockPanel } from './UnlockPanel';

type NoticesProps = { state: AppState; onAddCredential: (start: NewCredentialStart) => void };

/** What the user should read once, above every screen, until it is dismissed. A sign-in under way stands in place of what asked for it. */
export function Notices({ state, onAddCredential }: NoticesProps) {
  const { signIns } = state;
  const shown = state.notices.filter(
    (notice) => !signIns.some(({ credentialId }) => credentialId === notice.credentialId),
  );
  const { isUnlocking } = state.keyring;
  if (shown.length === 0 && !isUnlocking) return null;
  return (
    <section aria-label="Notices" className="notices">
      {isUnlocking ? <UnlockPanel /> : null}
      {shown.map((notice) => (
        <NoticeLine key={notice.id} notice={notice} state={state} onAddCredential={onAddCredential} />
      ))}
    </section>
  );
}

/** Where "Try again" can only mean to ask Zoom or the keyring once more. What else failed is tried again where it was wanted. */
const askedAgain: ReadonlySet<AppErrorCode> = new Set(['offline', 'zoom_unavailable', 'rate_limited', 'keychain_hung']);

function NoticeLine({
  notice: { id, failure, credentialId },
  state,
  onAddCredential,
}: NoticesProps & { notice: Notice }) {
  const refresh = useCall('refreshMeetings');
  const authorize = useAuthorize();
  const credential = state.credentials.find((known) => known.id === credentialId);
  const dismiss = () => void call('dismissNotice', { noticeId: id });

  const shown = authorize.failure ?? refresh.failure ?? failure;

  async function refreshMeetings() {
    const outcome = await refresh.run();
    if (outcome?.ok) dismiss();
  }

  async function signIn(id: CredentialId) {
    const outcome = await authorize.run(id);
    if (outcome?.ok) dismiss();
  }

  return (
    <FailureNote
      failure={shown}
      isNews
      {...(credential ? { subject: credential.name } : {})}
      actions={{
        refreshMeetings: () => void refreshMeetings(),
        addCredential: () => onAddCredential({ kind: 'user' }),
        addAppCredential: () => onAddCredential({ kind: 'app' }),
        close: dismiss,
        ...(askedAgain.has(shown.code) ? { retry: () => void refreshMeetings() } : {}),
        ...(credential ? { changeClient: () => goToClientChange(credential.id) } : {}),
        ...(credential?.kind === 'user' ? { authorize: () => void signIn(credential.id) } : {}),
      }}
      onDismiss={dismiss}
    />
  );
}
