import { BoardColumn, type Result, type routes, type WorkOrder } from '#contract';
import { EmptyState, useFormat, useText } from '#parts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Pagination } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { Answer, Panel } from '../app/page.tsx';
import { useMay } from '../app/session.ts';
import { useDoubts } from './use-doubts.ts';
import { useReassign } from './use-reassign.tsx';
import { WorkCard } from './work-card.tsx';

const route = getRouteApi('/signed-in/act/work');
const peopleAPage = 12;
const cardsACell = 3;
const columns = BoardColumn.options;
type Row = Result<typeof routes.workCards>['people'][number];
const stateOf = { waiting: 'released', 'in-hand': 'in_progress', done: 'done' } as const;

/** Columns of states, people as rows. Cards go to somebody else by dragging, or by opening them. */
export function WorkBoard() {
  const { t } = useTranslation();
  const { campaign, unit, person, customer, overdue, page = 1 } = route.useSearch();
  const navigate = route.useNavigate();
  const board = useQuery({
    ...reading('workCards', {
      query: {
        people: peopleAPage,
        most: cardsACell,
        peopleOffset: (page - 1) * peopleAPage,
        ...(campaign !== undefined && { campaignId: campaign }),
        ...(unit !== undefined && { orgUnitId: unit }),
        ...(person !== undefined && { personId: person }),
        ...(customer !== undefined && { customer }),
        ...(overdue && { overdue: 'true' }),
      },
    }),
    placeholderData: keepPreviousData,
  });
  return (
    <Panel>
      <Answer of={board}>
        {(data) =>
          data.people.length === 0 ? (
            <EmptyState title={t('act.work.none')}>{t('act.work.noneAdvice')}</EmptyState>
          ) : (
            <>
              <div className="board" role="table" aria-label={t('screens.work')}>
                <div className="board-row board-head" role="row">
                  <span role="columnheader">{t('act.work.person')}</span>
                  {columns.map((column) => (
                    <span key={column} role="columnheader">
                      {t(`act.work.columns.${column}`)}
                    </span>
                  ))}
                </div>
                {data.people.map((person) => (
                  <Person key={person.personId ?? ''} person={person} />
                ))}
              </div>
              {data.totalPeople > peopleAPage && (
                <div className="list-pages">
                  <span className="quiet small">{t('act.work.people', { count: data.totalPeople })}</span>
                  <Pagination
                    size="small"
                    current={page}
                    pageSize={peopleAPage}
                    total={data.totalPeople}
                    showSizeChanger={false}
                    onChange={(to) => void navigate({ search: (now) => ({ ...now, page: to }) })}
                  />
                </div>
              )}
            </>
          )
        }
      </Answer>
    </Panel>
  );
}

/** What is dragged, as the browser carries it. */
const carried = 'application/x-gridloop-order';

function Person({ person }: { person: Row }) {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  const may = useMay();
  const { reassign } = useReassign();
  const [over, setOver] = useState(false);
  const to = person.personId;
  const takes = may('work.assign') && to !== null;
  return (
    <div
      className={over ? 'board-row board-over' : 'board-row'}
      role="row"
      onDragOver={(event) => {
        if (!takes || !event.dataTransfer.types.includes(carried)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        const order = JSON.parse(event.dataTransfer.getData(carried) || 'null') as Pick<
          WorkOrder,
          'id' | 'personId'
        > | null;
        if (to !== null && order && order.personId !== to) reassign([order], to);
      }}
    >
      <span className="board-person" role="rowheader">
        <span>{person.name ? text(person.name) : to === null ? t('act.work.pool') : to}</span>
        <span className="quiet small">{to}</span>
        {person.overdue > 0 && (
          <span className="board-overdue">
            {t('act.work.overdue', { count: person.overdue, shown: format.count(person.overdue) })}
          </span>
        )}
      </span>
      {columns.map((column) => (
        <Cell key={column} person={person} column={column} />
      ))}
    </div>
  );
}

function Cell({ person, column }: { person: Row; column: BoardColumn }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const navigate = route.useNavigate();
  const doubts = useDoubts();
  const { count, cards } = person.columns[column] ?? { count: 0, cards: [] };
  const movable = may('work.assign') && column !== 'done';
  return (
    <div className="board-cell" role="cell">
      {cards.map((order) => (
        <WorkCard
          key={order.id}
          order={order}
          doubt={doubts(order)}
          onOpen={() => void navigate({ search: (now) => ({ ...now, open: order.id }) })}
          {...(movable && {
            onDragStart: (event) =>
              event.dataTransfer.setData(carried, JSON.stringify({ id: order.id, personId: order.personId })),
          })}
        />
      ))}
      {count > cards.length && (
        <Link
          className="small board-more"
          to="/act/work"
          search={(now) => ({
            ...now,
            view: 'list',
            state: stateOf[column],
            ...(person.personId !== null && { person: person.personId }),
            page: undefined,
          })}
        >
          {t('act.work.more', { shown: format.count(count - cards.length) })}
        </Link>
      )}
      {count === 0 && <span className="quiet small">{t('act.work.empty')}</span>}
    </div>
  );
}
