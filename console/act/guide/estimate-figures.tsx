import type { CampaignEstimate, CampaignFile } from '#contract';
import { Figure, useFormat } from '#parts';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { useCoded } from '../../app/coded.ts';
import { smallestFound } from './test-power.ts';

/** The rate of success without doing anything at which the size of the test is judged. */
const usualRate = 0.03;
const minutesAnHour = 60;

interface EstimateFiguresProps {
  readonly estimate: CampaignEstimate;
  readonly file: Pick<z.input<typeof CampaignFile>, 'waves'>;
}

/** What the design would come to: who, who not, whose time, what it costs, what it could prove. */
export function EstimateFigures({ estimate, file }: EstimateFiguresProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const reason = useCoded('act.reasons');
  const { capacity, cost, treated, control } = estimate;
  const found = smallestFound(treated, control, usualRate);
  const short = estimate.waves.filter((wave) => wave.minutes > wave.minutesThere);
  return (
    <div className="foreseen">
      <dl className="foreseen-list">
        <Line name={t('act.campaign.steps.audience')}>
          <Figure value={estimate.audience} />
        </Line>
        {estimate.excluded.map((one) => (
          <Line key={one.reason} name={reason(one.reason) ?? one.reason} aside>
            −<Figure value={one.count} />
          </Line>
        ))}
        <Line name={t('act.campaign.steps.control')} aside>
          −<Figure value={control} />
        </Line>
        <Line name={t('act.campaign.steps.treated')} strong>
          <Figure value={treated} />
        </Line>
      </dl>
      <h3 className="subhead">{t('act.guide.time')}</h3>
      <dl className="foreseen-list">
        <Line name={t('act.guide.hours')}>{format.short(capacity.minutes / minutesAnHour)}</Line>
        <Line name={t('act.guide.people')}>{format.count(capacity.people)}</Line>
        <Line name={t('act.guide.days')}>{capacity.days === null ? '–' : format.decimal(capacity.days, 1)}</Line>
      </dl>
      {short.map((wave) => (
        <p key={wave.wave} className="foreseen-bad">
          {t('act.guide.short', {
            wave: wave.wave,
            needed: format.short(wave.minutes / minutesAnHour),
            there: format.short(wave.minutesThere / minutesAnHour),
            days: file.waves[wave.wave - 1]?.days ?? 0,
          })}
        </p>
      ))}
      <CostLines cost={cost} />
      <h3 className="subhead">{t('act.guide.steps.test')}</h3>
      <p className="small">
        {found === null
          ? t('act.guide.provesNothing')
          : t('act.guide.proves', { size: format.pointsSize(found), rate: format.percent(usualRate) })}
      </p>
    </div>
  );
}

function CostLines({ cost }: Pick<CampaignEstimate, 'cost'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const spent = cost.contacts + cost.fixed;
  return (
    <>
      <h3 className="subhead">{t('act.guide.steps.cost')}</h3>
      <dl className="foreseen-list">
        <Line name={t('act.guide.contacts')}>{format.money(cost.contacts)}</Line>
        <Line name={t('act.guide.fixed')}>{format.money(cost.fixed)}</Line>
        <Line name={t('act.campaign.budget')} strong>
          {format.money(cost.budget)}
        </Line>
      </dl>
      {spent > cost.budget ? (
        <p className="foreseen-bad">{t('act.guide.overBudget', { over: format.money(spent - cost.budget) })}</p>
      ) : (
        cost.successesInBudget !== null && (
          <p className="quiet small foreseen-note">
            {t('act.guide.rewards', { successes: format.count(cost.successesInBudget) })}
          </p>
        )
      )}
    </>
  );
}

function Line({
  name,
  aside = false,
  strong = false,
  children,
}: {
  name: string;
  aside?: boolean;
  strong?: boolean;
  children: ReactNode;
}) {
  return (
    <div
      className={strong ? 'foreseen-line foreseen-strong' : aside ? 'foreseen-line foreseen-aside' : 'foreseen-line'}
    >
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
