import './PageSection.css';
import { type ReactNode, useEffect, useId, useRef } from 'react';

type PageSectionProps = {
  title: string;
  isWide?: boolean;
  /** What somebody came for: it is brought into view, and the keyboard goes on there. */
  isSought?: boolean;
  children: ReactNode;
};

/** One card of a page about a credential or a meeting. */
export function PageSection({ title, isWide = false, isSought = false, children }: PageSectionProps) {
  const titleId = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!isSought) return;
    heading.current?.scrollIntoView({ block: 'start' });
    heading.current?.focus({ preventScroll: true });
  }, [isSought]);
  return (
    <section className={`card${isWide ? ' is-wide' : ''}`} aria-labelledby={titleId}>
      <h2 ref={heading} id={titleId} {...(isSought ? { tabIndex: -1, className: 'focused-heading' } : {})}>
        {title}
      </h2>
      {children}
    </section>
  );
}
