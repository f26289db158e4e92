import './BringIntoRooms.css';
import { Checkbox } from '@mantine/core';
import type { CodecId, CodecShown, RoomErrand } from '@shared/codec';
import type { DialChoice } from '@shared/dial-string';
import type { MeetingKey } from '@shared/meeting';
import { useState } from 'react';
import { useNow } from '../clock';
import { useCall } from '../main-process';
import { codecStanding, isErrandOver } from '../screens/codec-words';
import { BusyButton } from './BusyButton';
import { FailureNote } from './FailureNote';
import { RoomErrandLine } from './RoomErrandLine';
import { StandingMark } from './StandingMark';

type BringIntoRoomsProps = {
  meetingKey: MeetingKey;
  /** What they would dial; nothing, while something in it is wrong. */
  dial: DialChoice | undefined;
  codecs: readonly CodecShown[];
  errands: readonly RoomErrand[];
  /** Chosen already, where somebody came from a room. */
  chosenAtFirst: readonly string[];
  actionsFor: (retry: () => void) => Record<string, () => void>;
};

/** As many as main takes in one call. */
const mostRooms = 50;

/** Which rooms call a meeting, all of a group or one, and how each of them fares. */
export function BringIntoRooms({ meetingKey, dial, codecs, errands, chosenAtFirst, actionsFor }: BringIntoRoomsProps) {
  const now = useNow(1);
  const bring = useCall('bringIntoRoom');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(chosenAtFirst));
  const groups = [...new Set(codecs.flatMap((codec) => codec.groups))].sort();
  const isFree = ({ id }: CodecShown) => !errands.some((errand) => errand.codecId === id && !isErrandOver(errand));
  const able = codecs.filter((codec) => chosen.has(codec.id) && isFree(codec));
  const isTooMany = able.length > mostRooms;
  const choose = (codecIds: readonly CodecId[], isOn: boolean) => {
    const others = [...chosen].filter((id) => !codecIds.some((codecId) => codecId === id));
    setChosen(new Set(isOn ? [...others, ...codecIds] : others));
  };

  if (codecs.length === 0)
    return (
      <p className="dim small">
        <a href="#rooms">Add a room system</a> to have it dialled from here.
      </p>
    );

  async function send() {
    if (!dial || able.length === 0 || isTooMany) return;
    const outcome = await bring.run({ meetingKey, codecIds: able.map(({ id }) => id), dial });
    if (outcome?.ok) setChosen(new Set());
  }

  return (
    <fieldset className="bring-rooms">
      <legend>Bring it into</legend>
      {groups.map((group) => {
        const members = codecs.filter((codec) => codec.groups.includes(group)).map(({ id }) => id);
        const count = members.filter((id) => chosen.has(id)).length;
        return (
          <Checkbox
            key={group}
            label={`All of “${group}”`}
            checked={count === members.length}
            indeterminate={count > 0 && count < members.length}
            onChange={(event) => choose(members, event.currentTarget.checked)}
          />
        );
      })}
      {codecs.map((codec) => (
        <div key={codec.id} className="bring-room">
          <Checkbox
            label={codec.place ? `${codec.name}, ${codec.place}` : codec.name}
            checked={chosen.has(codec.id)}
            disabled={!isFree(codec)}
            onChange={(event) => choose([codec.id], event.currentTarget.checked)}
          />
          <StandingMark standing={codecStanding(codec, now)} />
        </div>
      ))}
      <div className="buttons">
        <BusyButton
          size="compact-sm"
          isBusy={bring.isBusy}
          disabled={!dial || able.length === 0 || isTooMany}
          onClick={() => void send()}
        >
          {able.length > 1 ? `Dial in ${able.length} rooms` : 'Dial'}
        </BusyButton>
        {isTooMany ? (
          <span className="dim small" role="status">
            {mostRooms} rooms at the most at once.
          </span>
        ) : null}
      </div>
      {errands
        .filter((errand) => errand.meetingKey === meetingKey)
        .map((errand) => {
          const codec = codecs.find(({ id }) => id === errand.codecId);
          return codec ? <RoomErrandLine key={codec.id} errand={errand} room={codec.name} link={codec.link} /> : null;
        })}
      {bring.failure ? (
        <FailureNote failure={bring.failure} actions={actionsFor(() => void send())} isNews onDismiss={bring.clear} />
      ) : null}
    </fieldset>
  );
}
