import { address, routes, type LoadReport } from '#contract';
import { useFormat } from '#parts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { useCoded } from '../app/coded.ts';
import { List, pageOf } from '../app/list.tsx';
import { Answer, Panel } from '../app/page.tsx';

const route = getRouteApi('/signed-in/know/loads/$load');

/** The rows that were put aside, by reason, page by page, and all of them as a file. */
export function Quarantine({ load, nothing }: { load: LoadReport; nothing: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const reasonWords = useCoded('know.reasons');
  const { page = 1, reason } = route.useSearch();
  const navigate = route.useNavigate();
  const query = reason === undefined ? {} : { reason };
  const rows = useQuery({
    ...reading('listQuarantine', { params: { load: load.id }, query: { ...query, ...pageOf(page) } }),
    placeholderData: keepPreviousData,
  });
  return (
    <Panel
      title={t('know.load.rows')}
      more={
        load.quarantined.length === 0 ? (
          <span className="quiet small">{t('know.load.rowsNote')}</span>
        ) : (
          <QuarantineTools load={load} reason={reason} />
        )
      }
    >
      <Answer of={rows}>
        {(data) => (
          <List
            label={t('know.load.rows')}
            rows={data.items}
            rowKey={(row) => `${row.file} ${row.line} ${row.column} ${row.reason}`}
            paging={{ total: data.total, page, onPage: (to) => void navigate({ search: { reason, page: to } }) }}
            columns={[
              { title: t('know.load.file'), dataIndex: 'file' },
              { title: t('know.load.line'), align: 'right', render: (_, row) => format.count(row.line) },
              { title: t('know.load.column'), render: (_, row) => <code>{row.column}</code> },
              { title: t('know.load.value'), render: (_, row) => <code className="clip">{row.value}</code> },
              { title: t('know.load.reason'), render: (_, row) => reasonWords(row.reason) ?? row.reason },
            ]}
            empty={<p className="quiet">{nothing}</p>}
          />
        )}
      </Answer>
    </Panel>
  );
}

function QuarantineTools({ load, reason }: { load: LoadReport; reason: string | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const reasonWords = useCoded('know.reasons');
  const navigate = route.useNavigate();
  const query = reason === undefined ? {} : { reason };
  return (
    <span className="load-tools">
      <Select
        size="small"
        className="choice"
        aria-label={t('know.load.reason')}
        value={reason ?? ''}
        popupMatchSelectWidth={false}
        onChange={(chosen) => void navigate({ search: { reason: chosen || undefined } })}
        options={[
          { value: '', label: t('know.load.allReasons') },
          ...load.quarantined.map((one) => ({
            value: one.reason,
            label: `${reasonWords(one.reason) ?? one.reason} (${format.count(one.count)})`,
          })),
        ]}
      />
      <a
        href={`/api${address(routes.exportQuarantine, { params: { load: load.id }, query })}`}
        download={`${load.feed}-quarantine.csv`}
      >
        {t('know.load.export')}
      </a>
    </span>
  );
}
