import { useFormat, useText } from '#parts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { Panel } from '../app/page.tsx';
import type { Asked } from './asked.tsx';

/** The rule as a sentence, so that its author sees what was understood; the SQL for those who want it. */
export function RuleWords({ asked }: { asked: Asked | undefined }) {
  const { t } = useTranslation();
  const words = useText();
  const format = useFormat();
  const { data } = useQuery({
    ...reading('explainAudience', { body: asked ?? { rule: '' } }),
    enabled: asked !== undefined,
    placeholderData: keepPreviousData,
    retry: false,
  });
  return (
    <Panel title={t('understand.rule.words')}>
      {data && asked ? (
        <>
          <p>{words(data.words)}</p>
          <details className="rule-sql">
            <summary>{t('understand.rule.sql')}</summary>
            <p className="quiet small">{t('understand.rule.cost', { rows: format.short(data.estimate.rows) })}</p>
            <pre tabIndex={0}>{data.sql}</pre>
          </details>
        </>
      ) : (
        <p className="quiet">{t('understand.rule.wordsWait')}</p>
      )}
    </Panel>
  );
}
