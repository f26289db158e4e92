import './CopyLines.css';
import { CopyButton } from './CopyButton';

/** Lines that have to be typed elsewhere to the letter, each with a button that copies it. */
export function CopyLines({ texts }: { texts: readonly string[] }) {
  return (
    <ul className="copy-lines">
      {texts.map((text) => (
        <li key={text}>
          <code>{text}</code>
          <CopyButton text={text} label={text} />
        </li>
      ))}
    </ul>
  );
}
