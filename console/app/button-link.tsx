import { createLink, type LinkComponent } from '@tanstack/react-router';
import type { AnchorHTMLAttributes } from 'react';

interface Props extends AnchorHTMLAttributes<HTMLAnchorElement> {
  readonly primary?: boolean;
}

/** A link that looks like a button: it leads somewhere, so it can be opened in a new tab. */
const Anchor = ({ primary = false, className, ...props }: Props) => (
  <a {...props} className={`button-link ${primary ? 'button-link-primary' : ''} ${className ?? ''}`} />
);

export const ButtonLink: LinkComponent<typeof Anchor> = createLink(Anchor);
