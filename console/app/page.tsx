import { ErrorState, Loading } from '#parts';
import { Problem } from '#contract';
import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useEffect, type ReactNode } from 'react';
import { ButtonLink } from './button-link.tsx';
import './page.css';

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Gridloop`;
  }, [title]);
}

interface PageProps {
  /** What the browser's tab says, and the heading unless `heading` says it better. */
  readonly title: string;
  readonly heading?: ReactNode;
  /** One quiet line under the heading. */
  readonly about?: ReactNode;
  readonly actions?: ReactNode;
  /** Decision pages are narrow and generous; work pages take the width. */
  readonly narrow?: boolean;
  readonly children: ReactNode;
}

/** The frame of every screen: what it is, what can be done here, the work. */
export function Page({ title, heading, about, actions, narrow = false, children }: PageProps) {
  useTitle(title);
  return (
    <main className={narrow ? 'page page-narrow' : 'page'} id="work">
      <header className="page-head">
        <div className="page-name">
          <h1>{heading ?? title}</h1>
          {about && <div className="page-about">{about}</div>}
        </div>
        {actions && <div className="page-actions">{actions}</div>}
      </header>
      {children}
    </main>
  );
}

/** A part of a page on its own surface. */
export function Panel(props: { title?: ReactNode; more?: ReactNode; children: ReactNode; className?: string }) {
  return (
    <section className={`panel ${props.className ?? ''}`}>
      {props.title !== undefined && (
        <header className="panel-head">
          <h2>{props.title}</h2>
          {props.more}
        </header>
      )}
      {props.children}
    </section>
  );
}

/** What a question to the server has brought: on its way, refused, or there. Old answers stay while a new one comes. */
export function Answer<T>({ of, children }: { of: UseQueryResult<T>; children: (data: T) => ReactNode }) {
  if (of.data !== undefined) return children(of.data);
  if (of.error) return <Refused error={of.error} onRetry={() => void of.refetch()} />;
  return <Loading />;
}

/** Where asking again cannot help, the way on is elsewhere. */
export function Refused({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { t } = useTranslation();
  const elsewhere = error instanceof Problem && (error.kind === 'missing' || error.kind === 'forbidden');
  return (
    <ErrorState
      error={error}
      onRetry={onRetry}
      action={elsewhere && <ButtonLink to="/">{t('app.toHome')}</ButtonLink>}
    />
  );
}

/** The whole of a screen that stands on one answer, so that waiting and refusal have the place of a page, too. */
export function AnswerPage<T>(props: { of: UseQueryResult<T>; children: (data: T) => ReactNode }) {
  return props.of.data === undefined ? (
    <main className="page" id="work">
      <Answer {...props} />
    </main>
  ) : (
    props.children(props.of.data)
  );
}
