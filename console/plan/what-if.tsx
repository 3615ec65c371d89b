import type { PlanPrice, WhatIfAnswer } from '#contract';
import { ErrorState, useFormat, useText } from '#parts';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { Button, InputNumber, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client, reading } from '../app/client.ts';
import { JobWatch } from '../app/job-watch.tsx';
import { useSettled } from '../app/settled.ts';

interface WhatIfProps {
  readonly plan: string;
  readonly limit: PlanPrice;
  readonly onEnd: () => void;
}

/** What a change of one limit would bring: from the prices while typing, by planning anew where asked. */
export function WhatIf({ plan, limit, onEnd }: WhatIfProps) {
  const { t } = useTranslation();
  const text = useText();
  const [by, setBy] = useState(limit.unit === 'yuan' ? 1000 : limit.unit === 'hour' ? 1 : 10);
  const settled = useSettled(by, 200);
  const call = { params: { id: plan }, body: { changes: [{ name: limit.name, by: settled }] } };
  const answer = useQuery({ ...reading('planWhatIf', call), placeholderData: keepPreviousData });
  const again = useMutation({
    mutationFn: () => client.planWhatIf({ ...call, body: { ...call.body, replan: true } }),
  });
  return (
    <Modal open title={t('plan.whatIf.title', { limit: text(limit.advice) })} onCancel={onEnd} footer={null}>
      <div className="plan-what-if">
        <label>
          {t('plan.whatIf.by')}{' '}
          <InputNumber
            controls={false}
            aria-label={t('plan.whatIf.by')}
            value={by}
            onChange={(value) => setBy(value ?? 0)}
            suffix={t(`plan.dearest.units.${limit.unit}`)}
          />
        </label>
        {answer.data && <AnswerShown answer={answer.data} />}
        {answer.error && <ErrorState error={answer.error} />}
        <p>
          <Button loading={again.isPending} onClick={() => again.mutate()}>
            {t('plan.whatIf.again')}
          </Button>{' '}
          <span className="quiet small">{t('plan.whatIf.about')}</span>
        </p>
        {again.error && <ErrorState error={again.error} />}
        {again.data?.job && <PlannedAnew job={again.data.job} />}
      </div>
    </Modal>
  );
}

function AnswerShown({ answer }: { answer: WhatIfAnswer }) {
  const text = useText();
  return (
    <p className="finding" aria-live="polite">
      {text(answer.words)}
    </p>
  );
}

function PlannedAnew({ job }: { job: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data } = useQuery(reading('readJob', { params: { id: job } }));
  const planned =
    data?.state === 'done' ? (data.result as { difference: number; low: number; high: number }) : undefined;
  if (!planned) return <JobWatch job={job} changes={[]} onHide={() => undefined} />;
  return (
    <p className="finding" aria-live="polite">
      {t('plan.whatIf.difference', {
        difference: format.money(planned.difference),
        low: format.money(planned.low),
        high: format.money(planned.high),
      })}
    </p>
  );
}
