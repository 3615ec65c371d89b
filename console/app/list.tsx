import { EmptyState, useFormat } from '#parts';
import { Pagination, Table, type TableColumnsType } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import './list.css';

export const pageSize = 50;
/** The `limit` and `offset` of a page that counts from 1. */
export const pageOf = (page = 1) => ({ limit: pageSize, offset: (page - 1) * pageSize });

export interface ListProps<T> {
  /** What the list is of, for people who hear it instead of seeing it. */
  readonly label: string;
  readonly columns: TableColumnsType<T>;
  readonly rows: readonly T[];
  readonly rowKey: (row: T) => string;
  /** Given where the server pages; without it all rows are here and pages are cut in the browser. */
  readonly paging?: {
    readonly total: number;
    /** There are more than `total`, which is as far as the server counts. */
    readonly more?: boolean;
    readonly page: number;
    readonly onPage: (page: number) => void;
  };
  /** Given where the server sorts: columns whose `key` is among `keys` can be sorted by. */
  readonly sorting?: {
    readonly keys: readonly string[];
    readonly by: string;
    readonly order: 'up' | 'down';
    readonly onSort: (by: string | undefined, order: 'up' | 'down') => void;
  };
  readonly chosen?: {
    readonly keys: readonly string[];
    readonly onChoose: (keys: readonly string[]) => void;
    /** Where only a few can be chosen, so that there is no way to choose all. */
    readonly few?: boolean;
  };
  readonly empty: ReactNode;
}

/** A dense list: rows of 32 px, figures in columns, pages below. */
export function List<T extends object>({ label, columns, rows, rowKey, paging, sorting, chosen, empty }: ListProps<T>) {
  const { t } = useTranslation();
  const format = useFormat();
  const total = paging?.total ?? rows.length;
  if (total === 0) return typeof empty === 'string' ? <EmptyState title={empty} /> : empty;
  return (
    <>
      <div className="list-scroll" role="group" aria-label={label} tabIndex={0}>
        <Table<T>
          size="small"
          columns={sorting ? columns.map((column) => sortable(column, sorting)) : columns}
          dataSource={rows}
          rowKey={rowKey}
          showSorterTooltip={false}
          {...(chosen && {
            rowSelection: {
              selectedRowKeys: [...chosen.keys],
              onChange: (keys) => chosen.onChoose(keys.map(String)),
              hideSelectAll: chosen.few === true,
            },
          })}
          {...(sorting && {
            onChange: (_pages, _filters, sorter) => {
              const { columnKey, order } = Array.isArray(sorter) ? (sorter[0] ?? {}) : sorter;
              sorting.onSort(order ? String(columnKey) : undefined, order === 'descend' ? 'down' : 'up');
            },
          })}
          pagination={paging || rows.length <= pageSize ? false : { pageSize, showSizeChanger: false, size: 'small' }}
        />
      </div>
      {paging && total > pageSize && (
        <div className="list-pages">
          <span className="quiet small">
            {t(paging.more ? 'app.totalMore' : 'app.total', { count: total, shown: format.count(total) })}
          </span>
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

function sortable<T>(
  column: TableColumnsType<T>[number],
  { keys, by, order }: NonNullable<ListProps<T>['sorting']>,
): TableColumnsType<T>[number] {
  if (!keys.includes(String(column.key))) return column;
  return { ...column, sorter: true, sortOrder: column.key === by ? (order === 'up' ? 'ascend' : 'descend') : null };
}
