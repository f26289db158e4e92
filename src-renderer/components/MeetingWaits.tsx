import { Button, Loader } from '@mantine/core';
import type { AppErrorCode } from '@shared/app-error';
import type { MeetingWindow } from '@shared/app-state';
import { errorText } from '@shared/error-text';
import { IconHourglass } from '@tabler/icons-react';
import { useNow } from '../clock';
import type { Asking } from '../room-main-process';
import { countdown, elapsed } from '../time-words';
import { BusyButton } from './BusyButton';

type WayIn = Extract<MeetingWindow['phase'], 'queued' | 'preparing' | 'askingZoom' | 'admitting'>;

const steps: { readonly [Phase in WayIn]: string } = {
  queued: 'Waiting for its turn',
  preparing: 'Preparing the meeting window',
  askingZoom: 'Asking Zoom to let you in',
  admitting: 'Zoom is letting you in',
};

/** Usher's own limit ends with Zoom's answer: in a waiting room it is a person who takes their time. */
const outlooks: { readonly [Phase in WayIn]: string } = {
  queued: '. Other meeting windows come first, and then this one by itself.',
  preparing: '; after half a minute Usher stops and says why.',
  askingZoom: '; after half a minute Usher stops and says why.',
  admitting: '. If there is a waiting room, the host has to let you in.',
};

/** Between the click and Zoom's yes. */
export function OnTheWay({
  meetingWindow: { topic, since, rejoin },
  phase,
  asking,
}: {
  meetingWindow: MeetingWindow;
  phase: WayIn;
  asking: Asking;
}) {
  const now = useNow(1);
  return (
    <section className="card room-card">
      <Loader size={30} aria-hidden />
      <h1>{topic}</h1>
      <p role="status">{steps[phase]}</p>
      <p className="dim small numbers">
        for {elapsed(since, now)}
        {outlooks[phase]}
      </p>
      {rejoin ? <p className="dim small">Coming back: {whichTry(rejoin)}.</p> : null}
      <Button variant="default" onClick={() => void asking.ask('leave')}>
        Cancel
      </Button>
    </section>
  );
}

type Awaited = { title: (topic: string) => string; text: string };

const whoIsAwaited: { readonly [Phase in 'waitingForHost' | 'waitingForAuthorizer']: Awaited } = {
  waitingForHost: {
    title: (topic) => `Waiting for the host of “${topic}”`,
    text: 'The host has not started this meeting yet.',
  },
  waitingForAuthorizer: {
    title: (topic) => `Waiting for somebody in “${topic}”`,
    text: 'The user on whose behalf this window joins has to be in the meeting first.',
  },
};

/** Nobody can join before them: Usher asks again by itself until the time is up. */
export function WaitingForSomebody({
  meetingWindow: { topic, waitsUntil },
  whom,
  asking,
}: {
  meetingWindow: MeetingWindow;
  whom: keyof typeof whoIsAwaited;
  asking: Asking;
}) {
  const { title, text } = whoIsAwaited[whom];
  return (
    <WaitingCard
      title={title(topic)}
      text={`${text} Usher asks again every 20 seconds.`}
      timer={waitsUntil ? { before: 'It stops in', until: waitsUntil } : undefined}
      stop="Stop waiting"
      asking={asking}
    />
  );
}

/** What is told of these before the second try has failed too. */
const firstRefusals: Partial<Record<AppErrorCode, string>> = {
  zak_refused: 'Zoom did not take the access key. It may have run out on the way.',
  signature_expired: 'Zoom says that the app’s signature has run out. It may have been on the way for too long.',
};

/** Lost, or refused for what may have run out: the next try is Usher's own, unless somebody says otherwise. */
export function ComingBack({
  meetingWindow: { topic, joinedAt, failure = { code: 'connection_lost' }, waitsUntil, rejoin },
  asking,
}: {
  meetingWindow: MeetingWindow;
  asking: Asking;
}) {
  return (
    <WaitingCard
      title={joinedAt ? `Coming back to “${topic}”` : `Asking once more to be let into “${topic}”`}
      text={firstRefusals[failure.code] ?? errorText(failure).sentence}
      timer={
        waitsUntil && rejoin
          ? { before: `${whichTry(rejoin)}, with a fresh access key, in`, until: waitsUntil }
          : undefined
      }
      stop="Leave"
      asking={asking}
    />
  );
}

function whichTry({ attempt, of }: NonNullable<MeetingWindow['rejoin']>): string {
  return `Try ${attempt} of ${of}`;
}

function WaitingCard({
  title,
  text,
  timer,
  mayAsk = true,
  stop,
  asking,
}: {
  title: string;
  text: string;
  timer: { before: string; until: string } | undefined;
  mayAsk?: boolean;
  stop: string;
  asking: Asking;
}) {
  const now = useNow(1);
  return (
    <section className="card room-card" aria-labelledby="waiting-title">
      <IconHourglass size={36} stroke={1.5} className="dim" aria-hidden />
      <h1 id="waiting-title">{title}</h1>
      <p role="status">{text}</p>
      {timer ? (
        <p className="dim small numbers">
          {timer.before} <span role="timer">{countdown(timer.until, now)}</span>.
        </p>
      ) : null}
      <div className="buttons">
        {mayAsk ? (
          <BusyButton isBusy={asking.running === 'tryAgain'} onClick={() => void asking.ask('tryAgain')}>
            Try again now
          </BusyButton>
        ) : null}
        <Button variant="default" onClick={() => void asking.ask('leave')}>
          {stop}
        </Button>
      </div>
    </section>
  );
}

/** The practice room's own. People open this door; to knock again would only begin the wait anew. */
export function WaitingRoom({
  meetingWindow: { topic, waitsUntil },
  asking,
}: {
  meetingWindow: MeetingWindow;
  asking: Asking;
}) {
  return (
    <WaitingCard
      title={`In the waiting room of “${topic}”`}
      text="The host has been told that you are here."
      timer={waitsUntil ? { before: 'It stops in', until: waitsUntil } : undefined}
      mayAsk={false}
      stop="Leave"
      asking={asking}
    />
  );
}
