import { EmptyState, useLanguage, type Language } from '#parts';
import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ListTools, type ListFile } from './list-tools.tsx';
import { List, pageOf, type ListProps } from './list.tsx';
import { Answer } from './page.tsx';

/** What the address of every list holds beside its own filters. */
export interface ListingSearch {
  readonly sort?: string | undefined;
  readonly order?: string | undefined;
  readonly page?: number | undefined;
}
/** Changes the address of a list; a change that names no page leads to the first one. */
export type Look<Filters> = (change: Filters & ListingSearch) => void;
type Order = 'up' | 'down';
interface Found<Row> {
  readonly total: number;
  readonly more?: boolean;
  readonly items: readonly Row[];
}
/** What the server is asked for beside the filters; a route that does not know the language leaves it out. */
interface Asked<Sort extends string> {
  readonly sort: Sort;
  readonly order: Order;
  readonly language: Language;
  readonly limit: number;
  readonly offset: number;
}
interface Asking<Answer, Sort extends string> {
  readonly search: ListingSearch;
  readonly look: Look<object>;
  /** The `key`s of the columns that the server sorts by, and what it sorts by unless the address says otherwise. */
  readonly sorts: readonly Sort[];
  readonly first: readonly [sort: Sort, order: Order];
  /** The route with its filters, as `reading` makes it. */
  readonly ask: (page: Asked<Sort>) => {
    readonly queryKey: readonly unknown[];
    readonly queryFn: (asked: { signal: AbortSignal }) => Promise<Answer>;
  };
  /** Where rows change without an event that says so. */
  readonly refetchMs?: number;
}

export interface Listing<Answer> {
  readonly answer: UseQueryResult<Answer>;
  readonly page: number;
  readonly sorts: readonly string[];
  readonly by: string;
  readonly order: Order;
  readonly look: Look<object>;
  /** Any part of the list, in its order and with its filters. */
  readonly part: (part: { limit: number; offset: number }) => Promise<Answer>;
}

/** The one way of lists: filtered, sorted and paged by the server, all of it kept in the address. */
export function useListing<A extends Found<unknown>, Sort extends string>(asking: Asking<A, Sort>): Listing<A> {
  const { search, look, sorts, first, ask, refetchMs } = asking;
  const language = useLanguage();
  const known = sorts.find((one) => one === search.sort);
  const by = known ?? first[0];
  const order: Order = known && (search.order === 'up' || search.order === 'down') ? search.order : first[1];
  const page = search.page ?? 1;
  const asked = (part: { limit: number; offset: number }) => ask({ sort: by, order, language, ...part });
  const answer = useQuery({
    ...asked(pageOf(page)),
    placeholderData: keepPreviousData,
    ...(refetchMs !== undefined && { refetchInterval: refetchMs }),
  });
  return {
    answer,
    page,
    sorts,
    by,
    order,
    look,
    part: (part) => asked(part).queryFn({ signal: new AbortController().signal }),
  };
}

interface ListingProps<Row> extends Pick<ListProps<Row>, 'label' | 'columns' | 'rowKey' | 'chosen' | 'empty'> {
  readonly of: Listing<Found<Row>>;
  /** The screen's name, under which views are kept. */
  readonly views: string;
  readonly file: ListFile<Row>;
  readonly filters?: ReactNode;
}

/** Filters on the left, views and export on the right, and the rows below. */
export function Listing<Row extends object>({ of, views, file, filters, ...list }: ListingProps<Row>) {
  const { answer, page, sorts, by, order, look, part } = of;
  return (
    <>
      <div className="bar-above">
        {filters}
        <span className="bar-end">
          <ListTools views={views} part={part} file={file} />
        </span>
      </div>
      <Answer of={answer}>
        {({ total, more, items }) => (
          <List
            {...list}
            rows={items}
            paging={{ total, page, onPage: (to) => look({ page: to }), ...(more !== undefined && { more }) }}
            sorting={{ keys: sorts, by, order, onSort: (to, way) => look({ sort: to, order: to && way }) }}
          />
        )}
      </Answer>
    </>
  );
}

/** What a list says when its filters leave nothing. */
export function NothingFits() {
  const { t } = useTranslation();
  return <EmptyState title={t('app.nothingFits')}>{t('app.nothingFitsAdvice')}</EmptyState>;
}
