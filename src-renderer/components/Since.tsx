import { useNow } from '../clock';
import { ago, clockTime } from '../time-words';

/** "since 08:32, 40 min ago": its own small part of the page, so that the passing time draws nothing else again. */
export function Since({ moment, word = 'since' }: { moment: string; word?: string }) {
  const now = useNow(10);
  const isToday = now.toDateString() === new Date(moment).toDateString();
  return (
    <time dateTime={moment} title={new Date(moment).toLocaleString()}>
      {word} {isToday ? `${clockTime(moment)}, ` : ''}
      {ago(moment, now)}
    </time>
  );
}
