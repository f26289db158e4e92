import './FirstRun.css';
import { Button } from '@mantine/core';
import type { MeetingDraft } from '@shared/meeting-draft';
import { spacedMeetingId } from '@shared/spaced-meeting-id';
import { IconPlugConnected, IconSchool } from '@tabler/icons-react';
import type { RunningCall } from '../main-process';
import { unreadableTexts } from '../screens/join-draft';
import { BusyButton } from './BusyButton';
import { FailureNote } from './FailureNote';

type FirstRunProps = {
  practice: RunningCall<'practiceFirst'>;
  /** What a link named before anybody could join it. */
  draft: MeetingDraft | undefined;
  onConnect: () => void;
};

/** The welcome while there is no credential: two ways to begin. */
export function FirstRun({ practice, draft, onConnect }: FirstRunProps) {
  const begin = () => void practice.run();
  return (
    <div className="first-run">
      <div>
        <h1>Welcome to Usher</h1>
        <p className="dim">
          Start Zoom meetings as their host and join them signed in, from the tray. How would you like to begin?
        </p>
      </div>
      {draft?.meetings.map(({ meetingId, topic }) => (
        <p key={meetingId} className="note-line" role="status">
          The meeting {topic ? `“${topic}” (${spacedMeetingId(meetingId)})` : spacedMeetingId(meetingId)} that a link
          named waits here: you can join it as soon as somebody is signed in.
        </p>
      ))}
      {draft?.reason ? <p className="note-line">{unreadableTexts[draft.reason]}</p> : null}
      <div className="first-run-cards">
        <section className="card first-run-card" aria-labelledby="first-run-connect">
          <IconPlugConnected size={30} stroke={1.5} aria-hidden />
          <h2 id="first-run-connect">Connect a Zoom app</h2>
          <p className="dim">
            Use the client ID of your Zoom app and sign in once in the browser; your meetings appear here.
          </p>
          <Button onClick={onConnect}>Connect a Zoom app</Button>
        </section>
        <section className="card first-run-card" aria-labelledby="first-run-practice">
          <IconSchool size={30} stroke={1.5} aria-hidden />
          <h2 id="first-run-practice">Practice first</h2>
          <p className="dim">
            Try everything against a small Zoom on this computer: no account, no audio, nothing leaves it.
          </p>
          <BusyButton variant="default" isBusy={practice.isBusy} onClick={begin}>
            {practice.isBusy ? 'Preparing Practice Zoom' : 'Practice first'}
          </BusyButton>
        </section>
      </div>
      {practice.failure ? (
        <FailureNote
          failure={practice.failure}
          actions={{ retry: begin, authorize: begin }}
          isNews
          onDismiss={practice.clear}
        />
      ) : null}
    </div>
  );
}
