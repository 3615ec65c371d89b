import { EmptyState, useFormat } from '#parts';
import { Pagination, Table, type TableColumnsType } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import './list.css';

export const pageSize = 50;
/** The `limit` and `offset` of a page that counts from 1. */
export const pageOf = (page = 1) => ({ limit: pageSize, offset: (page - 1) * pageSize });

interface ListProps<T> {
  /** What the list is of, for people who hear it instead of seeing it. */
  readonly label: string;
  readonly columns: TableColumnsType<T>;
  readonly rows: readonly T[];
  readonly rowKey: (row: T) => string;
  /** Given where the server pages; without it all rows are here and pages are cut in the browser. */
  readonly paging?: { readonly total: number; readonly page: number; readonly onPage: (page: number) => void };
  readonly empty: ReactNode;
}

/** A dense list: rows of 32 px, figures in columns, pages below. */
export function List<T extends object>({ label, columns, rows, rowKey, paging, empty }: ListProps<T>) {
  const { t } = useTranslation();
  const format = useFormat();
  const total = paging?.total ?? rows.length;
  if (total === 0) return typeof empty === 'string' ? <EmptyState title={empty} /> : empty;
  return (
    <>
      <div className="list-scroll" role="group" aria-label={label} tabIndex={0}>
        <Table<T>
          size="small"
          columns={columns}
          dataSource={rows}
          rowKey={rowKey}
          pagination={paging || rows.length <= pageSize ? false : { pageSize, showSizeChanger: false, size: 'small' }}
        />
      </div>
      {paging && total > pageSize && (
        <div className="list-pages">
          <span className="quiet small">{t('app.total', { count: total, shown: format.count(total) })}</span>
          <Pagination
            size="small"
            current={paging.page}
            pageSize={pageSize}
            total={total}
            showSizeChanger={false}
            onChange={paging.onPage}
          />
        </div>
      )}
    </>
  );
}
