import type { Overlap, Result, routes } from '#contract';
import { useFormat, useText } from '#parts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { Waiting, type Asked } from './asked.tsx';

/** Where circles, their names and the figures of their parts stand; a part is named by the sets it is inside, as 101. */
const drawings = {
  2: {
    circles: [
      { x: 120, y: 110, r: 80 },
      { x: 210, y: 110, r: 80 },
    ],
    names: [
      { x: 80, y: 16, anchor: 'start' },
      { x: 250, y: 16, anchor: 'end' },
    ],
    parts: { '10': [85, 114], '01': [245, 114], '11': [165, 114] },
    height: 200,
  },
  3: {
    circles: [
      { x: 120, y: 110, r: 80 },
      { x: 210, y: 110, r: 80 },
      { x: 165, y: 185, r: 80 },
    ],
    names: [
      { x: 80, y: 16, anchor: 'start' },
      { x: 250, y: 16, anchor: 'end' },
      { x: 165, y: 284, anchor: 'middle' },
    ],
    parts: {
      '100': [80, 100],
      '010': [250, 100],
      '001': [165, 238],
      '110': [165, 76],
      '101': [112, 168],
      '011': [218, 168],
      '111': [165, 136],
    },
    height: 292,
  },
} as const;

/** The rule and one or two others as circles; the figures are exact, the areas are not to scale. */
export function Venn({ asked, others }: { asked: Asked; others: readonly Overlap[] }) {
  const { t } = useTranslation();
  const label = useText();
  const rules = [asked.rule, ...others.map(({ kind, id }) => `${kind}('${id}')`)];
  const venn = useQuery({
    ...reading('vennAudiences', { body: { rules, ...(asked.period !== undefined && { period: asked.period }) } }),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const names = [t('understand.sets.here'), ...others.map(({ name }) => label(name))];
  return (
    <section aria-label={t('understand.sets.venn')}>
      <h3 className="rule-as-text">{t('understand.sets.venn')}</h3>
      {venn.data?.customers.length === names.length ? (
        <div className="venn">
          <Circles answer={venn.data} names={names} />
          <Parts answer={venn.data} names={names} />
        </div>
      ) : (
        <Waiting of={venn} />
      )}
    </section>
  );
}

interface DrawnProps {
  readonly answer: Result<typeof routes.vennAudiences>;
  readonly names: readonly string[];
}

const bitsOf = (inside: readonly boolean[]): string => inside.map((one) => (one ? '1' : '0')).join('');

function Circles({ answer, names }: DrawnProps) {
  const format = useFormat();
  const drawing = names.length === 2 ? drawings[2] : drawings[3];
  const places: Readonly<Record<string, readonly [number, number]>> = drawing.parts;
  return (
    <svg width={330} height={drawing.height} viewBox={`0 0 330 ${drawing.height}`} aria-hidden="true">
      {drawing.circles.map(({ x, y, r }) => (
        <circle key={`${x} ${y}`} cx={x} cy={y} r={r} />
      ))}
      {drawing.names.map(({ x, y, anchor }, i) => (
        <text key={`${x} ${y}`} className="venn-name" x={x} y={y} textAnchor={anchor}>
          {cut(names[i] ?? '')}
        </text>
      ))}
      {answer.parts.map(({ inside, customers }) => {
        const [x, y] = places[bitsOf(inside)] ?? [0, 0];
        return (
          <text key={bitsOf(inside)} x={x} y={y} textAnchor="middle">
            {format.short(customers)}
          </text>
        );
      })}
    </svg>
  );
}

const longestName = 20;
const cut = (name: string): string => (name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name);

/** The same as a table, for who hears it and for exact figures. */
function Parts({ answer, names }: DrawnProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const said = (inside: readonly boolean[]): string => {
    const some = names.filter((_, i) => inside[i]);
    return t(some.length === 1 ? 'understand.sets.only' : 'understand.sets.inAll', { names: some.join(' + ') });
  };
  return (
    <table className="profile venn-parts">
      <thead>
        <tr>
          <th scope="col">{t('understand.sets.part')}</th>
          <th scope="col" className="gl-right">
            {t('understand.sets.customers')}
          </th>
        </tr>
      </thead>
      <tbody>
        {answer.parts.map(({ inside, customers }) => (
          <tr key={bitsOf(inside)}>
            <th scope="row">{said(inside)}</th>
            <td className="gl-right">{format.count(customers)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
