import './StandingMark.css';
import {
  IconAlertTriangleFilled,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconHourglassHigh,
  IconXboxXFilled,
} from '@tabler/icons-react';
import type { Standing, Tone } from '../screens/credential-standing';

const shapes: { readonly [T in Tone]: typeof IconCircleDashed } = {
  ready: IconCircleCheckFilled,
  idle: IconCircleDashed,
  waiting: IconHourglassHigh,
  attention: IconAlertTriangleFilled,
  problem: IconXboxXFilled,
};

/** How something stands: a shape, a word and a colour, of which any two may be missed. */
export function StandingMark({ standing: { tone, word } }: { standing: Standing }) {
  const Shape = shapes[tone];
  return (
    <span className={`standing standing-${tone}`}>
      <Shape size={16} stroke={1.75} aria-hidden />
      {word}
    </span>
  );
}
