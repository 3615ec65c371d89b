import type { PlanPrice } from '#contract';
import { EmptyState, useFormat, useText } from '#parts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { Answer, Panel } from '../app/page.tsx';
import { WhatIf } from './what-if.tsx';

const dearest = 3;
const many = 20;

/** The limits that cost most, each with what one more unit brings and the way to ask what if. */
export function DearestLimits({ plan }: { plan: string }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const [asked, setAsked] = useState<PlanPrice>();
  const prices = useQuery({
    ...reading('planPrices', { params: { id: plan }, query: { limit: all ? many : dearest } }),
    placeholderData: keepPreviousData,
  });
  return (
    <Panel title={t('plan.dearest.title')} className="plan-drawer">
      <Answer of={prices}>
        {({ items, total }) => {
          const scarce = items.filter(({ price }) => price > 0);
          if (scarce.length === 0) return <EmptyState title={t('plan.dearest.none')} />;
          return (
            <>
              <ol className="plan-limits">
                {scarce.map((limit) => (
                  <Limit key={`${limit.kind} ${limit.name}`} limit={limit} onAsk={() => setAsked(limit)} />
                ))}
              </ol>
              {total > dearest && (
                <Button size="small" type="link" onClick={() => setAll(!all)}>
                  {t(all ? 'plan.dearest.less' : 'plan.dearest.more')}
                </Button>
              )}
            </>
          );
        }}
      </Answer>
      {asked && <WhatIf key={asked.name} plan={plan} limit={asked} onEnd={() => setAsked(undefined)} />}
    </Panel>
  );
}

function Limit({ limit, onAsk }: { limit: PlanPrice; onAsk: () => void }) {
  const { t } = useTranslation();
  const text = useText();
  const format = useFormat();
  return (
    <li>
      <p>{text(limit.advice)}</p>
      <p className="quiet small">
        {t('plan.dearest.used', {
          used: format.decimal(limit.used, 1),
          allowed: format.decimal(limit.allowed, 1),
          unit: t(`plan.dearest.units.${limit.unit}`),
        })}
        <Button size="small" type="link" onClick={onAsk}>
          {t('plan.dearest.ask')}
        </Button>
      </p>
    </li>
  );
}
