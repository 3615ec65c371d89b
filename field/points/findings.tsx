import type { Verification } from '#contract';
import { useFormat } from '#parts';
import { useTranslation } from 'react-i18next';
import { AppealForm, useWaitingAppeals } from './appeal-form.tsx';

const results = ['accepted', 'considering', 'declined', 'unreachable', 'wrong_details', 'do_not_disturb'] as const;

/** What auditors found untrue of one's own feedback: each can be contested, and shows what has become of it. */
export function Findings({ findings }: { findings: readonly Verification[] }) {
  const { t } = useTranslation('field');
  if (findings.length === 0) return null;
  return (
    <section className="f-section">
      <h2>{t('points.findings')}</h2>
      {findings.map((one) => (
        <FindingCard key={one.id} finding={one} />
      ))}
    </section>
  );
}

function FindingCard({ finding: one }: { finding: Verification }) {
  const { t } = useTranslation('field');
  const format = useFormat();
  const waiting = useWaitingAppeals().find((appeal) => appeal.kind === 'contest' && appeal.verificationId === one.id);
  const told = results.find((kind) => kind === one.result);
  const said = waiting?.why ?? one.history.findLast(({ kind }) => kind === 'contest')?.note;
  const decided = one.history.findLast(({ kind }) => kind === 'decision')?.note;
  return (
    <article className="f-case">
      <p>
        <strong>{one.customerId}</strong>{' '}
        <span className={`gl-badge gl-${one.finding === 'true' ? 'good' : 'bad'}`}>
          {t(`points.finding.${one.finding ?? 'unclear'}`)}
        </span>{' '}
        <span className="gl-badge gl-attention">
          {waiting ? t('points.waiting') : t(`points.caseState.${one.state}`)}
        </span>
      </p>
      <p className="f-faint">
        {t('points.foundOn', { result: told ? t(`result.${told}`) : one.result, day: format.day(one.happenedAt) })}
      </p>
      {one.note !== null && <p>{one.note}</p>}
      {said && <p>{said}</p>}
      {decided && <p className="f-faint">{decided}</p>}
      {one.state === 'done' && !waiting && (
        <AppealForm
          draft={`contest ${one.id}`}
          words={{ open: t('points.contest'), title: t('points.contestTitle'), send: t('points.contestSend') }}
          make={(why) => ({ kind: 'contest', verificationId: one.id, why })}
        />
      )}
    </article>
  );
}
