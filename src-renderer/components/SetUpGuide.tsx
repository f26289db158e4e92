import './SetUpGuide.css';
import { Button, Modal, SegmentedControl } from '@mantine/core';
import type { CredentialKind, ZoomEnvironment } from '@shared/credential';
import type { GuidePage } from '@shared/guide-pages';
import { registeredRedirectUris } from '@shared/redirect-addresses';
import { featureScopes, features } from '@shared/scope-needs';
import { IconExternalLink } from '@tabler/icons-react';
import { useState } from 'react';
import { useCall } from '../main-process';
import { kindWords } from '../screens/credential-standing';
import { CopyLines } from './CopyLines';
import { FailureNote } from './FailureNote';

const kinds = ['user', 'app', 'serverToServer'] as const;

type SetUpGuideProps = {
  opened: boolean;
  kind: CredentialKind;
  environment: ZoomEnvironment;
  onClose: () => void;
};

/** How to register the Zoom app behind a credential, with everything that has to be typed there ready to be copied. */
export function SetUpGuide({ opened, onClose, ...start }: SetUpGuideProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Register a Zoom app for Usher" size={760}>
      {opened ? <Steps {...start} /> : null}
    </Modal>
  );
}

function Steps({ kind: startKind, environment }: Pick<SetUpGuideProps, 'kind' | 'environment'>) {
  const [kind, setKind] = useState(startKind);
  const open = useCall('openGuidePage');
  const link = (page: GuidePage, words: string) => (
    <Button
      size="compact-sm"
      variant="default"
      rightSection={<IconExternalLink size={14} stroke={1.75} aria-hidden />}
      onClick={() => void open.run({ page })}
    >
      {words}
    </Button>
  );
  const isServerToServer = kind === 'serverToServer';
  return (
    <div className="dialog-body set-up-guide">
      <SegmentedControl
        aria-label="What the credential is for"
        value={kind}
        onChange={(value) => setKind(value as CredentialKind)}
        data={kinds.map((value) => ({ value, label: kindWords[value] }))}
      />
      {open.failure ? <FailureNote failure={open.failure} actions={{}} isNews onDismiss={open.clear} /> : null}
      {environment === 'practice' ? (
        <p className="dim">Practice Zoom needs none of this: Usher makes an app there itself.</p>
      ) : null}
      <ol>
        <li>
          <h3>Create the app</h3>
          <p>
            {isServerToServer
              ? 'In Zoom’s Marketplace choose Develop, Build App, then “Server-to-Server OAuth”. Your Zoom role has to permit that.'
              : 'In Zoom’s Marketplace choose Develop, Build App, then “General App”, managed by the user. One such app serves a user credential and an app-only one.'}
          </p>
          <div className="buttons">
            {link(
              environment === 'zoomgov' ? 'createGovApp' : 'createApp',
              environment === 'zoomgov' ? 'Marketplace for Government' : 'Zoom Marketplace',
            )}
            {link(isServerToServer ? 'serverToServerApp' : 'generalApp', 'Zoom’s own description')}
          </div>
        </li>
        {isServerToServer ? (
          <li>
            <h3>Note the account ID</h3>
            <p>It stands beside the client ID and the client secret; Usher needs all three.</p>
          </li>
        ) : (
          <>
            {kind === 'user' ? (
              <li>
                <h3>Register the redirect addresses</h3>
                <p>
                  As “OAuth redirect URL” and in the “OAuth allow list”, to the letter and all of them, so that a busy
                  port does not stop a sign-in. A public client (PKCE, no secret) needs only one: Zoom does not look at
                  its port.
                </p>
                <CopyLines texts={registeredRedirectUris} />
              </li>
            ) : null}
            <li>
              <h3>Switch the Meeting SDK on</h3>
              <p>
                Under Features, Embed. Without it Zoom refuses the signature with which a meeting window opens. A public
                client cannot sign: add an app-only credential beside it.
              </p>
              <div className="buttons">{link('meetingSdk', 'About Meeting SDK apps')}</div>
            </li>
          </>
        )}
        {kind === 'app' ? null : (
          <li>
            <h3>Add the scopes of what you use</h3>
            <ScopeList isServerToServer={isServerToServer} />
            <div className="buttons">{link('scopes', 'About scopes')}</div>
          </li>
        )}
        <li>
          <h3>{isServerToServer ? 'Activate the app' : 'In development or published'}</h3>
          <p>
            {isServerToServer
              ? 'Until it is activated, Zoom gives no token.'
              : 'An unpublished app works for the users of its own Zoom account, with the credentials under “Development”. Users and meetings of other accounts need an app that Zoom has reviewed, and its “Production” credentials; each of the two has redirect addresses of its own.'}
          </p>
          {isServerToServer ? null : <div className="buttons">{link('publishing', 'About publishing')}</div>}
        </li>
      </ol>
    </div>
  );
}

function ScopeList({ isServerToServer }: { isServerToServer: boolean }) {
  const rows = features.flatMap((feature) => {
    const { label, purpose, worksServerToServer, needs } = featureScopes[feature];
    const scopes = needs.flatMap(({ userManaged, adminManaged }) =>
      isServerToServer ? adminManaged : (userManaged ?? []),
    );
    const isPossible = scopes.length > 0 && (!isServerToServer || worksServerToServer);
    return isPossible ? [{ feature, label, purpose, scopes }] : [];
  });
  return (
    <ul className="scope-list" aria-label="Scopes per feature">
      {rows.map(({ feature, label, purpose, scopes }) => (
        <li key={feature}>
          <p>
            <strong>{label}</strong>
            <span className="dim small">{purpose}</span>
          </p>
          <CopyLines texts={scopes} />
        </li>
      ))}
    </ul>
  );
}
