import type { Result, routes } from '#contract';
import { Funnel, Loading, useFormat, useText } from '#parts';
import { useTranslation } from 'react-i18next';
import { Panel } from '../app/page.tsx';
import type { useFunnel } from './audience-questions.ts';
import { Waiting } from './asked.tsx';

type Count = Result<typeof routes.countAudience>;
type Estimated = Result<typeof routes.estimateAudience>;

interface AudienceCountProps {
  readonly count: Count | undefined;
  /** The figures belong to an earlier state of the rule; a newer answer is on its way or cannot come. */
  readonly old: boolean;
  /** Of a large record, before the exact count is there. */
  readonly estimate: Estimated | undefined;
  readonly hint: 'wait' | 'mend' | undefined;
}

/** The count in large figures, that moves while the rule is written. */
export function AudienceCount({ count, old, estimate, hint }: AudienceCountProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const about = estimate && estimate.share < 1 && (old || !count) ? estimate.count : undefined;
  return (
    <Panel title={t('understand.answer.title')}>
      {about ? (
        <div className="count" data-old="true">
          <output className="count-figure">
            {t('understand.answer.about', { shown: format.short(about.estimate) })}
          </output>
          <p className="quiet">
            {t('understand.answer.interval', { low: format.short(about.low), high: format.short(about.high) })}
          </p>
        </div>
      ) : (
        count && (
          <div className={old ? 'count count-old' : 'count'} data-old={old}>
            <output className="count-figure">{format.count(count.count)}</output>
            <p>
              {t('understand.answer.ofAll', {
                share: format.percent(count.total === 0 ? 0 : count.count / count.total),
                total: format.count(count.total),
              })}
            </p>
            <p className="quiet small">
              {t('understand.answer.took', { span: format.span(count.ms), period: format.period(count.period) })}
            </p>
          </div>
        )
      )}
      {!about && !count && !hint && <Loading lines={2} />}
      {hint && <p className="quiet">{t(`understand.answer.${hint}`)}</p>}
    </Panel>
  );
}

/** How many each condition keeps, one after the other. */
export function Steps({ funnel }: { funnel: ReturnType<typeof useFunnel> }) {
  const { t } = useTranslation();
  const words = useText();
  return (
    <Panel
      title={t('understand.answer.steps')}
      more={<span className="quiet small">{t('understand.answer.stepsNote')}</span>}
    >
      {funnel.data ? (
        <Funnel
          steps={[
            { key: 'everyone', label: t('understand.answer.everyone'), value: funnel.data.total },
            ...funnel.data.steps.map((step, i) => ({
              key: `${i} ${step.condition}`,
              label: <span title={step.condition}>{words(step.words)}</span>,
              value: step.soFar,
            })),
          ]}
        />
      ) : (
        <Waiting of={funnel} />
      )}
    </Panel>
  );
}
