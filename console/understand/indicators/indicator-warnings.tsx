import type { IndicatorDetail, IndicatorWarning } from '#contract';
import { Badge, useErrorWords, useFormat } from '#parts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { client, reading } from '../../app/client.ts';
import { useUnitNames } from '../../app/names.ts';
import { Answer, Panel } from '../../app/page.tsx';
import { useWarningWords } from './warning-words.ts';

/** What of this indicator calls for attention, in the reader's units. */
export function IndicatorWarnings({ detail }: { detail: IndicatorDetail }) {
  const { t } = useTranslation();
  const warnings = useQuery(reading('listIndicatorWarnings', { query: { indicator: detail.id, limit: 20 } }));
  return (
    <Panel title={t('understand.indicators.warnings')}>
      <Answer of={warnings}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="quiet">{t('understand.indicators.noWarnings')}</p>
          ) : (
            <ul className="indicator-warnings">
              {items.map((warning) => (
                <Warning key={warning.id} warning={warning} />
              ))}
            </ul>
          )
        }
      </Answer>
    </Panel>
  );
}

function Warning({ warning }: { warning: IndicatorWarning }) {
  const { t } = useTranslation();
  const format = useFormat();
  const unit = useUnitNames();
  const words = useWarningWords();
  const see = useSeeWarning();
  return (
    <li>
      <Badge tone={warning.seenAt === null ? 'attention' : 'quiet'}>{format.period(warning.period)}</Badge>
      <span>
        {unit(warning.orgUnitId)}: {words(warning)}
        {warning.z !== null && (
          <span className="quiet small">
            {' '}
            · {t('understand.indicators.robust', { z: format.decimal(warning.z, 1) })}
          </span>
        )}
      </span>
      {warning.seenAt === null ? (
        <Button size="small" loading={see.isPending} onClick={() => see.mutate(warning.id)}>
          {t('understand.indicators.see')}
        </Button>
      ) : (
        <span className="quiet small">{t('understand.indicators.seen', { by: warning.seenBy ?? '' })}</span>
      )}
    </li>
  );
}

function useSeeWarning() {
  const queries = useQueryClient();
  const words = useErrorWords();
  const { message } = App.useApp();
  return useMutation({
    mutationFn: (warning: string) => client.seeIndicatorWarning({ params: { warning } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['listIndicatorWarnings'] }),
    onError: (error) => void message.error(words(error)),
  });
}
