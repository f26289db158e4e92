import './NewCredentialDialog.css';
import { Button, Modal, PasswordInput, Radio, TextInput } from '@mantine/core';
import type { AppState, SignIn } from '@shared/app-state';
import type { CredentialKind, ZoomEnvironment } from '@shared/credential';
import { type FormEvent, useEffect, useEffectEvent, useId, useRef, useState } from 'react';
import { useCall } from '../main-process';
import { environmentWords } from '../screens/credential-standing';
import { useAuthorize } from './AuthorizationQuestion';
import { BusyButton } from './BusyButton';
import { FailureNote } from './FailureNote';
import { checkForm, type NewCredentialField, type NewCredentialForm } from './new-credential-form';
import { SetUpGuide } from './SetUpGuide';

/** What the dialog begins with. */
export type NewCredentialStart = { kind?: CredentialKind; environment?: ZoomEnvironment };

type NewCredentialDialogProps = {
  start: NewCredentialStart | undefined;
  state: AppState;
  onClose: () => void;
  onAdded: () => void;
};

/** Connects a Zoom app. The client secret lives here from the keyboard to the one call that hands it over. */
export function NewCredentialDialog({ start, onClose, ...rest }: NewCredentialDialogProps) {
  const [isGuideOpen, setGuideOpen] = useState(false);
  return (
    <Modal
      opened={start !== undefined}
      onClose={onClose}
      title="Connect a Zoom app"
      size={560}
      closeOnClickOutside={false}
      // Escape in the guide must not take with it what was typed here.
      closeOnEscape={!isGuideOpen}
    >
      {start ? (
        <CredentialFields start={start} onClose={onClose} isGuideOpen={isGuideOpen} onGuide={setGuideOpen} {...rest} />
      ) : null}
    </Modal>
  );
}

type FieldsProps = NewCredentialDialogProps & {
  start: NewCredentialStart;
  isGuideOpen: boolean;
  onGuide: (isOpen: boolean) => void;
};

function CredentialFields({ start, state, isGuideOpen, onGuide, onClose, onAdded }: FieldsProps) {
  const [form, setForm] = useState<NewCredentialForm>({
    kind: start.kind ?? 'user',
    environment: start.environment ?? 'zoom',
    name: '',
    tags: '',
    accountId: '',
    clientId: '',
    clientSecret: '',
  });
  const isOpen = useRef(false);
  const [hasTried, setTried] = useState(false);
  const add = useCall('addCredential');
  const authorize = useAuthorize();
  const practice = useCall('practiceFirst');
  const practiceApp = useCall('makePracticeApp');
  const [signInsBefore, setSignInsBefore] = useState(state.signIns);
  const isMaking = practice.isBusy || practiceApp.isBusy;
  const isBusy = add.isBusy || isMaking;
  const failure = add.failure ?? practice.failure ?? practiceApp.failure;
  const formId = useId();
  const checked = checkForm(form);
  const errorOf = (field: NewCredentialField) => (hasTried && !checked.ok ? checked.errors[field] : undefined);
  const set = (change: Partial<NewCredentialForm>) => setForm((before) => ({ ...before, ...change }));

  useEffect(() => {
    isOpen.current = true;
    return () => {
      isOpen.current = false;
      onGuide(false);
    };
  }, [onGuide]);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setTried(true);
    if (!checked.ok) {
      const first = Object.keys(checked.errors)[0];
      event.currentTarget.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
      return;
    }
    if (isBusy) return;
    practice.clear();
    practiceApp.clear();
    const outcome = await add.run(checked.input);
    // Whoever has closed the dialog meanwhile finds the credential in the list.
    if (!outcome?.ok || !isOpen.current) return;
    // Answers when the sign-in has ended; how it went then stands at the credential.
    if (form.kind === 'user') void authorize.run(outcome.value.credentialId);
    onAdded();
  }

  // The call answers when the sign-in has ended. The credential is there once its sign-in has begun.
  const practiceId = practice.isBusy
    ? practiceSignIns(state).find((signIn) => !signInsBefore.some((before) => isSameSignIn(before, signIn)))
        ?.credentialId
    : undefined;
  const onPracticeThere = useEffectEvent(onAdded);
  useEffect(() => {
    if (practiceId) onPracticeThere();
  }, [practiceId]);

  async function makePracticeApp() {
    if (isBusy) return;
    add.clear();
    practice.clear();
    practiceApp.clear();
    if (form.kind === 'user') {
      setSignInsBefore(state.signIns);
      return void practice.run();
    }
    const outcome = await practiceApp.run({ kind: form.kind });
    if (outcome?.ok && isOpen.current) onAdded();
  }

  return (
    <form className="dialog-body" onSubmit={submit} noValidate autoComplete="off">
      <Radio.Group
        name={`${formId}kind`}
        label="What it is for"
        value={form.kind}
        onChange={(kind) => set({ kind: kind as CredentialKind })}
      >
        <div className="choices">
          <Radio
            value="user"
            label="User"
            description="One person signs in: lists and starts their meetings, joins as them."
          />
          <Radio
            value="app"
            label="App only"
            description="Nobody signs in: its secret lets other credentials’ meeting windows open."
          />
          <Radio
            value="serverToServer"
            label="Server-to-server"
            description="Nobody signs in: acts on a whole Zoom account, such as its directory, host keys and everybody’s meetings."
          />
        </div>
      </Radio.Group>

      <Radio.Group
        name={`${formId}environment`}
        label="Where the Zoom app lives"
        value={form.environment}
        onChange={(environment) => set({ environment: environment as ZoomEnvironment })}
      >
        <div className="choices choices-in-line">
          {(['zoom', 'zoomgov', 'practice'] as const).map((environment) => (
            <Radio key={environment} value={environment} label={environmentWords[environment]} />
          ))}
        </div>
      </Radio.Group>

      {form.environment === 'practice' ? (
        <div className="aside">
          <p>Practice Zoom runs on this computer. You need no Zoom app for it: Usher can make one.</p>
          <BusyButton size="compact-sm" variant="default" isBusy={isMaking} onClick={() => void makePracticeApp()}>
            {isMaking
              ? 'Preparing Practice Zoom'
              : form.kind === 'user'
                ? 'Make one and authorize'
                : 'Make one and add it'}
          </BusyButton>
        </div>
      ) : null}

      <TextInput
        name="name"
        label="Name"
        description="How Usher calls it in lists and in the tray, such as “Studio A”."
        data-autofocus
        value={form.name}
        error={errorOf('name')}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <TextInput
        name="tags"
        label="Tags (optional)"
        description="Words of your own to group and filter by, separated by commas."
        value={form.tags}
        error={errorOf('tags')}
        onChange={(event) => set({ tags: event.currentTarget.value })}
      />
      {form.kind === 'serverToServer' ? (
        <TextInput
          name="accountId"
          label="Account ID"
          description="From the same page as the client ID. Zoom shows it for server-to-server apps only."
          spellCheck={false}
          value={form.accountId}
          error={errorOf('accountId')}
          onChange={(event) => set({ accountId: event.currentTarget.value })}
        />
      ) : null}
      <TextInput
        name="clientId"
        label="Client ID"
        description="From the Zoom app’s page “App Credentials”."
        spellCheck={false}
        value={form.clientId}
        error={errorOf('clientId')}
        onChange={(event) => set({ clientId: event.currentTarget.value })}
      />
      <PasswordInput
        name="clientSecret"
        label={form.kind === 'user' ? 'Client secret (optional)' : 'Client secret'}
        description={
          form.kind === 'user'
            ? 'Leave it empty for a public client. That can sign in and list meetings, but needs another credential’s secret to open a meeting.'
            : 'Kept in the system keyring and nowhere else.'
        }
        autoComplete="off"
        visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the client secret' }}
        value={form.clientSecret}
        error={errorOf('clientSecret')}
        onChange={(event) => set({ clientSecret: event.currentTarget.value })}
      />

      {form.environment !== 'practice' ? (
        <div className="aside">
          <p>No Zoom app yet? The guide says which one to make, with its redirect addresses and scopes to copy.</p>
          <Button size="compact-sm" variant="default" onClick={() => onGuide(true)}>
            Open the guide
          </Button>
          <SetUpGuide
            opened={isGuideOpen}
            kind={form.kind}
            environment={form.environment}
            onClose={() => onGuide(false)}
          />
        </div>
      ) : null}

      <div className="dialog-foot">
        {failure ? <FailureNote failure={failure} actions={{}} isNews /> : null}
        <div className="buttons dialog-buttons">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <BusyButton type="submit" isBusy={add.isBusy}>
            {form.kind === 'user' ? 'Add and authorize' : 'Add'}
          </BusyButton>
        </div>
      </div>
    </form>
  );
}

function practiceSignIns({ signIns, credentials }: AppState): SignIn[] {
  const practice = new Set(credentials.filter(({ environment }) => environment === 'practice').map(({ id }) => id));
  return signIns.filter(({ credentialId }) => practice.has(credentialId));
}

function isSameSignIn(one: SignIn, other: SignIn): boolean {
  return one.credentialId === other.credentialId && one.startedAt === other.startedAt;
}
