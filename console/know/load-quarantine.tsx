import { address, routes, type LoadReport, type Result } from '#contract';
import { useFormat } from '#parts';
import { getRouteApi } from '@tanstack/react-router';
import type { TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { useCoded } from '../app/coded.ts';
import { Choice, SearchBox } from '../app/list-filters.tsx';
import { Listing, NothingFits, useListing } from '../app/listing.tsx';
import { Panel } from '../app/page.tsx';

const route = getRouteApi('/signed-in/know/loads/$load');

/** The rows that were put aside: there may be millions, so the file of all of them is written by the server. */
export function Quarantine({ load, nothing }: { load: LoadReport; nothing: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const reasonWords = useCoded('know.reasons');
  const columns = useColumns();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const look = (change: Partial<typeof search>) =>
    void navigate({ search: (now) => ({ ...now, page: undefined, ...change }) });
  const { text = '', reason } = search;
  const filter = { text, ...(reason !== undefined && { reason }) };
  const params = { load: load.id };
  const rows = useListing({
    search,
    look,
    sorts: ['line', 'column', 'value', 'reason'],
    first: ['line', 'up'],
    ask: (page) => reading('listQuarantine', { params, query: { ...filter, ...page } }),
  });
  const sorted = { sort: rows.by, order: rows.order };
  return (
    <Panel
      title={t('know.load.rows')}
      {...(load.quarantined.length === 0 && {
        more: <span className="quiet small">{t('know.load.rowsNote')}</span>,
      })}
    >
      <Listing
        of={rows}
        views="quarantine"
        label={t('know.load.rows')}
        rowKey={(row) => `${row.file} ${row.line} ${row.column} ${row.reason}`}
        filters={
          <>
            <SearchBox label={t('know.load.search')} value={text} onSearch={(typed) => look({ text: typed })} />
            <Choice
              label={t('know.load.reason')}
              any={t('know.load.allReasons')}
              value={reason}
              onChoose={(chosen) => look({ reason: chosen })}
              options={load.quarantined.map((one) => ({
                value: one.reason,
                label: `${reasonWords(one.reason) ?? one.reason} (${format.count(one.count)})`,
              }))}
            />
          </>
        }
        file={{
          name: `${load.feed}-quarantine`,
          href: `/api${address(routes.exportQuarantine, { params, query: { ...filter, ...sorted } })}`,
        }}
        columns={columns}
        empty={text !== '' || reason !== undefined ? <NothingFits /> : <p className="quiet">{nothing}</p>}
      />
    </Panel>
  );
}

type Row = Result<typeof routes.listQuarantine>['items'][number];

function useColumns(): TableColumnsType<Row> {
  const { t } = useTranslation();
  const format = useFormat();
  const reasonWords = useCoded('know.reasons');
  return [
    { title: t('know.load.file'), dataIndex: 'file' },
    { title: t('know.load.line'), key: 'line', align: 'right', render: (_, row) => format.count(row.line) },
    { title: t('know.load.column'), key: 'column', render: (_, row) => <code>{row.column}</code> },
    { title: t('know.load.value'), key: 'value', render: (_, row) => <code className="clip">{row.value}</code> },
    { title: t('know.load.reason'), key: 'reason', render: (_, row) => reasonWords(row.reason) ?? row.reason },
  ];
}
