import type { PlanCalendar } from '#contract';
import { EmptyState, useFormat, useText } from '#parts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Pagination, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { Answer, Panel } from '../app/page.tsx';
import { UnitPicker } from '../app/pickers.tsx';
import { fillOf, shadeOf, shades } from './calendar-cell.ts';

const route = getRouteApi('/signed-in/plan/plans/$plan');
const peopleOnPage = 24;
const sorts = ['price', 'load', 'person'] as const;
type Sort = (typeof sorts)[number];
const sortOf = (text: string | undefined): Sort => sorts.find((sort) => sort === text) ?? 'price';

/** People down, days across; each cell filled to its minutes, shaded by the price of an hour. */
export function PlanCalendarPanel({ plan }: { plan: string }) {
  const { t } = useTranslation();
  const { unit, sort, page = 1 } = route.useSearch();
  const navigate = route.useNavigate();
  const calendar = useQuery({
    ...reading('planCalendar', {
      params: { id: plan },
      query: {
        limit: peopleOnPage,
        offset: (page - 1) * peopleOnPage,
        sort: sortOf(sort),
        ...(unit !== undefined && { orgUnitId: unit }),
      },
    }),
    placeholderData: keepPreviousData,
  });
  return (
    <Panel className="plan-calendar" title={t('plan.calendar.title')} more={<Tools />}>
      <Answer of={calendar}>
        {(data) =>
          data.total === 0 ? (
            <EmptyState title={t('plan.calendar.none')} />
          ) : (
            <>
              <Grid data={data} />
              <Legend dearest={dearestOf(data)} />
              {data.total > peopleOnPage && (
                <div className="list-pages">
                  <Pagination
                    size="small"
                    showSizeChanger={false}
                    pageSize={peopleOnPage}
                    total={data.total}
                    current={page}
                    onChange={(to) => void navigate({ search: (old) => ({ ...old, page: to }) })}
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

/** Whose days, and in which order. */
function Tools() {
  const { t } = useTranslation();
  const { unit, sort } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <span className="plan-tools">
      <UnitPicker
        value={unit}
        onChange={(chosen) => void navigate({ search: (old) => ({ ...old, unit: chosen, page: undefined }) })}
      />
      <Select<Sort>
        size="small"
        variant="borderless"
        aria-label={t('plan.calendar.sort')}
        value={sortOf(sort)}
        options={sorts.map((value) => ({ value, label: t(`plan.calendar.sorts.${value}`) }))}
        onChange={(chosen) => void navigate({ search: (old) => ({ ...old, sort: chosen, page: undefined }) })}
      />
    </span>
  );
}

const dearestOf = ({ items }: PlanCalendar): number =>
  Math.max(0, ...items.flatMap(({ cells }) => cells.map(({ hourPrice }) => hourPrice)));

function Grid({ data }: { data: PlanCalendar }) {
  const { t } = useTranslation();
  const format = useFormat();
  const dearest = dearestOf(data);
  return (
    <div className="plan-scroll" role="group" aria-label={t('plan.calendar.title')} tabIndex={0}>
      <table className="plan-grid">
        <thead>
          <tr>
            <th scope="col">{t('plan.calendar.person')}</th>
            {data.days.map((day) => (
              <th key={day} scope="col" className={isWeekend(day) ? 'plan-weekend' : undefined} title={format.day(day)}>
                {Number(day.slice(8))}
              </th>
            ))}
            <th scope="col" className="right">
              {t('plan.calendar.contacts')}
            </th>
          </tr>
        </thead>
        <tbody>
          {data.items.map((person) => (
            <Row key={person.personId} person={person} days={data.days} dearest={dearest} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const isWeekend = (day: string): boolean => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());

type Person = PlanCalendar['items'][number];

function Row({ person, days, dearest }: { person: Person; days: readonly string[]; dearest: number }) {
  const text = useText();
  const format = useFormat();
  const name = person.name ? text(person.name) : person.personId;
  return (
    <tr>
      <th scope="row" title={person.personId}>
        {name}
      </th>
      {days.map((day, i) => {
        const cell = person.cells[i];
        return <Cell key={day} person={person.personId} name={name} day={day} cell={cell} dearest={dearest} />;
      })}
      <td className="right gl-figure">{format.count(person.contacts)}</td>
    </tr>
  );
}

interface CellProps {
  readonly person: string;
  readonly name: string;
  readonly day: string;
  readonly cell: Person['cells'][number] | undefined;
  readonly dearest: number;
}

function Cell({ person, name, day, cell, dearest }: CellProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = route.useNavigate();
  if (!cell || cell.minutes === 0) {
    const off = t('plan.calendar.off', { person: name, day: format.day(day) });
    return (
      <td className="plan-off" title={off}>
        <span className="plan-hidden">{off}</span>
      </td>
    );
  }
  const words = t('plan.calendar.cell', {
    person: name,
    day: format.day(day),
    used: format.count(Math.round(cell.used)),
    minutes: format.count(Math.round(cell.minutes)),
    contacts: format.count(cell.contacts),
    price: format.money(cell.hourPrice),
  });
  return (
    <td className={`plan-cell plan-shade-${shadeOf(cell.hourPrice, dearest)}`}>
      <button
        type="button"
        title={words}
        aria-label={words}
        onClick={() => void navigate({ search: (old) => ({ ...old, person, day }), resetScroll: false })}
      >
        <span className="plan-fill" style={{ width: `${fillOf(cell) * 100}%` }} />
        <span className="plan-count">{cell.contacts > 0 ? cell.contacts : ''}</span>
      </button>
    </td>
  );
}

function Legend({ dearest }: { dearest: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <p className="plan-legend quiet small">
      <span>{t('plan.calendar.about')}</span>
      <span>{t('plan.calendar.shadeLow')}</span>
      {Array.from({ length: shades + 1 }, (_, shade) => (
        <span key={shade} className={`plan-swatch plan-shade-${shade}`} aria-hidden="true" />
      ))}
      <span>{t('plan.calendar.shadeHigh', { price: format.money(dearest) })}</span>
    </p>
  );
}
